"""Ask for a mandate, or record one at the counter, where it is in force at once."""

from dataclasses import dataclass
from datetime import date

import msgspec

from enrolment_events.registration import MandateKind
from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from registration.domain.application_form import Faults
from registration.domain.mandate import Mandate, MandateForm, MandateState, limits_of, mandate_faults, period_of
from registration.domain.materials import SatisfiedBy
from registration.errors import MandateHasFaults, MandateWaits, OwnMandate
from registration.repository.application_writes import NO_APPLICATION
from registration.repository.mandate_rows import record, recorded
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.use_cases.ask_registers import Questions
from registration.use_cases.name_materials import name_files, unusable_files
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.share_data import answers_to
from service_runtime import Principal, Transaction
from service_runtime.outside import AskOutside


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """Kind and number of the document of the person represented, as they lie sealed."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """What was shown for the mandate, as it lies sealed."""

    kind: str
    reference: str
    provided_by: SatisfiedBy = SatisfiedBy.COPY


async def record_mandate(tx: Transaction, form: MandateForm, caller: Principal) -> Mandate:
    """IN_FORCE at the counter, else REQUESTED. Raises MandateHasFaults, OwnMandate, MandateWaits, AskOutside.

    Nothing in the answer depends on whether anybody has the document.
    """
    today = tx.now.date()
    if form.at_counter and form.subject == caller.subject:
        raise OwnMandate()
    form = await _with_kinship(tx, form, caller)
    unusable = Faults(await unusable_files(tx, form.papers, caller.subject, NO_APPLICATION))
    faults = mandate_faults(form, caller.subject, caller.covers, today, tx.policy) + unusable
    if faults:
        raise MandateHasFaults(reasons=faults.reasons, missing=faults.missing)
    new = _seal(tx, form, caller.subject, today)
    await PERSON_FACTS.hold(tx)
    written, person_id = await record(tx.driver, new)
    if not written:
        raise MandateWaits()
    await name_files(tx, new.mandate_id, form.papers)
    if new.state is MandateState.IN_FORCE:
        publish_mandates(tx, [recorded(new, person_id)])
    tx.audit("mandate.recorded", subject=str(new.mandate_id), actor=caller.subject, detail={"kind": new.kind, "state": new.state})
    return new


async def _with_kinship(tx: Transaction, form: MandateForm, caller: Principal) -> MandateForm:
    """R-005: a register of public security or health says that the child is his who signed on by his own document."""
    questions = form.kinship
    tokens = tx.vault.identity_tokens(form.guardian.document) if questions and form.guardian else ()
    if set(tokens).isdisjoint(caller.own_documents):
        return form
    answers = await answers_to(tx, questions)
    if not answers and tx.may_ask_outside:
        raise AskOutside(Questions(questions, caller.subject))
    return form.proved_by(next(answers[one] for one in questions if one in answers)) if answers else form


async def record_in_force(
    tx: Transaction, kind: MandateKind, subject: str, document: Document, paper: SealedPaper, place: tuple[str, str], actor: str
) -> None:
    """One that nobody asked for: it follows from what was verified or approved. `place`: region and area. From today on, and told."""
    mandate_id, (region, area) = new_id(), place
    shown = msgspec.json.encode(SealedDocument(document.kind, document.number)).decode()
    new = Mandate(
        mandate_id=mandate_id,
        subject=subject,
        token=tx.vault.identity_token(document),
        kind=kind,
        region=region,
        area=area,
        document=tx.safe.seal(shown, "mandate.document", mandate_id),
        paper=tx.safe.seal(msgspec.json.encode(paper).decode(), "mandate.paper", mandate_id),
        state=MandateState.IN_FORCE,
        from_on=tx.now.date(),
        until_on=None,
        version=1,
        recorded_by=actor,
        recorded_at=tx.now,
        confirmed_by=actor,
    )
    await PERSON_FACTS.hold(tx)
    _, person_id = await record(tx.driver, new)
    publish_mandates(tx, [recorded(new, person_id)])
    tx.audit("mandate.recorded", subject=str(mandate_id), actor=actor, detail={"kind": kind, "state": new.state})


def _seal(tx: Transaction, form: MandateForm, actor: str, today: date) -> Mandate:
    assert form.document is not None
    assert form.area is not None
    assert form.kind is not None
    assert form.paper is not None
    assert form.subject is not None
    mandate_id = new_id()
    from_on, until_on = period_of(form, today, limits_of(tx.policy, form.area, today.year))
    document = msgspec.json.encode(SealedDocument(form.document.kind, form.document.number)).decode()
    paper = msgspec.json.encode(SealedPaper(form.paper, form.reference or "", form.provided_by)).decode()
    return Mandate(
        mandate_id=mandate_id,
        subject=form.subject,
        token=tx.vault.identity_token(form.document),
        kind=form.kind,
        region=pooling_region_of(form.area),
        area=form.area,
        document=tx.safe.seal(document, "mandate.document", mandate_id),
        paper=tx.safe.seal(paper, "mandate.paper", mandate_id),
        state=MandateState.IN_FORCE if form.at_counter else MandateState.REQUESTED,
        from_on=from_on,
        until_on=until_on,
        version=1,
        recorded_by=actor,
        recorded_at=tx.now,
        confirmed_by=actor if form.at_counter else None,
    )
