"""An application was handed in: is the person free to be insured there for that year?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.domain.nodes import node_of
from dedup.repository.checks import (
    Check,
    Decided,
    ask_checks,
    close_older,
    close_registered,
    handed_in_again,
    note_decisions,
    people_of_checks,
    refused_before,
)
from dedup.repository.locks import lock_submits
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.look_at_people import look_at
from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationDecidedV1, ApplicationSubmittedV1, DecidedState
from service_runtime import Transaction

_REFUSED = {DecidedState.REJECTED, DecidedState.WITHDRAWN}


async def check_applications(tx: Transaction, submitted: Sequence[Event[ApplicationSubmittedV1]]) -> None:
    """Keep each submit as a question, then answer all that are open: a few statements for any number.

    Of several submits of an application only the newest says whose the documents are, and a refused one says nothing.
    """
    causes: dict[UUID, Event[Any]] = {event.data.application_id: event for event in submitted}
    await lock_submits(tx.driver, causes)
    before = [Named((person_id,), may_part=True) for person_id in await people_of_checks(tx.driver, causes)]
    named = [*before, *(Named((event.personid, *map(node_of, event.data.tokens))) for event in submitted)]
    held = await hold(tx, named)
    await ask_checks(tx.driver, [_question(event) for event in submitted])
    again = await handed_in_again(tx.driver, causes)
    if again:
        await close_older(tx.driver, again)
    await close_registered(tx.driver, causes)
    in_vain = again | await refused_before(tx.driver, causes)
    named += [Named((event.personid,), may_part=True) for event in submitted if event.data.application_id in in_vain]
    await look_at(tx, await settle(tx, named, held), causes)


async def close_checks(tx: Transaction, decided: Sequence[Event[ApplicationDecidedV1]]) -> None:
    """D1: what is recorded after the decision changes no answer to that submit; what was shown in vain says nothing of anybody."""
    applications = {event.data.application_id for event in decided}
    await lock_submits(tx.driver, applications)
    people = {*(event.personid for event in decided), *await people_of_checks(tx.driver, applications)}
    named = [Named((person_id,), may_part=True) for person_id in sorted(people)]
    held = await hold(tx, named)
    await note_decisions(tx.driver, [_decided(event) for event in decided])
    await look_at(tx, await settle(tx, named, held), {event.data.application_id: event for event in decided})


def _question(event: Event[ApplicationSubmittedV1]) -> Check:
    data = event.data
    return Check(
        application_id=data.application_id,
        submit_no=data.submit_no,
        person_id=event.personid,
        tokens=data.tokens,
        area=data.area,
        benefit_year=data.benefit_year,
        applied_on=data.applied_on,
        consent_signed_on=data.consent_signed_on,
        employee_stop_proved=data.employee_stop_proved,
        known_at=event.recordedtime,
    )


def _decided(event: Event[ApplicationDecidedV1]) -> Decided:
    data = event.data
    return Decided(data.application_id, data.submit_no, event.recordedtime, data.state in _REFUSED)
