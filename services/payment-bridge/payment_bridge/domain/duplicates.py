"""Relations of ours that a decided duplicate case does not keep (R-128): what proves grounds 2, 3 and 4 of a refund (R-133)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from enrolment_events.duplicates import CaseChangedV1, DuplicateCaseState, SuspendAction
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Scheme
from payment_bridge.domain.refunds import Ground

_C = DuplicateCaseState
DECIDED = frozenset({_C.DECIDED, _C.EXECUTING, _C.CLOSED})
"""One relation is kept, the others are dropped."""


class Drop(NamedTuple):
    """A participation of ours that is not kept, and a ground on which its money may be asked back."""

    participation_id: UUID
    ground: Ground


class Proof(NamedTuple):
    """Since when a ground is known here, and the case that says so; without one it is our own registration that ended as a duplicate."""

    known_on: date
    case_id: UUID | None = None


def drops_of(case: CaseChangedV1) -> Iterator[Drop]:
    """What the case drops for good; nothing before it is decided, or once it goes on in another case.

    A relation that only rests for a while (R-127, R-131) goes on afterwards: its money stays.
    """
    if case.state not in DECIDED or case.joined_case_id is not None:
        return
    records = {one.relation: one for one in case.records}
    kept = records.get(case.kept) if case.kept is not None else None
    if kept is None:
        return
    resting = {one.relation for one in case.dropped if one.until_on is not None or one.action is SuspendAction.RESUME}
    for relation in dict.fromkeys(one.relation for one in case.dropped if one.relation not in resting):
        dropped = records.get(relation)
        if dropped is not None and dropped.participation_id is not None and dropped.scheme is Scheme.RESIDENT:
            for ground in grounds_against(kept.scheme, kept.area, dropped.area, is_ours=kept.participation_id is not None):
                yield Drop(dropped.participation_id, ground)


def grounds_against(scheme: Scheme, kept_area: str, area: str, *, is_ours: bool) -> tuple[Ground, ...]:
    """R-070: by what is kept instead of a resident relation in `area`. Where both are ours, two relations are paid for (ground 2)."""
    if scheme is Scheme.EMPLOYEE:
        return (Ground.EMPLOYEE_SCHEME,)
    if pooling_region_of(kept_area) == pooling_region_of(area):
        return (Ground.DUPLICATE_PAYMENT,)
    return (Ground.OTHER_REGION, Ground.DUPLICATE_PAYMENT) if is_ours else (Ground.OTHER_REGION,)
