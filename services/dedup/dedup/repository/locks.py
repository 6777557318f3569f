"""One transaction at a time for each individual, so that replicas never judge a person on half of the facts."""

from collections.abc import Collection, Iterable
from uuid import UUID

from dedup.repository.identities import numbers_of
from dedup.tables import consents, identities
from row_sets import Driver, Statement, typed

_LOCK_NODES = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended(node::text, 0))) FROM {given.rows}", given=typed(identities, "node")
)
_LOCK_NUMBERS = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended('number ' || number, 0))) FROM {given.rows}", given=typed(identities, "number")
)
_LOCK_SUBMITS = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended('submit ' || application_id, 0))) FROM {given.rows}",
    given=typed(consents, "application_id", alias="given"),
)
_LOCK_APPLICATIONS = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended('consent ' || application_id, 0))) FROM {given.rows}",
    given=typed(consents, "application_id", alias="given"),
)


async def lock_submits(driver: Driver, applications: Iterable[UUID]) -> None:
    """Before people: of two submits of one application at once the later sees whose documents the earlier showed."""
    await _LOCK_SUBMITS.run(driver, application_id=sorted(set(applications)))


async def lock_people(driver: Driver, nodes: Collection[UUID]) -> dict[UUID, int]:
    """These nodes, then whoever has their numbers, both in order; held until the transaction ends. The numbers of those that have one.

    Nodes change their number only while both numbers are locked: what is read under the lock stays.
    """
    await lock_keys(driver, nodes)
    return await lock_known(driver, nodes)


async def lock_known(driver: Driver, nodes: Collection[UUID]) -> dict[UUID, int]:
    """After other nodes: whoever has the numbers of these, as long as it takes until these are their numbers. Those that have one."""
    held: set[int] = set()
    while True:
        numbers = await numbers_of(driver, nodes)
        wanted = set(numbers.values()) - held
        if not wanted:
            return numbers
        await lock_numbers(driver, wanted)
        held |= wanted


async def lock_keys(driver: Driver, keys: Iterable[UUID]) -> None:
    """Spells by key, before the people whom they are of; nodes, before their numbers."""
    await _LOCK_NODES.run(driver, node=sorted(keys))


async def lock_numbers(driver: Driver, numbers: Iterable[int]) -> None:
    """After nodes: whoever has these numbers."""
    await _LOCK_NUMBERS.run(driver, number=sorted(numbers))


async def lock_applications(driver: Driver, applications: Iterable[UUID]) -> None:
    """After people: of a consent and a registration at once the later sees what the earlier did."""
    await _LOCK_APPLICATIONS.run(driver, application_id=sorted(set(applications)))
