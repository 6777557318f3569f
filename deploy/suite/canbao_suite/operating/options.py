"""What every command of operators takes: where the services are, and as whom it asks them. And how it ends."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import partial, wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from canbao_suite.arguments import check_service, check_services, check_url
from canbao_suite.cannot_run import CannotRun
from canbao_suite.environments import SERVICES
from canbao_suite.operating.client import OperatorClient, Waiting, client_of
from process_runtime.secret_files import SecretUnreadable, secret_in_file

ENDS = "Exit code 0: done. 1: a service refused or does not answer. 2: wrong words. 3: waits for a second operator. 4: part of it failed."


class Exit(IntEnum):
    """How a command ends, for scripts."""

    DONE = 0
    REFUSED = 1
    WAITS_FOR_SECOND = 3
    PARTLY_FAILED = 4


def _services(services: list[str] | None) -> list[str]:
    return check_services(services) or list(SERVICES)


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
OneService = Annotated[str, typer.Option("--service", help="The service.", callback=check_service)]
NamedService = Annotated[str, typer.Argument(metavar="SERVICE", help=f"One of {', '.join(SERVICES)}.", callback=check_service)]
SomeServices = Annotated[
    list[str] | None, typer.Option("--service", help="Only this service; several may be given.", callback=_services, show_default="all")
]


@dataclass(frozen=True)
class _Where:
    """Options of every command: which services, and as whom."""

    url: Annotated[
        str | None,
        typer.Option(
            envvar="CANBAO_URL",
            callback=check_url,
            help="Where the services are, such as https://localhost:8444; the token is in CANBAO_TOKEN, or in the file CANBAO_TOKEN_FILE.",
            show_default="the suite that runs in the state folder",
        ),
    ] = None
    ca_file: Annotated[
        Path | None, typer.Option("--ca-file", envvar="CANBAO_CA_FILE", help="The authority of the address's certificate, a PEM file.")
    ] = None
    who: Annotated[
        str, typer.Option("--as", help="Without CANBAO_TOKEN: the login of the development token. A second operator is another one.")
    ] = "operator"
    suite: Annotated[str | None, typer.Option("--suite", help="Which running suite of the state folder: demo, serve …")] = None
    state: Annotated[Path, typer.Option("--state", envvar="CANBAO_STATE", help="Folder that keeps the state of suites between runs.")] = (
        Path(".state")
    )


def operating(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command its client as the first argument, and to its user the options that say for which services it is.

    What keeps the client from its work is one sentence and exit code 1.
    """

    @wraps(command)
    def run(**given: Any) -> None:
        where = _Where(**{field.name: given.pop(field.name) for field in fields(_Where)})
        with _asking(where) as client:
            command(client, **given)

    own = list(signature(command).parameters.values())[1:]
    added = list(signature(_Where).parameters.values())
    run.__signature__ = Signature([*own, *(one.replace(kind=Parameter.KEYWORD_ONLY) for one in added)])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (*own, *added)}
    return run


@contextmanager
def _asking(where: _Where) -> Iterator[OperatorClient]:
    try:
        token = os.environ.get("CANBAO_TOKEN") or secret_in_file("CANBAO_TOKEN")
        with client_of(where.url, token, where.ca_file, where.who, where.state.absolute(), where.suite) as client:
            yield client
    except (CannotRun, SecretUnreadable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None


def end_waiting(waiting: Waiting) -> typer.Exit:
    """Says plainly who must do what now; the end of the command."""
    tell = partial(typer.echo, err=True)
    tell(f"{waiting.service}: asked by {waiting.asked_by}; nothing was done yet.")
    tell("A second operator must confirm: another person, with another login, gives the same command (with --as OTHER or an own")
    tell(f"CANBAO_TOKEN), or confirms it in the console, before {waiting.expires_at}. Confirmation {waiting.confirmation_id}.")
    return typer.Exit(Exit.WAITS_FOR_SECOND)
