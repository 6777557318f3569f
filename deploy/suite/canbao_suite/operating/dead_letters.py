"""`canbao deadletters`: events that no handler could take."""

import time
from collections.abc import Mapping
from typing import Annotated

import typer

from canbao_suite.operating.client import Json, OperatorClient, Waiting, as_text
from canbao_suite.operating.options import (
    ENDS,
    AsJson,
    Exit,
    OneService,
    SomeServices,
    end_waiting,
    operating,
)

app = typer.Typer(no_args_is_help=True, help="Events that no handler could take: look at them, replay them, or give them up.")
_SECOND = "Two operators must ask for the same: the first one's request waits, the second one's carries it out."
_LOOK_SECONDS = 0.2
Ids = Annotated[list[str], typer.Argument(help="Numbers of dead letters, as `canbao deadletters list` shows them.")]
SomeIds = Annotated[list[str] | None, typer.Argument(help="Numbers of dead letters.", show_default="all that are open, and what is parked")]


@app.command("list", epilog=ENDS)
@operating
def list_letters(
    client: OperatorClient,
    service: SomeServices = None,
    discarded: Annotated[bool, typer.Option("--discarded", help="Those that were given up, instead of those that wait.")] = False,
    as_json: AsJson = False,
) -> None:
    """Lists dead letters: number, event type, fault, how often and when it was tried. Counts what the broker has parked."""
    assert service is not None
    wanted = "discarded" if discarded else "open"
    found = {name: list(client.pages(name, "/dead-letters", state=wanted)) for name in service}
    if as_json:
        typer.echo(as_text(found))
        return
    parked = {} if discarded else {name: client.figure(name, "parked:count") for name in service}
    typer.echo("\n".join(_lines(found, wanted, parked)))


@app.command("show", epilog=ENDS)
@operating
def show(
    client: OperatorClient,
    letter: Annotated[str, typer.Argument(help="The dead letter's number.")],
    service: OneService,
) -> None:
    """Shows one dead letter with its event as it came, in JSON; personal fields in it stay sealed."""
    typer.echo(as_text(client.get(service, f"/dead-letters/{letter}")))


@app.command("replay", epilog=ENDS, help=f"Hands dead letters to their handlers again, after the cause is mended. {_SECOND}")
@operating
def replay(
    client: OperatorClient,
    service: OneService,
    letters: SomeIds = None,
    as_json: AsJson = False,
) -> None:
    """Follows a replay that runs in the background to its end."""
    told = client.post(service, "/dead-letters/replay", {"ids": letters} if letters else {})
    if isinstance(told, Waiting):
        raise end_waiting(told)
    told = _to_its_end(client, service, told)
    typer.echo(as_text(told) if as_json else _outcome(service, told))
    raise typer.Exit(Exit.PARTLY_FAILED if told["failed"] or told.get("state") == "STOPPED" else Exit.DONE)


def _to_its_end(client: OperatorClient, service: str, told: Json) -> Json:
    while told.get("state") == "RUNNING":
        typer.echo(f"{service}: {told['replayed'] + told['failed'] + told['gone']:,} of {told['total']:,} …", err=True)
        time.sleep(_LOOK_SECONDS)
        told = client.get(service, f"/replays/{told['replay_id']}")
    return told


@app.command("discard", epilog=ENDS, help=f"Gives dead letters up, with a reason; they stay, and are no longer counted. {_SECOND}")
@operating
def discard(
    client: OperatorClient,
    letters: Ids,
    service: OneService,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept sealed. The second operator's counts.")],
    as_json: AsJson = False,
) -> None:
    """All of them or none."""
    told = client.post(service, "/dead-letters/discard", {"ids": letters, "reason": reason})
    if isinstance(told, Waiting):
        raise end_waiting(told)
    typer.echo(as_text(told) if as_json else f"{service}: {told['discarded']:,} given up.")


def _lines(found: dict[str, list[Json]], wanted: str, parked: Mapping[str, object]) -> list[str]:
    lines = list[str]()
    for service, letters in found.items():
        unknown = sum(1 for one in letters if one.get("kind") == "NOT_YET_KNOWN")
        of_these = f", of these {unknown:,} not yet known to this version" if unknown else ""
        beside = f"; {parked[service]:,} messages parked (canbao topology parked list)" if parked.get(service) else ""
        lines.append(f"{service}: {len(letters):,} {wanted}{of_these}{beside}")
        for one in letters:
            fault = ", ".join(str(one[name]) for name in ("error", "field", "rule") if one.get(name))
            lines.append(f"  {one['id']:>6}  {one['event_type']}  {fault}  tried {one['attempts']} times, last {one['failed_at']}")
    return lines


def _outcome(service: str, told: Json) -> str:
    return f"{service}: {told['replayed']:,} replayed, {told['failed']:,} failed again, {told['gone']:,} decided by somebody else."
