"""Hand in an application: all faults at once, or the application on its way to the conflict check or to its reviewer."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Scheme
from policy_parameters import is_known_area
from registration.domain.application import Application, NewApplication, PersonFound
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ENROLS, ApplicationKind
from registration.domain.consent import SignedBy, consent_faults
from registration.domain.eligibility import NO_SUCH_ITEM, FormVerdict, is_stop_proved, item_of, taken_elsewhere, turned_faults
from registration.domain.filer import ASK_OFFICE, Filer, apart_from_the_file, faults_on_file, filing_faults
from registration.domain.items import Item, Items
from registration.domain.materials import ALONE, PARENT_INSURED, STOP_PROOF, Together
from registration.domain.parent import parent_of
from registration.domain.pre_enrolment import judge_enrolment
from registration.domain.service_rules import faults_far_away, judge_service, standing_faults
from registration.errors import ApplicationHasFaults
from registration.repository.application_writes import NO_APPLICATION, Asked, asked_of, file_application, look_up
from registration.repository.conflict_check_rows import hits_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.standing_rows import standing_of
from registration.use_cases.ask_conflict_check import submitted_event
from registration.use_cases.check_filer import is_bound
from registration.use_cases.looks import LOOKS
from registration.use_cases.name_materials import name_files, unusable_files
from registration.use_cases.pre_enrol import hangs_on_father, name_expected_child, parent_faults
from registration.use_cases.seal_application import Submission, seal_application, traces_of
from registration.use_cases.share_data import Beside, share_data
from registration.use_cases.sign_consent import sign_consent
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class Accepted:
    """A form without faults. `bound`: the filer acts for its person, and may hear what is on file."""

    form: FormAnswers
    item: Item
    verdict: FormVerdict
    bound: bool
    signed_by: SignedBy


async def submit_application(
    tx: Transaction,
    items: Items,
    form: FormAnswers,
    filer: Filer,
    draft_id: UUID | None = None,
    list_id: UUID | None = None,
    *,
    accepted_on: date | None = None,
    together: Together = ALONE,
) -> Application:
    """The application after its submission. Raises ApplicationHasFaults; then nothing is written.

    That of a draft has the draft's id; one that a confirmed list files names its list. `accepted_on`: the day on which an office accepted
    the paper; it decides what was in time (R-051). Today if it is not told. `together`: by what it is filed with others.
    """
    told = await accept_form(tx, items, form, filer, own=draft_id or NO_APPLICATION, accepted_on=accepted_on, together=together)
    submission = Submission(
        application_id=draft_id or new_id(),
        filed_by=filer.subject,
        submitted_at=tx.now,
        applied_on=accepted_on or tx.now.date(),
        list_id=list_id,
    )
    new = seal_application(told.form, told.item, told.verdict, submission, tx)
    await PERSON_FACTS.hold(tx)  # nobody becomes another meanwhile
    found = await file_application(tx.driver, new, told.item.event_of_submit)
    if found.person_id is None:
        raise refusal_on_file(tx, found if found.stands_against else await _of_the_faster(tx, new), filer, told.bound)
    await name_files(tx, new.application_id, told.form.materials, together)
    application = new if found.person_id == new.person_id else replace(new, person_id=found.person_id)
    await sign_consent(tx, application, told.item, told.signed_by)
    if told.item.conflict_check:
        tx.publish(submitted_event(application, (*new.traces.tokens, *found.tokens), tx.now))
    detail = {"channel": new.channel, "item": told.item.code}
    tx.audit("application.submitted", subject=str(new.application_id), actor=filer.subject, detail=detail)
    return application


async def _of_the_faster(tx: Transaction, new: NewApplication) -> PersonFound:
    """What was filed meanwhile: whoever was late hears the same as whoever comes a day later."""
    return await look_up(tx.driver, asked_of(new))


async def accept_form(
    tx: Transaction,
    items: Items,
    form: FormAnswers,
    filer: Filer,
    before: Application | None = None,
    *,
    own: UUID = NO_APPLICATION,
    accepted_on: date | None = None,
    together: Together = ALONE,
) -> Accepted:
    """A form without faults. `before` is the application that is corrected, `own` the id under which its files may stand already.
    `accepted_on` and `together` as in submit_application.

    Raises ApplicationHasFaults: those of the form, of the filer, and those on file, in one answer. Whoever may not file learns nothing of
    the file. Whether the e-credential is active is what the sign-on says of the filer, whatever the form says (R-011). Raises AskOutside
    where registers may have what the form lacks: then nothing is written yet.
    """
    item = item_of(form, items)
    if item is None:
        raise ApplicationHasFaults(reasons=NO_SUCH_ITEM.reasons)
    if item.refusal:
        raise ApplicationHasFaults(reasons=(taken_elsewhere(item.refusal, item),))
    form = filer.through_channel(form, item)
    turned = turned_faults(before.kind, before.item or item.code, item) if before else Faults()
    filed_on = before.applied_on if before else accepted_on
    verdict = _judged(tx, form, item, filed_on)
    document = form.document
    bound = await is_bound(tx, filer, document, before.token if before else None)
    not_allowed = filing_faults(filer, bound, document is not None, form.told.get("area"))
    unusable = Faults(await unusable_files(tx, form.materials, filer.subject, own, together))
    if not not_allowed:
        beside = await _beside(tx, form, item, before)
        if (shared := await share_data(tx, form, document, verdict.faults, filer.subject, beside)) is not form:
            form, verdict = shared, _judged(tx, shared, item, filed_on)
    if item.kind is ApplicationKind.PRE_NEWBORN and not not_allowed:
        verdict = await name_expected_child(tx, form, verdict)
    signed_by = SignedBy.LOGIN if bound else SignedBy.PAPER
    faults = verdict.faults + unusable + turned + consent_faults(form, bound, verdict.benefit_year, tx.policy) + not_allowed
    if not not_allowed:
        faults += await _standing_faults(tx, form, item, verdict, filer, bound, filed_on, whole=not faults)
    if faults:
        on_file = Faults() if not_allowed else await _faults_on_file(tx, form, verdict, filer, bound, own)
        raise _refusal(tx, apart_from_the_file(faults + on_file), filer)
    return Accepted(form, item, verdict, bound, signed_by)


async def _beside(tx: Transaction, form: FormAnswers, item: Item, before: Application | None) -> Beside:
    """What no fault of the form names: that an unborn child's father is insured here, that a job which a check has found is stopped."""
    if item.kind is ApplicationKind.PRE_NEWBORN:
        asks = parent_of(form) is not None and await hangs_on_father(tx, form)
        return Beside((PARENT_INSURED,) if asks else (), unborn=True)
    if before is None or is_stop_proved(form):
        return Beside()
    hits = await hits_of(tx.driver, before.application_id)
    found_in = tuple(one.area for one in hits if one.scheme is Scheme.EMPLOYEE and one.code is not None)
    return Beside((STOP_PROOF,) if found_in else (), found_in)


