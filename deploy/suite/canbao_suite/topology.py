"""`canbao topology`: exchanges, queues and bindings of the broker, for operators."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import aio_pika
import typer
from rich.console import Console
from rich.table import Table

from event_bus.rabbit_operator import Operator, SetAside, TopologySeen, operating
from event_bus.rabbit_topology import Topology

topology = typer.Typer(no_args_is_help=True, help="The broker's exchanges, queues and bindings.")
unrouted = typer.Typer(no_args_is_help=True, help="Messages that no queue wanted.")
parked = typer.Typer(no_args_is_help=True, help="Messages whose every delivery ended with their consumer.")
topology.add_typer(unrouted, name="unrouted")
topology.add_typer(parked, name="parked")

AmqpUrl = Annotated[str, typer.Option("--amqp-url", envvar="CANBAO_AMQP_URL", help="Address of the broker, as its operator.")]
Prefix = Annotated[str, typer.Option(help="First word of all names.")]
CaFile = Annotated[Path | None, typer.Option("--ca-file", envvar="CANBAO_CA_FILE", help="Authorities of an amqps:// address.")]
Most = Annotated[int, typer.Option(min=1, help="At most so many messages, of up to 500 events each.")]
_T = TypeVar("_T")
_CANNOT = (OSError, TimeoutError, aio_pika.exceptions.AMQPError)


@topology.command("apply")
def apply(
    amqp_url: AmqpUrl,
    prune: Annotated[bool, typer.Option("--prune", help="Also take away bindings that no declared listener has any more.")] = False,
    prefix: Prefix = "canbao",
    ca_file: CaFile = None,
) -> None:
    """Declares and binds everything durably, before any service runs; again and again without harm."""
    _show(_with_broker(amqp_url, prefix, ca_file, lambda operator: _apply(operator, prune)), prefix)


async def _apply(operator: Operator, prune: bool) -> TopologySeen:
    await operator.apply(prune=prune)
    return await operator.see()


@topology.command("show")
def show(amqp_url: AmqpUrl, prefix: Prefix = "canbao", ca_file: CaFile = None) -> None:
    """Shows what is there, what is missing or too many. Exit code 1 if something is not as declared, parked or unrouted."""
    seen = _with_broker(amqp_url, prefix, ca_file, Operator.see)
    _show(seen, prefix)
    raise typer.Exit(0 if seen.is_whole else 1)


@unrouted.command("list")
def list_unrouted(amqp_url: AmqpUrl, most: Most = 100, prefix: Prefix = "canbao", ca_file: CaFile = None) -> None:
    """Counts them, and lists the oldest by type; they stay where they are."""
    total = _with_broker(amqp_url, prefix, ca_file, lambda operator: _tell(operator.list_unrouted(most), operator.count_unrouted()))
    typer.echo(f"{total} messages no queue wanted.")


@unrouted.command("replay")
def replay_unrouted(amqp_url: AmqpUrl, most: Most = 10_000, prefix: Prefix = "canbao", ca_file: CaFile = None) -> None:
    """Publishes them again as they were signed. Each leaves only when a queue has it; exit code 1 if some have no listener still."""
    replayed, unwanted = _with_broker(amqp_url, prefix, ca_file, lambda operator: operator.replay_unrouted(most))
    typer.echo(f"{replayed} messages published again, {unwanted} stay: no listener is bound to their type.")
    raise typer.Exit(1 if unwanted else 0)


@parked.command("list")
def list_parked(amqp_url: AmqpUrl, most: Most = 100, prefix: Prefix = "canbao", ca_file: CaFile = None) -> None:
    """Counts them, and lists the oldest of each service. They go back to work by `canbao deadletters replay --service …`."""
    total = _with_broker(amqp_url, prefix, ca_file, lambda operator: _tell(operator.list_parked(most), operator.count_parked()))
    typer.echo(f"{total} messages are parked.")


async def _tell(listing: Awaitable[list[SetAside]], counting: Awaitable[int]) -> int:
    """Counts first: while messages are looked at, and for a moment after, the broker does not count them."""
    counted, listed = await counting, await listing
    for message in listed:
        typer.echo(f"{message.queue}  {message.event_type}  from {message.publisher or 'unknown'}  {message.bytes:,} bytes")
    return max(counted, len(listed))


def _with_broker(url: str, prefix: str, ca_file: Path | None, act: Callable[[Operator], Awaitable[_T]]) -> _T:
    async def run() -> _T:
        async with operating(url, prefix, ca_file) as operator:
            return await act(operator)

    try:
        return asyncio.run(run())
    except _CANNOT as error:
        typer.echo(f"the broker refused or cannot be reached: {type(error).__name__}", err=True)
        raise typer.Exit(2) from None


def _show(seen: TopologySeen, prefix: str) -> None:
    names = Topology(prefix)
    table = Table("queue", "messages", "consumers", "parked", "bindings", box=None)
    for queue in seen.queues:
        faults = [f"missing: {name}" for name in queue.missing] + [f"too many: {name}" for name in queue.left_behind]
        there = "no queue" if queue.messages is None else str(queue.messages)
        table.add_row(names.queue(queue.service), there, str(queue.consumers), str(queue.parked), "\n".join(faults) or "as declared")
    console = Console(width=140)
    console.print(table)
    for name in seen.exchanges_missing:
        console.print(f"missing exchange: {name}", highlight=False)
    console.print(f"unrouted: {seen.unrouted} messages", highlight=False)
