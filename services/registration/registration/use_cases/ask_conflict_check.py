"""The event that asks dedup whether somebody is insured elsewhere."""

from collections.abc import Iterable
from datetime import datetime

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.sealed import IdentityToken
from registration.domain.application import Application


def submitted_event(application: Application, tokens: Iterable[IdentityToken], now: datetime) -> Event[ApplicationSubmittedV1]:
    """One check per submit number: the answer names it again."""
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
