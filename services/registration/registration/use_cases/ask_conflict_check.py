"""The event that asks dedup whether somebody is insured elsewhere."""

from collections.abc import Iterable
from datetime import datetime

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.sealed import IdentityToken
from registration.domain.filing import Case


def submitted_event(case: Case, tokens: Iterable[IdentityToken], now: datetime) -> Event[ApplicationSubmittedV1]:
    """One check per submit number: the answer names it again."""
    data = ApplicationSubmittedV1(
        application_id=case.application_id,
        submit_no=case.submit_no,
        benefit_year=case.benefit_year,
        area=case.area,
        category=case.category,
        channel=case.channel,
        applied_on=case.applied_on,
        tokens=tuple(sorted({case.token, *tokens})),
        consent_signed_on=case.consent_signed_on,
        employee_stop_proved=case.employee_stop_proved,
    )
    return new_event(
        data,
        aggregate_id=case.application_id,
        aggregate_version=case.version,
        person_id=case.person_id,
        region=case.region,
        occurred_at=now,
        recorded_at=now,
    )
