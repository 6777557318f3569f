"""`canbao events`: the present state told anew, how far that is, and whether the services agree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import typer

from canbao_suite.environments import SERVICES
from canbao_suite.operating.client import Json, OperatorClient, Refused, Waiting, as_text
from canbao_suite.operating.options import (
    ENDS,
    AsJson,
    Exit,
    NamedService,
    end_waiting,
    operating,
)

app = typer.Typer(no_args_is_help=True, help="What services tell each other: the present state told anew, and whether they agree.")
_SHOWN = 5
_OWNED = {
    "registration": ("participation", "mandate", "household"),
    "payment-bridge": ("bill",),
    "dedup": ("check",),
    "benefits": ("entitlement",),
}
"""Kinds that more than one service knows, by owner."""
_IN_PART = {("participation", "payment-bridge"): {"ahead"}, ("bill", "registration"): {"missing", "ahead"}}
"""What is a difference where a listener is not told of every change: payment-bridge hears of registrations and ends, registration of bills
until they are paid."""
_VERSIONS_AT_ONCE = 1000
Kinds = Annotated[
    list[str] | None, typer.Option("--aggregate", help="Only this kind, such as participation or bill; several may be given.")
]
AreaCode = Annotated[str | None, typer.Option("--area", help="Only places whose code begins like this, such as 440783.")]
Since = Annotated[datetime | None, typer.Option("--since", help="Only what changed since this moment, Beijing time.")]


@app.command("republish", epilog=ENDS)
@operating
def republish(
    client: OperatorClient,
    service: NamedService,
    aggregate: Kinds = None,
    area: AreaCode = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Has a service tell the present state of all it owns once more: after a restore, others learn what they missed.

    Two operators must ask for the same. It runs in the background, goes on by itself after a break, and never fills the outbox.
    Who has heard the state already takes it as nothing new.
    """
    body = {"kinds": aggregate, "area": area, "since": since.isoformat() if since else None}
    told = client.post(service, "/republications", {name: one for name, one in body.items() if one is not None})
    if isinstance(told, Waiting):
        raise end_waiting(told)
    typer.echo(as_text(told) if as_json else f"{_line(service, told)}\nHow far it is: canbao events progress {service}")


@app.command("progress", epilog=ENDS)
@operating
def progress(
    client: OperatorClient,
    service: NamedService,
    as_json: AsJson = False,
) -> None:
    """Shows every republication of a service and how far it is."""
    found = list(client.pages(service, "/republications"))
    typer.echo(as_text(found) if as_json else "\n".join(_line(service, one) for one in found) or f"{service}: none so far.")


@app.command("stop", epilog=ENDS)
@operating
def stop(
    client: OperatorClient,
    service: NamedService,
    number: Annotated[int, typer.Argument(help="The republication's number.")],
) -> None:
    """Stops a republication. What it has told stays told."""
    told = client.post(service, f"/republications/{number}/stop", {})
    assert not isinstance(told, Waiting)
    typer.echo(_line(service, told))


@dataclass(slots=True)
class Compared:
    """What one listener knows of one kind, held against its owner."""

    owner: str
    kind: str
    listener: str
    same: int = 0
    missing: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)

    def note(self, one: str, owned: int | None, heard: int | None) -> None:
        """One aggregate: its version at the owner and at the listener, None where it is not known."""
        if owned is None or (heard is not None and heard > owned):
            self.ahead.append(f"{one} (here {owned or 'unknown'}, there {heard})")
            return
        apart = "same" if owned == heard else "missing" if heard is None else "behind"
        if apart == "same" or apart not in _IN_PART.get((self.kind, self.listener), {apart}):
            self.same += 1
        else:
            (self.missing if heard is None else self.behind).append(one)


@app.command("compare", epilog="Exit code 0: they agree. 1: a service refused or does not answer. 2: wrong words. 4: they do not agree.")
@operating
def compare(
    client: OperatorClient,
    service: Annotated[str | None, typer.Argument(help="Only what this service owns.", show_default="all")] = None,
    as_json: AsJson = False,
) -> None:
    """Holds the versions that listeners know against those of the owner.

    missing and behind: the owner is to republish. ahead: the listener knows more than the owner, who was restored to an older moment.
    """
    owners = {name: kinds for name, kinds in _OWNED.items() if service in (None, name)}
    if not owners:
        raise typer.BadParameter(f"{service} is none of {', '.join(SERVICES)}")
    found = [one for owner, kinds in owners.items() for kind in kinds for one in _compare(client, owner, kind)]
    apart = any(one.missing or one.behind or one.ahead for one in found)
    typer.echo(as_text([_as_json(one) for one in found]) if as_json else "\n".join(line for one in found for line in _lines(one)))
    raise typer.Exit(Exit.PARTLY_FAILED if apart else Exit.DONE)


def _compare(client: OperatorClient, owner: str, kind: str) -> Iterator[Compared]:
    owned = _versions(client, owner, kind)
    for listener in SERVICES:
        if listener == owner:
            continue
        try:
            heard = _versions(client, listener, kind)
        except Refused as error:
            if error.code != "KIND_UNKNOWN":
                raise
            continue
        one = Compared(owner, kind, listener)
        for aggregate in sorted(owned.keys() | heard.keys()):
            one.note(aggregate, owned.get(aggregate), heard.get(aggregate))
        yield one


def _versions(client: OperatorClient, service: str, kind: str) -> dict[str, int]:
    return {one["aggregate_id"]: one["version"] for one in client.pages(service, "/aggregate-versions", _VERSIONS_AT_ONCE, kind=kind)}


def _as_json(one: Compared) -> Json:
    return {name: getattr(one, name) for name in ("owner", "kind", "listener", "same", "missing", "behind", "ahead")}


def _lines(one: Compared) -> Iterator[str]:
    counts = ", ".join(f"{len(getattr(one, name))} {name}" for name in ("missing", "behind", "ahead"))
    yield f"{one.owner}'s {one.kind} at {one.listener}: {one.same} the same, {counts}"
    for name in ("missing", "behind", "ahead"):
        found = getattr(one, name)
        yield from (f"  {name}: {told}" for told in found[:_SHOWN])
        if len(found) > _SHOWN:
            yield f"  {name}: … {len(found) - _SHOWN} more (--json shows all)"


def _line(service: str, one: Json) -> str:
    part = f"{one['kinds_done']} of {len(one['kinds'])} kinds ({', '.join(one['kinds'])})"
    where = f", area {one['area']}" if one["area"] else ""
    return f"{service} {one['republication_id']}: {one['state']}, {part}, {one['told']:,} told{where}, asked by {one['asked_by']}"
