"""An application was handed in: is the person free to be insured there for that year?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.repository.checks import Check, ask_checks
from dedup.repository.identities import Identification, learn_identities
from dedup.repository.locks import lock_identities
from dedup.use_cases.answer_checks import answer_checks
from dedup.use_cases.ask_suspensions import Concerned, ask_suspensions
from dedup.use_cases.open_notices import open_notices
from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationSubmittedV1
from service_runtime import Transaction


async def check_applications(tx: Transaction, submitted: Sequence[Event[ApplicationSubmittedV1]]) -> None:
    """Keep each submit as a question, then answer all that are open: a few statements for any number."""
    seen = [Identification(event.personid, event.data.tokens, event.recordedtime) for event in submitted]
    causes: dict[UUID, Event[Any]] = {event.data.application_id: event for event in submitted}
    await lock_identities(tx.driver, seen)
    await learn_identities(tx.driver, seen)
    await ask_checks(tx.driver, [_question(event) for event in submitted])
    answered = await answer_checks(tx, seen, causes)
    await open_notices(tx, answered)
    await ask_suspensions(tx, Concerned(people={one.person_id for one in seen}))


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
