"""`canbao jobs`: the background work of each service, seen and run at once."""

from typing import Annotated

import typer

from canbao_suite.operating.client import Json, OperatorClient, Waiting, as_text
from canbao_suite.operating.options import (
    ENDS,
    AsJson,
    Exit,
    NamedService,
    SomeServices,
    operating,
)

app = typer.Typer(no_args_is_help=True, help="Background jobs of the services: how they are, and run one at once.")


@app.command("list", epilog=f"{ENDS} 4 also while a job fails or hangs.")
@operating
def list_jobs(
    client: OperatorClient,
    service: SomeServices = None,
    as_json: AsJson = False,
) -> None:
    """Lists the jobs: last end, error, next try after a failure, done since the start. Of several replicas one answers."""
    assert service is not None
    found = {name: client.get(name, "/jobs")["jobs"] for name in service}
    typer.echo(as_text(found) if as_json else "\n".join(_line(name, job) for name, jobs in found.items() for job in jobs))
    raise typer.Exit(Exit.PARTLY_FAILED if any(job["error"] for jobs in found.values() for job in jobs) else Exit.DONE)


@app.command("run", epilog=ENDS)
@operating
def run(
    client: OperatorClient,
    service: NamedService,
    job: Annotated[str, typer.Argument(help="The job's name, as `canbao jobs list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Has a job done at once, without waiting for its time. If it runs just now, it runs once more after that."""
    told = client.post(service, f"/jobs/{job}/run", {})
    assert not isinstance(told, Waiting)
    typer.echo(as_text(told) if as_json else f"{service}: {job} is asked to run.")


def _line(service: str, job: Json) -> str:
    state = "running" if job["running"] else f"ended {job['ended_at'] or 'never'}"
    error = f", error: {job['error']}, next try {job['next_at'] or 'at its time'}" if job["error"] else ""
    own = "" if job["may_be_run"] else ", by its own time only"
    return f"{service:<15}{job['name']:<24}{state}, {job['done']:,} done, {job['failures']} failures{own}{error}"
