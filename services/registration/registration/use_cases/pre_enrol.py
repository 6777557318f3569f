"""Children enrolled before birth (B6): who they are, whether a parent is insured here, and whose they are from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_events.registration import MandateKind
from enrolment_terms.documents import Document, expected_child
from enrolment_terms.regions import pooling_region_of
from registration.domain.application import Application
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.eligibility import FormVerdict
from registration.domain.mandate import PaperKind
from registration.domain.pre_enrolment import MOST_CHILDREN, forgotten_before, ground_faults, has_ground, with_child
from registration.repository.expected_children import finished_children, is_insured_here, logins_of
from registration.repository.person_keys import holders_of
from registration.use_cases.record_mandate import SealedPaper, record_in_force
from service_runtime import Transaction


async def name_expected_child(tx: Transaction, form: FormAnswers, verdict: FormVerdict) -> FormVerdict:
    """The verdict with the child that the mother expects now: a second application names the same one."""
    mother = form.document
    if mother is None or not mother.has_valid_checksum:
        return verdict
    tokens = {nth: tx.vault.identity_tokens(expected_child(mother, nth)) for nth in range(1, MOST_CHILDREN + 1)}
    asked = [token for each in tokens.values() for token in each]
    finished = await finished_children(tx.driver, asked, forgotten_before(tx.now.date()))
    return with_child(verdict, form, mother, next((nth for nth, each in tokens.items() if finished.isdisjoint(each)), MOST_CHILDREN))


async def parent_faults(tx: Transaction, form: FormAnswers) -> Faults:
    """R-020: a parent insured here or of local household."""
    return ground_faults(form, mother_insured=not await hangs_on_father(tx, form))


async def hangs_on_father(tx: Transaction, form: FormAnswers) -> bool:
    """R-020: neither the household nor the mother, who files and of whom the file is asked, is a ground."""
    mother = form.document
    if mother is None or has_ground(form):
        return False
    region = pooling_region_of(form.told.get("area", ""))
    return not await is_insured_here(tx.driver, tx.vault.identity_tokens(mother), region, tx.now.date())


@dataclass(frozen=True, slots=True)
class Expected:
    """A child that an approval registers, and the document of its mother."""

    application: Application
    person_id: UUID
    child: Document
    mother: Document


async def mothers_of(tx: Transaction, documents: Mapping[UUID, Document]) -> dict[UUID, UUID]:
    """Application -> the mother, where she is in the file herself."""
    tokens = {known: tx.vault.identity_tokens(mother) for known, mother in documents.items()}
    holders = await holders_of(tx.driver, [token for each in tokens.values() for token in each]) if tokens else {}
    return {known: holders[token] for known, each in tokens.items() for token in each if token in holders}


async def bind_mothers(tx: Transaction, children: Sequence[Expected], actor: str) -> None:
    """The mother acts for her child from the approval on, by the logins that are hers."""
    for one in children:
        tokens = tx.vault.identity_tokens(one.mother)
        for subject in await logins_of(tx.driver, tokens, tx.now.date()):
            application = one.application
            paper = SealedPaper(PaperKind.GUARDIAN_PROOF, str(application.application_id))
            place = application.region, application.area
            await record_in_force(tx, MandateKind.GUARDIAN, subject, one.child, paper, place, actor)
