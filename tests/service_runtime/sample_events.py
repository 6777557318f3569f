"""An event for the sample service to publish."""

from datetime import date, datetime
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.scheme import Category, Channel


def note_taken(note_id: UUID, now: datetime) -> Event[ApplicationSubmittedV1]:
    """Some event of the catalogue; nobody listens to it here."""
    data = ApplicationSubmittedV1(
        application_id=note_id,
        submit_no=1,
        benefit_year=2024,
        area="440783",
        category=Category.GENERAL,
        channel=Channel.COUNTER,
        applied_on=date(2023, 9, 1),
        tokens=(),
    )
    return new_event(data, aggregate_id=note_id, aggregate_version=1, person_id=note_id, region="440700", occurred_at=now, recorded_at=now)
