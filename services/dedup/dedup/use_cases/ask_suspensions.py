"""Ask registration to let a participation rest that a relation in the employee scheme takes the place of (R-081)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from dedup.domain.suspend_requests import SuspendRequest, requests_for, requests_to_tell
from dedup.repository.locks import lock_people
from dedup.repository.spell_index import SpellQuery, find_spells
from dedup.repository.suspend_requests import own_participations, people_employed, requests_after, requests_of, save_requests
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import IdentityToken
from service_runtime import Transaction
from service_runtime.retelling import Wanted


class Concerned(NamedTuple):
    """Of whom something was heard: people, and spells by key with the documents that they tell of."""

    people: Collection[UUID] = ()
    tokens: Collection[IdentityToken] = ()
    spell_keys: Collection[str] = ()


async def ask_suspensions(tx: Transaction, concerned: Concerned, causes: Mapping[UUID, Event[Any]] | None = None) -> None:
    """Any order, any repetition: what is to be asked of these people's participations now is compared with what was asked before.

    Their documents must be locked. `causes`: person -> the event that told of him.
    """
    employed = await people_employed(tx.driver, concerned.people, concerned.tokens, concerned.spell_keys)
    if not employed:
        return
    await lock_people(tx.driver, employed)
    found = await find_spells(tx.driver, [SpellQuery(tokens=(), person_id=person_id) for person_id in employed])
    spells, own = dict(zip(employed, found, strict=True)), await own_participations(tx.driver, employed)
    asked = await requests_of(tx.driver, [one.participation_id for one in own])
    wanted = [request for one in own for request in requests_for(one, spells[one.person_id], tx.policy, tx.now)]
    told = list(requests_to_tell(wanted, asked, tx.now))
    if told:
        await save_requests(tx.driver, told)
        tx.publish(*(requested(one, causes or {}) for one in told))


def requested(request: SuspendRequest, causes: Mapping[UUID, Event[Any]]) -> Event[SuspendRequestedV1]:
    """The request as an event."""
    return new_event(
        SuspendRequestedV1(
            request_id=request.request_id,
            case_id=request.case_id,
            participation_id=request.participation_id,
            action=request.action,
            reason="EMPLOYEE_SCHEME",
            effective_on=request.effective_on,
            asked_by_area=request.asked_by_area,
            withdrawn=request.withdrawn,
        ),
        aggregate_id=request.request_id,
        aggregate_version=request.version,
        person_id=request.person_id,
        region=pooling_region_of(request.area),
        occurred_at=request.recorded_at,
        recorded_at=request.recorded_at,
        because_of=causes.get(request.person_id),
    )


async def tell_requests(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they were asked last."""
    told = await requests_after(tx.driver, wanted)
    tx.publish(*(requested(one, {}) for one in told))
    return [one.request_id for one in told]
