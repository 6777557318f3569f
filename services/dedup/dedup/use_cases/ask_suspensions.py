"""Ask registration to let a participation rest that a relation in the employee scheme takes the place of (R-081)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dedup.domain.individuals import Individual
from dedup.domain.suspend_requests import BECAUSE_OF_A_JOB, SuspendRequest, requests_for, requests_to_tell
from dedup.repository.participation_spells import own_participations
from dedup.repository.suspend_requests import requests_after, requests_of, save_requests
from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Scheme
from service_runtime import Transaction
from service_runtime.retelling import Wanted


async def ask_suspensions(tx: Transaction, individuals: Sequence[Individual], causes: Mapping[UUID, Event[Any]]) -> None:
    """What is to be asked of these people's participations now is compared with what was asked before. `causes`: by person."""
    own = await own_participations(tx.driver, [one.number for one in individuals if one.persons])
    asked = await requests_of(tx.driver, [one.participation_id for _, one in own], BECAUSE_OF_A_JOB)
    jobs = {one.number: [relation for relation in one.relations if relation.spell.scheme is Scheme.EMPLOYEE] for one in individuals}
    wanted = [request for number, one in own for request in requests_for(one, jobs[number], tx.policy, tx.now)]
    await tell_differences(tx, wanted, asked, causes)


async def tell_differences(
    tx: Transaction, wanted: Sequence[SuspendRequest], asked: Sequence[SuspendRequest], causes: Mapping[UUID, Event[Any]]
) -> None:
    """Ask for what is new, ask anew for what is another, withdraw what is not wanted any more."""
    told = list(requests_to_tell(wanted, asked, tx.now))
    if told:
        await save_requests(tx.driver, told)
        tx.publish(*(requested(one, causes) for one in told))


def requested(request: SuspendRequest, causes: Mapping[UUID, Event[Any]]) -> Event[SuspendRequestedV1]:
    """The request as an event."""
    return new_event(
        SuspendRequestedV1(
            request_id=request.request_id,
            case_id=request.case_id,
            participation_id=request.participation_id,
            action=request.action,
            reason=request.reason or BECAUSE_OF_A_JOB,
            effective_on=request.effective_on,
            not_before=request.not_before,
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