def _judged(tx: Transaction, form: FormAnswers, item: Item, filed_on: date | None) -> FormVerdict:
    today = tx.now.date()
    if item.kind in ENROLS:
        return judge_enrolment(form, item, today, tx.policy, filed_on)
    return judge_service(form, item, today, tx.policy, filed_on)


async def _standing_faults(
    tx: Transaction,
    form: FormAnswers,
    item: Item,
    verdict: FormVerdict,
    filer: Filer,
    bound: bool,
    filed_on: date | None,
    *,
    whole: bool,
) -> Faults:
    """What the file says to an application that asks something of it, as far as the filer may hear it.

    `whole`: the form has no fault of its own. One that has some tells a desk far away nothing of the file.
    """
    identity, year, area = verdict.identity, verdict.benefit_year, form.told.get("area", "")
    if item.kind is ApplicationKind.PRE_NEWBORN:
        return await parent_faults(tx, form) if whole or (is_known_area(area) and filer.may_hear(bound, (area,))) else Faults()
    if item.kind in ENROLS or identity is None or year is None or not is_known_area(area):
        return Faults()
    tokens, day = tx.vault.identity_tokens(identity.document), filed_on or tx.now.date()
    standing = await standing_of(tx.driver, tokens, pooling_region_of(area), year)
    if filer.may_hear(bound, (standing.area,) if standing else ()):
        return standing_faults(form, item, standing, year, day, tx.policy)
    if not filer.takes_services(form.channel, area):
        return Faults((ASK_OFFICE,))
    return faults_far_away(form, item, standing, area, year, day, tx.policy)


def refusal_on_file(tx: Transaction, found: PersonFound, filer: Filer, bound: bool) -> ApplicationHasFaults:
    """What only the file of persons and participations can tell, as far as the filer may hear it."""
    return _refusal(tx, faults_on_file(found, filer, bound), filer)


def _refusal(tx: Transaction, faults: Faults, filer: Filer) -> ApplicationHasFaults:
    if ASK_OFFICE in faults.reasons:
        LOOKS.miss(tx, filer.subject, "filing")
    return ApplicationHasFaults(reasons=faults.reasons, missing=faults.missing)


async def _faults_on_file(tx: Transaction, form: FormAnswers, verdict: FormVerdict, filer: Filer, bound: bool, own: UUID) -> Faults:
    """For a form refused anyway: whatever else stands against it, as far as the form can be read (R-004)."""
    identity, year = verdict.identity, verdict.benefit_year
    if identity is None or year is None or not identity.document.has_valid_checksum:
        return Faults()
    try:
        region = pooling_region_of(form.told.get("area", ""))
    except ValueError:
        return Faults()
    asked = Asked(
        traces=traces_of(tx.vault, identity),
        sex=identity.sex,
        birth_date=identity.birth_date,
        region=region,
        benefit_year=year,
        enrols=verdict.kind in ENROLS,
        application_id=own,
    )
    found = await look_up(tx.driver, asked)
    return faults_on_file(found, filer, bound) if found.stands_against else Faults()
