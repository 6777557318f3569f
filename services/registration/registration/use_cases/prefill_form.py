"""Answer a form before it is filled in: with our own file, and with what registers hold of its person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enrolment_terms.documents import Document
from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application_form import name_reasons
from registration.domain.filer import Filer
from registration.domain.items import Item
from registration.domain.midyear import midyear_materials
from registration.domain.prefill import KnownAnswer, KnownMaterial, kinds_of, known_answers, known_materials, questions_of
from registration.domain.registers import Named, Question, RegisterAnswer
from registration.domain.scope import Scope
from registration.domain.shared_data import still_to_ask
from registration.errors import ApplicationHasFaults
from registration.repository.person_rows import find_person
from registration.use_cases.ask_registers import Questions
from registration.use_cases.check_filer import is_bound
from registration.use_cases.looks import LOOKS
from registration.use_cases.share_data import answers_to, own_proofs
from row_sets import Record
from service_runtime import Transaction
from service_runtime.outside import AskOutside


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefillAsked:
    """For whom, where, which year and as what. `name` where we have no file of him yet."""

    document: Document
    name: str | None
    area: str
    benefit_year: int
    category: str


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What need not be typed, and what need not be brought."""

    answers: tuple[KnownAnswer, ...]
    materials: tuple[KnownMaterial, ...]


async def prefill_form(tx: Transaction, item: Item, asked: PrefillAsked, filer: Filer, scope: Scope) -> Prefilled:
    """Only for whom the login is bound to. Raises ApplicationHasFaults, the same whether anybody has the document; AskOutside, once."""
    document, today = asked.document, tx.now.date()
    if not await is_bound(tx, filer, document):
        LOOKS.miss(tx, filer.subject, "filing")
        raise ApplicationHasFaults(reasons=[reason(ReasonCode.NOT_BOUND, field="document_number")])
    if wrong := list(name_reasons(asked.name or None)):
        raise ApplicationHasFaults(reasons=wrong)
    row = await find_person(tx.driver, tx.vault.identity_tokens(document), scope)
    own = _own_answers(tx, row) if row else {}
    materials = (*item.materials.values(), *midyear_materials(item, asked.area, asked.benefit_year, tx.policy))
    kinds = kinds_of(materials, asked.category)
    marks = await own_proofs(tx, document, kinds)
    answers = await _answers(tx, item, kinds, Named(document, asked.name or own.get("name", "")), filer.subject)
    told = Prefilled(
        tuple(known_answers(item, own, answers, today)),
        tuple(known_materials(kinds, marks, answers, today)),
    )
    detail = {"item": item.code, "fields": [one.field for one in told.answers], "materials": [one.material_kind for one in told.materials]}
    tx.audit("form.prefilled", subject=str(row["person_id"]) if row else item.code, actor=filer.subject, detail=detail)
    return told


async def _answers(tx: Transaction, item: Item, kinds: Sequence[str], person: Named, asked_by: str) -> list[RegisterAnswer]:
    """What registers hold of him today; nobody is asked about a number without a name."""
    questions = questions_of(item, kinds, person) if person.name and person.document.has_valid_checksum else ()
    held: dict[Question, RegisterAnswer] = await answers_to(tx, questions)
    if tx.may_ask_outside and (unproved := still_to_ask([tuple((one,) for one in questions)], held)):
        raise AskOutside(Questions(unproved, asked_by))
    return list(held.values())


def _own_answers(tx: Transaction, row: Record) -> dict[str, str]:
    born: date | None = row["birth_date"]
    told = {
        "name": tx.vault.open(row["name"], "name", row["person_id"]) if row["name"] else None,
        "sex": row["sex"],
        "birth_date": born.isoformat() if born else None,
    }
    return {name: value for name, value in told.items() if value}
