"""An approved application that asks something of a participation that is there: it is stopped, cancelled, or gets other terms."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.sealed import Sealed
from registration.domain.application import Application
from registration.domain.application_form import FormAnswers
from registration.domain.application_states import ApplicationKind
from registration.domain.household import HouseholdTold, told_of_form
from registration.domain.identity_change import correction_of
from registration.domain.scope import Scope
from registration.domain.service_rules import Standing, changes_terms, insured_years_of, terms_change_of
from registration.domain.stopping import is_of_earlier
from registration.errors import ApplicationNotReadable, EnrolledAgain, NotRegistered
from registration.repository.applicant_rows import read_applicants
from registration.repository.participation_rows import enrolled_again_at
from registration.repository.standing_rows import change_contacts, lock_standings
from registration.repository.transfers import InsuredYears
from registration.use_cases.change_participation import change_terms
from registration.use_cases.correct_identity import apply_correction
from registration.use_cases.open_form import TEXTS, open_form, texts_of
from registration.use_cases.record_insured_years import record_insured_years
from registration.use_cases.stop_participation import Stop, record_stops
from service_runtime import CannotOpen, Refusal, Transaction


@dataclass(frozen=True, slots=True)
class Served:
    """Application -> the participation it did something to, why others did nothing, and what each tells of a household."""

    done: dict[UUID, UUID]
    refused: dict[UUID, Refusal]
    households: dict[UUID, HouseholdTold]


@dataclass(frozen=True, slots=True)
class Asked:
    """One application with what it asks, and of which participation."""

    application: Application
    standing: Standing
    form: FormAnswers


Effect = Callable[[Transaction, Sequence[Asked], Scope], Awaitable[dict[UUID, Refusal]]]


async def apply_services(tx: Transaction, applications: Sequence[Application], scope: Scope) -> Served:
    """By kind; the participations are locked in one order. What is refused stands alone."""
    if not applications:
        return Served({}, {}, {})
    standings = await lock_standings(tx.driver, [one.application_id for one in applications])
    again = await enrolled_again_at(tx.driver, [one.participation_id for one in standings.values()])
    forms = await _forms(tx, applications)
    asked: dict[ApplicationKind, list[Asked]] = {}
    refused: dict[UUID, Refusal] = {}
    for one in applications:
        standing, form = standings.get(one.application_id), forms.get(one.application_id)
        if standing is None or form is None:
            refused[one.application_id] = ApplicationNotReadable() if form is None else NotRegistered()
        elif _is_of_the_relation(one, form) and is_of_earlier(one.filed_at, again.get(standing.participation_id)):
            refused[one.application_id] = EnrolledAgain()
        else:
            asked.setdefault(one.kind, []).append(Asked(one, standing, form))
    for kind, found in asked.items():
        refused |= await EFFECTS[kind](tx, found, scope)
    done = {one.application.application_id: one for found in asked.values() for one in found}
    served = {known: one for known, one in done.items() if known not in refused}
    participations = {known: one.standing.participation_id for known, one in served.items()}
    return Served(participations, refused, {known: _household(one) for known, one in served.items()})


def _is_of_the_relation(one: Application, form: FormAnswers) -> bool:
    """False for what is asked of the person: who he is, how to reach him, years insured elsewhere."""
    return one.kind in (ApplicationKind.STOP, ApplicationKind.CANCEL_NEXT_YEAR) or changes_terms(form)


def _household(one: Asked) -> HouseholdTold:
    return told_of_form(one.form, one.standing.person_id, one.standing.area, one.application.applied_on)


async def _forms(tx: Transaction, applications: Sequence[Application]) -> Mapping[UUID, FormAnswers]:
    rows = await read_applicants(tx.driver, [one.application_id for one in applications])
    forms: dict[UUID, FormAnswers] = {}
    for application_id, row in rows.items():
        try:
            forms[application_id] = open_form(tx.safe, row.form or Sealed(""), application_id)
        except CannotOpen:
            continue
    return forms


async def _stop(tx: Transaction, asked: Sequence[Asked], scope: Scope) -> dict[UUID, Refusal]:
    """B5, B24: the day of the filing counts; unpaid it is cancelled, paid it is stopped and what was paid stays."""
    await record_stops(
        tx, [Stop(one.standing.participation_id, one.application.applied_on, _why(one.form)) for one in asked], scope.filed_by
    )
    return {}


def _why(form: FormAnswers) -> str:
    return form.more.get("stop_reason_text") or form.more.get("stop_reason", "")


async def _change(tx: Transaction, asked: Sequence[Asked], scope: Scope) -> dict[UUID, Refusal]:
    """B4, B8: who the person is, its terms, contact; what the form leaves out stays. What is refused has written nothing."""
    refused: dict[UUID, Refusal] = {}
    for one in asked:
        try:
            async with tx.part():
                await _apply_change(tx, one, scope)
        except Refusal as refusal:
            refused[one.application.application_id] = refusal
    contacts = {one.standing.person_id: _contact(tx, one) for one in asked if one.application.application_id not in refused}
    await change_contacts(tx.driver, contacts)
    return refused


async def _apply_change(tx: Transaction, one: Asked, scope: Scope) -> None:
    application, correction = one.application, correction_of(one.form)
    if correction is not None:
        await apply_correction(tx, one.standing.person_id, correction, scope)
    if changes_terms(one.form):
        change, participation_id = terms_change_of(one.form), one.standing.participation_id
        await change_terms(tx, participation_id, change, scope, application.application_id, application.applied_on)


async def _transfer_in(tx: Transaction, asked: Sequence[Asked], scope: Scope) -> dict[UUID, Refusal]:
    """B26, R-090: years insured elsewhere go on counting here."""
    for one in asked:
        from_area, resident, employee = insured_years_of(one.form)
        years = InsuredYears(
            history_id=new_id(),
            person_id=one.standing.person_id,
            application_id=one.application.application_id,
            from_area=from_area,
            resident_years=list(resident),
            employee_years=list(employee),
            recorded_by=scope.filed_by,
            recorded_at=tx.now,
        )
        await record_insured_years(tx, years, pooling_region_of(one.standing.area))
    return {}


def _contact(tx: Transaction, one: Asked) -> dict[str, Sealed | None]:
    texts, owner = texts_of(one.form), one.standing.person_id
    return {name: tx.vault.seal(text, TEXTS[name], owner) if (text := texts[name]) else None for name in ("phone", "address")}


EFFECTS: Mapping[ApplicationKind, Effect] = {
    ApplicationKind.STOP: _stop,
    ApplicationKind.CANCEL_NEXT_YEAR: _stop,
    ApplicationKind.CHANGE: _change,
    ApplicationKind.TRANSFER_IN: _transfer_in,
}
"""What an approval does, beside a registration."""
