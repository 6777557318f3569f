"""The event that asks dedup whether somebody is insured elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.documents import Document
from enrolment_terms.sealed import IdentityToken
from registration.domain.application import Application
from registration.repository.person_keys import tokens_of
from service_runtime import Transaction


async def ask_again(tx: Transaction, applications: Sequence[Application], *, as_submitted: bool = False) -> None:
    """The same question, about all documents that are now known of whoever it is; of now, or of the moment of the submit."""
    known = await tokens_of(tx.driver, [one.person_id for one in applications])
    for one in applications:
        number = tx.vault.open(one.number, "document", one.application_id)
        shown = tx.vault.identity_tokens(Document(one.document_kind, number))
        tx.publish(submitted_event(one, (*shown, *known[one.person_id]), one.submitted_at if as_submitted else tx.now))


def submitted_event(application: Application, tokens: Iterable[IdentityToken], now: datetime) -> Event[ApplicationSubmittedV1]:
    """One check per submit number: the answer names it again. The person may be provisional: dedup matches by tokens."""
    data = ApplicationSubmittedV1(
        application_id=application.application_id,
        submit_no=application.submit_no,
        benefit_year=application.benefit_year,
        area=application.area,
        category=application.category,
        channel=application.channel,
        applied_on=application.applied_on,
        tokens=tuple(sorted({application.token, *tokens})),
        consent_signed_on=application.consent_signed_on,
        employee_stop_proved=application.employee_stop_proved,
    )
    return new_event(
        data,
        aggregate_id=application.application_id,
        aggregate_version=application.version,
        person_id=application.person_id,
        region=application.region,
        occurred_at=now,
        recorded_at=now,
    )
