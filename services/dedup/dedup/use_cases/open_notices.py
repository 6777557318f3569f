"""Open the notices that a complete registration brings; withdraw those of one that came to nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from dedup.domain.notices import BY_CONSENT, Notice, effective_day, notices_for, stands
from dedup.repository.locks import lock_applications
from dedup.repository.notices import CompleteRegistration, complete_registrations, notices_of_applications
from dedup.use_cases.notify_regions import keep_notices
from enrolment_events.duplicates import NoticeState
from enrolment_terms.identifiers import named_id
from service_runtime import Transaction


async def open_notices(tx: Transaction, applications: Sequence[UUID]) -> None:
    """Notices follow from the newest check and the newest state of the participation, in whichever order they came."""
    if not applications:
        return
    await lock_applications(tx.driver, applications)
    complete = await complete_registrations(tx.driver, applications)
    if complete:
        wanted = [notice for registration in complete for notice in _notices(registration, tx.now)]
        known = await notices_of_applications(tx.driver, [registration.application_id for registration in complete])
        await keep_notices(tx, wanted, known)


def _notices(registration: CompleteRegistration, now: datetime) -> Iterator[Notice]:
    for due in notices_for(registration.hits):
        hit = registration.hits[due.hit_no]
        if not stands(registration.state, hit.rule, consent_withdrawn=registration.withdrawn_on is not None):
            continue
        yield Notice(
            notice_id=named_id(registration.application_id, f"{due.kind}:{hit.relation or hit.starts_on}"),
            application_id=registration.application_id,
            participation_id=registration.participation_id,
            case_id=None,
            person_id=registration.person_id,
            kind=due.kind,
            rule=hit.rule,
            to_area=due.area,
            from_area=registration.area,
            scheme=hit.scheme,
            benefit_year=hit.benefit_year,
            relation=hit.relation,
            relation_starts_on=hit.starts_on,
            effective_on=effective_day(due.kind, registration.benefit_year, registration.cover_starts_on),
            due_on=None,
            consent_id=registration.consent_id if hit.rule == BY_CONSENT else None,
            state=NoticeState.OPEN,
            opened_at=now,
        )
