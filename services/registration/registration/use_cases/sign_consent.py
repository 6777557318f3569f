"""The consent of an application: signed with it, its units filled in by the agency, withdrawn until the approval (B22, R-087)."""

from datetime import datetime
from uuid import UUID

from enrolment_events.envelope import new_event
from enrolment_events.registration import ConsentSignedV1, InsuringUnit
from enrolment_terms.identifiers import new_id
from policy_parameters import area_name
from registration.domain.application import Application
from registration.domain.application_states import UNDECIDED, ApplicationState
from registration.domain.consent import Consent, SignedBy, text_version_of, unit_reasons
from registration.domain.items import Item
from registration.domain.scope import Scope
from registration.errors import ConsentHasFaults, TransitionNotAllowed
from registration.repository.application_rows import lock_applications, lock_applications_for_facts
from registration.repository.application_transitions import start_checks_again
from registration.repository.consent_rows import consents_of, fill_in_units, sign, take_back
from registration.use_cases.ask_conflict_check import ask_again
from registration.use_cases.looks import LOOKS
from service_runtime import NotFound, Transaction

_CHECKED = (ApplicationState.CHECK_PENDING, ApplicationState.UNDER_REVIEW)


async def sign_consent(tx: Transaction, application: Application, item: Item, signed_by: SignedBy) -> None:
    """What a form says of it: signed, or left out of a correction, which takes it back."""
    if application.consent_signed_on is None:
        consent = await take_back(tx.driver, application.application_id, tx.now.date(), tx.now) if application.submit_no > 1 else None
    else:
        told = Consent(
            consent_id=new_id(),
            application_id=application.application_id,
            version=1,
            text_version=text_version_of(item.texts),
            signed_on=application.consent_signed_on,
            signed_by=signed_by,
        )
        consent = await sign(tx.driver, told, tx.now)
    publish_consent(tx, application, consent)


async def name_units(tx: Transaction, application_id: UUID, old_area: str, scope: Scope) -> Consent:
    """With both units. Raises NotFound, TransitionNotAllowed, ConsentHasFaults."""
    application = await _undecided(tx, application_id, scope)
    if reasons := unit_reasons(old_area, application.area):
        raise ConsentHasFaults(reasons=reasons)
    filled = await fill_in_units(tx.driver, application_id, old_area, application.area, scope.filed_by, tx.now)
    publish_consent(tx, application, filled)
    tx.audit("consent.units_named", subject=str(application_id), actor=scope.filed_by)
    return await _in_force(tx, application_id)


async def withdraw_consent(tx: Transaction, application_id: UUID, scope: Scope) -> Consent:
    """Withdrawn, and dedup is asked again without it. Raises NotFound, TransitionNotAllowed."""
    application = await _undecided(tx, application_id, scope)
    taken = await take_back(tx.driver, application_id, tx.now.date(), tx.now)
    publish_consent(tx, application, taken)
    if taken is not None and application.state in _CHECKED:
        await start_checks_again(tx.driver, [application_id], tx.now)
        await ask_again(tx, list((await lock_applications_for_facts(tx.driver, [application_id])).values()))
    tx.audit("consent.withdrawn", subject=str(application_id), actor=scope.filed_by)
    return await _in_force(tx, application_id)


async def _undecided(tx: Transaction, application_id: UUID, scope: Scope) -> Application:
    found = (await lock_applications(tx.driver, [application_id], scope)).get(application_id)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "application")
        raise NotFound()
    await _in_force(tx, application_id)
    if found.state not in UNDECIDED:
        raise TransitionNotAllowed()
    return found


async def _in_force(tx: Transaction, application_id: UUID) -> Consent:
    consent = (await consents_of(tx.driver, [application_id])).get(application_id)
    if consent is None:
        raise NotFound()
    return consent


def publish_consent(tx: Transaction, application: Application, consent: Consent | None, at: datetime | None = None) -> None:
    """The consent as it stands; None: nothing has changed. `at`: when it was told first, None: now."""
    if consent is None:
        return
    data = ConsentSignedV1(
        consent_id=consent.consent_id,
        application_id=application.application_id,
        text_version=consent.text_version,
        signed_on=consent.signed_on,
        signed_by=consent.signed_by.value,
        old_unit=_unit(consent.old_area),
        new_unit=_unit(consent.new_area),
        withdrawn_on=consent.withdrawn_on,
    )
    tx.publish(
        new_event(
            data,
            aggregate_id=consent.consent_id,
            aggregate_version=consent.version,
            person_id=application.person_id,
            region=application.region,
            occurred_at=at or tx.now,
            recorded_at=at or tx.now,
        )
    )


def _unit(area: str | None) -> InsuringUnit | None:
    return InsuringUnit(code=area, name=area_name(area) or area) if area else None
