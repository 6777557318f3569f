"""`canbao jobs`: the background work of each service, seen, run at once, and done for a day of the calendar."""

from datetime import datetime
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


@app.command("day", epilog=ENDS)
@operating
def run_day(
    client: OperatorClient,
    service: NamedService,
    job: Annotated[str, typer.Argument(help="A timed job's name.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The business day that it is done for: a past one, or today.")],
    area: Annotated[str | None, typer.Option("--area", help="Only this area.", show_default="all that are due on that day")] = None,
    as_json: AsJson = False,
) -> None:
    """Has a timed job done for a day: one that was missed, or one that is done once more."""
    told = client.post(service, "/job-runs", {"job": job, "day": f"{day:%Y-%m-%d}", **({"area": area} if area else {})})
    assert not isinstance(told, Waiting)
    typer.echo(as_text(told) if as_json else f"{service}: {job} for {day:%Y-%m-%d}: {told['asked']} runs asked for.")


@app.command("runs", epilog=f"{ENDS} 4 also if one of them fails.")
@operating
def list_runs(
    client: OperatorClient,
    service: NamedService,
    job: Annotated[str | None, typer.Option("--job", help="Only this job.", show_default="all")] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="How many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Lists what timed jobs have done by day and area, the newest first."""
    found = client.get(service, "/job-runs", job=job, limit=most)["items"]
    typer.echo(as_text(found) if as_json else "\n".join(_run_line(run) for run in found))
    raise typer.Exit(Exit.PARTLY_FAILED if any(run["error"] for run in found) else Exit.DONE)


def _run_line(run: Json) -> str:
    asked = f", asked by {run['asked_by']}" if run["asked_by"] else ""
    error = f", error: {run['error']}" if run["error"] else ""
    return f"{run['day']} {run['area']:<10}{run['job']:<24}{run['state'].lower()}, {run['done']:,} done{asked}{error}"


def _line(service: str, job: Json) -> str:
    state = "running" if job["running"] else f"ended {job['ended_at'] or 'never'}"
    error = f", error: {job['error']}, next try {job['next_at'] or 'at its time'}" if job["error"] else ""
    days = f", last day {job['last_day']}, next {job['next_day']}, {job['open_runs']} open" if job["title"] else ""
    own = "" if job["may_be_run"] else ", by its own time only"
    return f"{service:<15}{job['name']:<24}{state}, {job['done']:,} done, {job['failures']} failures{days}{own}{error}"
