"""An approval brings who an application names into the file of persons: somebody known, or a new person (R-010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category
from registration.domain.application import Application
from registration.domain.application_form import FormAnswers
from registration.domain.eligibility import payer_of, school_collects
from registration.domain.government_period import told_until
from registration.domain.household import HouseholdTold, told_of_form
from registration.domain.identity_correction import is_provisional
from registration.domain.newborn_years import Birth, other_year
from registration.domain.participation import Approval
from registration.domain.person import NewPerson, ToldIdentity
from registration.errors import ApplicationNotReadable, CheckIsStale, IdentityDiffers
from registration.repository.applicant_rows import ApplicantRow, read_applicants
from registration.repository.participation_rows import registered_elsewhere_since
from registration.repository.person_writes import lock_identities, make_persons
from registration.repository.subsidy_rows import marked_among
from registration.use_cases.claim_documents import claim_documents
from registration.use_cases.open_form import TEXTS, form_of_row, texts_of
from registration.use_cases.pre_enrol import Expected, mothers_of
from service_runtime import CannotOpen, Refusal, Transaction, Vault, get_logger

_log = get_logger("registration")


@dataclass(frozen=True, slots=True)
class Admitted:
    """Approvals of those whose identity holds, and why the others are refused; by application, what each tells of a household."""

    approvals: list[Approval]
    refused: dict[UUID, Refusal]
    households: dict[UUID, HouseholdTold]
    made: frozenset[UUID] = frozenset()
    """Persons who were not in the file before."""
    expected: tuple[Expected, ...] = ()
    """Children that are not born yet (B6)."""
    other_years: tuple[Approval, ...] = ()
    """Of newborns: the second year of the same application (R-024)."""


@dataclass(frozen=True, slots=True)
class _Applicant:
    """Who an application names, opened."""

    application: Application
    document: Document
    name: str
    form: FormAnswers
    identity: ToldIdentity
    of_foreigners: bool
    expected_on: date | None
    mother: Document | None
    """Of a child that is not born yet."""


async def admit_applicants(tx: Transaction, applications: Sequence[Application]) -> Admitted:
    """Set-based: one locked look-up of all documents. Of two that show one new document the first makes the person."""
    rows = await read_applicants(tx.driver, [one.application_id for one in applications])
    opened = [_opened(tx, one, rows[one.application_id]) for one in applications]
    refused: dict[UUID, Refusal] = {
        one.application_id: ApplicationNotReadable() for one, found in zip(applications, opened, strict=True) if found is None
    }
    applicants = [one for one in opened if one is not None]
    wanted = [one.application.person_id for one in applicants]
    people = await claim_documents(tx, [one.document for one in applicants], wanted)
    known, made, approvals = await lock_identities(tx.driver, people), [], []
    stale, marked = await _stale_checks(tx, applicants, people), await marked_among(tx.driver, people)
    mothers = await mothers_of(tx, {one.application.application_id: one.mother for one in applicants if one.mother})
    households: dict[UUID, HouseholdTold] = {}
    for applicant, person_id in zip(applicants, people, strict=True):
        if applicant.application.application_id in stale:
            refused[applicant.application.application_id] = CheckIsStale()
            continue
        if person_id not in known:
            made.append(_person(tx, applicant, person_id, mothers))
            known[person_id] = applicant.identity.as_known
        elif applicant.identity.differs_from(known[person_id]):
            refused[applicant.application.application_id] = IdentityDiffers()
            continue
        approvals.append(_approval(tx.vault, applicant, person_id, person_id in marked))
        one = applicant.application
        households[one.application_id] = told_of_form(applicant.form, person_id, one.area, one.applied_on)
    await make_persons(tx.driver, made, tx.now)
    admitted = {one.application_id: one.person_id for one in approvals}
    expected = tuple(_expected(one, admitted) for one in applicants if one.mother and one.application.application_id in admitted)
    other_years = _other_years(tx, applicants, {one.application_id: one for one in approvals})
    return Admitted(approvals, refused, households, frozenset(one.person_id for one in made), expected, other_years)


def _other_years(tx: Transaction, applicants: Sequence[_Applicant], approvals: Mapping[UUID, Approval]) -> tuple[Approval, ...]:
    """R-024: the same application registers both years of a newborn."""
    found = []
    for one in applicants:
        approval, born = approvals.get(one.application.application_id), one.identity.birth_date or one.expected_on
        if approval is None or born is None or one.application.category is not Category.NEWBORN:
            continue
        birth = Birth(born, one.of_foreigners, one.application.area)
        if (year := other_year(approval.benefit_year, birth, tx.now.date(), tx.policy)) is not None:
            found.append(replace(approval, participation_id=new_id(), benefit_year=year))
    return tuple(found)


def _expected(one: _Applicant, admitted: Mapping[UUID, UUID]) -> Expected:
    assert one.mother is not None
    return Expected(one.application, admitted[one.application.application_id], one.document, one.mother)


async def _stale_checks(tx: Transaction, applicants: Sequence[_Applicant], people: Sequence[UUID]) -> set[UUID]:
    """R-001: no approval stands on a check that was asked for before another region registered the person, be it in this list."""
    ids = [one.application.application_id for one in applicants]
    stale = await registered_elsewhere_since(tx.driver, dict(zip(ids, people, strict=True))) if ids else set()
    first: dict[UUID, str] = {}
    for one, person_id in zip(applicants, people, strict=True):
        if one.application.application_id not in stale and first.setdefault(person_id, one.application.region) != one.application.region:
            stale.add(one.application.application_id)
    return stale


def _opened(tx: Transaction, application: Application, row: ApplicantRow) -> _Applicant | None:
    owner = application.application_id
    try:
        name = tx.vault.open_text(row.name, "name", owner)
        form = form_of_row(tx, row, owner)
        document = Document(application.document_kind, tx.vault.open(application.number, "document", owner))
    except CannotOpen:
        _log.error("application.not_readable", application_id=str(owner))
        return None
    identity = ToldIdentity(tx.vault.blind_indexes(name, "name", row.birth_date or ""), row.sex, row.birth_date)
    mother = form.document if row.expected_on else None
    return _Applicant(application, document, name, form, identity, row.of_foreigners, row.expected_on, mother)


def _person(tx: Transaction, one: _Applicant, person_id: UUID, mothers: Mapping[UUID, UUID]) -> NewPerson:
    return NewPerson(
        person_id=person_id,
        name=tx.vault.seal(one.name, "name", person_id),
        name_index=one.identity.names[0],
        sex=one.identity.sex,
        birth_date=one.identity.birth_date,
        of_foreigners=one.of_foreigners,
        phone=None,
        address=None,
        expected_on=one.expected_on,
        provisional=_is_provisional(tx, one),
        guardian_person_id=mothers.get(one.application.application_id),
    )


def _is_provisional(tx: Transaction, one: _Applicant) -> bool:
    application = one.application
    of_child = application.category is Category.NEWBORN
    return of_child and is_provisional(one.document.kind, application.area, application.benefit_year, tx.policy)


def _approval(vault: Vault, one: _Applicant, person_id: UUID, marked: bool) -> Approval:
    sealed = {name: vault.seal(text, TEXTS[name], person_id) for name, text in texts_of(one.form).items() if text}
    application = one.application
    return Approval(
        application_id=application.application_id,
        participation_id=new_id(),
        benefit_year=application.benefit_year,
        payer=payer_of(application.category, application.channel, collects=school_collects(one.form), marked=marked),
        government_until=told_until(one.form),
        person_id=person_id,
        **{name: sealed.get(name) for name in TEXTS},
    )
