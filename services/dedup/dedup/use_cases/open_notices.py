"""Open the notices that a complete registration brings; withdraw those of one that came to nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dedup.domain.notices import BY_CONSENT, Notice, notice_state, notices_for
from dedup.repository.locks import lock_applications
from dedup.repository.notices import CompleteRegistration, NoticeRow, complete_registrations, save_notices
from enrolment_terms.identifiers import named_id
from service_runtime import Transaction


async def open_notices(tx: Transaction, applications: Sequence[UUID]) -> None:
    """Notices follow from the newest check and the newest state of the participation, in whichever order they came."""
    if not applications:
        return
    await lock_applications(tx.driver, applications)
    complete = await complete_registrations(tx.driver, applications)
    if complete:
        rows = [_row(registration, notice, tx.now) for registration in complete for notice in notices_for(registration.hits)]
        await save_notices(tx.driver, [registration.application_id for registration in complete], rows)


def _row(registration: CompleteRegistration, notice: Notice, now: datetime) -> NoticeRow:
    hit = registration.hits[notice.hit_no]
    return NoticeRow(
        notice_id=named_id(registration.application_id, f"{notice.kind}:{hit.relation}"),
        application_id=registration.application_id,
        participation_id=registration.participation_id,
        person_id=registration.person_id,
        kind=notice.kind,
        rule=hit.rule,
        to_area=notice.area,
        from_area=registration.area,
        relation_starts_on=hit.starts_on,
        state=notice_state(registration.state, hit.rule, consent_withdrawn=registration.withdrawn_on is not None),
        opened_at=now,
        consent_id=registration.consent_id if hit.rule == BY_CONSENT else None,
    )
