"""Records that were taken for one person's are of two people: whom an office keeps apart."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from enrolment_terms.reasons import Reason, ReasonCode, reason


def others_of(records: Sequence[str], named: Collection[str]) -> tuple[str, ...]:
    """The records that are of the other person: those that are named; of two records nobody need name one."""
    return tuple(named) if named or len(records) != 2 else (records[-1],)


def faults_of_parting(records: Sequence[str], others: Collection[str], holders: Mapping[str, Collection[UUID]]) -> list[Reason]:
    """Why these records cannot be parted so. `holders`: by record, whom those who tell of it mean."""
    if len(records) < 2:
        return [reason(ReasonCode.OTHER, field="relations", msg="案件已没有两条可以区分的参保记录")]
    if not others:
        return [reason(ReasonCode.OTHER, field="relations", msg="案件有多条参保记录，请指明哪些是另一人的")]
    found = []
    if not set(others) <= set(records):
        found.append(reason(ReasonCode.OTHER, field="relations", msg="所指的参保记录不在本案件中"))
    if set(others) >= set(records):
        found.append(reason(ReasonCode.OTHER, field="relations", msg="至少应有一条参保记录属于本案件的参保人"))
    if not found and any(one == other for one, other in _across(records, others, holders)):
        text = "这些参保记录由同一来源报为同一人，请先由该来源更正"
        found.append(reason(ReasonCode.OTHER, field="relations", msg=text))
    return found


def pairs_apart(records: Sequence[str], others: Collection[str], holders: Mapping[str, Collection[UUID]]) -> set[tuple[UUID, UUID]]:
    """Everyone on one side is a stranger to everyone on the other; the lower node first."""
    return {(min(pair), max(pair)) for pair in _across(records, others, holders)}


def _across(
    records: Sequence[str], others: Collection[str], holders: Mapping[str, Collection[UUID]]
) -> Iterator[tuple[UUID, UUID]]:  # fmt: skip
    for record in records:
        for other in others:
            if record not in others:
                yield from ((one, two) for one in holders[record] for two in holders[other])
