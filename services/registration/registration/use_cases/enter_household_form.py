"""Annex 1 at the office (B3, R-009): a town accepts the paper, a clerk enters it, and each row becomes an application of its own.

Whoever enters does not decide: the applications are decided as all others, by another person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Missing, ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from policy_parameters import is_known_area
from registration.domain.application_form import Faults
from registration.domain.benefit_year_choice import year_reasons
from registration.domain.filer import Filer
from registration.domain.household_form import (
    FormHead,
    FormMember,
    FormState,
    answers_of,
    head_faults,
    in_row,
    paper_faults,
)
from registration.domain.items import Items
from registration.domain.materials import Together, files_in
from registration.domain.scope import Scope
from registration.errors import ApplicationHasFaults, HouseholdFormHasFaults, TransitionNotAllowed
from registration.repository.household_form_rows import (
    KeptForm,
    KeptMember,
    add_members,
    lock_form,
    members_of,
    move_form,
    set_member,
)
from registration.repository.household_form_rows import accept_form as keep_form
from registration.repository.household_rows import read_households
from registration.use_cases.correct_application import correct_application
from registration.use_cases.file_several import file_several
from registration.use_cases.keep_households import account_of, household_of
from registration.use_cases.looks import LOOKS
from registration.use_cases.submit_application import accept_form, submit_application
from service_runtime import NotFound, Transaction

UNKNOWN_AREA = reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")
_head = msgspec.json.Decoder(FormHead)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form at work: what stands on it once, by whom it is entered, and whether its account is new to the household."""

    form: KeptForm
    head: FormHead
    items: Items
    filer: Filer
    scope: Scope
    account_is_new: bool


async def accept_household_form(tx: Transaction, area: str, benefit_year: int, people: int, scope: Scope) -> KeptForm:
    """The paper is in the office: this day decides what was in time (R-051). Raises HouseholdFormHasFaults."""
    known = is_known_area(area)
    reasons = tuple(year_reasons(benefit_year, tx.now.date(), area, tx.policy)) if known else (UNKNOWN_AREA,)
    if reasons:
        raise HouseholdFormHasFaults(reasons=reasons)
    form = KeptForm(
        form_id=new_id(),
        region=pooling_region_of(area),
        area=area,
        benefit_year=benefit_year,
        state=FormState.ACCEPTED,
        people=people,
        accepted_by=scope.filed_by,
        accepted_on=tx.now.date(),
        accepted_at=tx.now,
    )
    await keep_form(tx.driver, form)
    tx.audit("household_form.accepted", subject=str(form.form_id), actor=scope.filed_by, detail={"benefit_year": benefit_year})
    return form


async def withdraw_household_form(tx: Transaction, form_id: UUID, scope: Scope) -> KeptForm:
    """Accepted by mistake: nothing was entered of it. Raises NotFound, TransitionNotAllowed."""
    form = replace(await _locked(tx, form_id, FormState.ACCEPTED, scope), state=FormState.WITHDRAWN)
    await move_form(tx.driver, form)
    tx.audit("household_form.withdrawn", subject=str(form_id), actor=scope.filed_by)
    return form


async def enter_household_form(
    tx: Transaction, items: Items, form_id: UUID, head: FormHead, members: Sequence[FormMember], filer: Filer, scope: Scope
) -> KeptForm:
    """Each row has its own result; one that is refused hinders no other. Raises NotFound, TransitionNotAllowed.

    Raises HouseholdFormHasFaults for what is wrong with the form as a whole, with the faults of all its rows: then nothing is written.
    """
    form = await _locked(tx, form_id, FormState.ACCEPTED, scope)
    entry = _Entry(form, head, items, filer, scope, await _account_is_new(tx, form.area, head, filer))
    faults = head_faults(head, members, form.accepted_on) + _people_faults(form, members)
    results = await file_several(
        members, lambda one: one.document_number, lambda one: _file(tx, entry, one, dry=bool(faults)), filer.subject
    )
    if faults:
        for number, (_, of_row) in enumerate(results, 1):
            faults += in_row(number, of_row)
        raise HouseholdFormHasFaults(reasons=faults.reasons, missing=faults.missing)
    sealed = tx.safe.seal(msgspec.json.encode(head).decode(), "form.head", form_id)
    entered = replace(form, state=FormState.ENTERED, entered_by=scope.filed_by, entered_at=tx.now, head=sealed)
    await move_form(tx.driver, entered)
    rows = zip(members, results, strict=True)
    await add_members(tx.driver, [_kept(tx, form_id, number, member, *told) for number, (member, told) in enumerate(rows, 1)])
    detail = {"rows": len(members), "filed": sum(application is not None for application, _ in results)}
    tx.audit("household_form.entered", subject=str(form_id), actor=scope.filed_by, detail=detail)
    return entered


async def correct_form_member(
    tx: Transaction, items: Items, form_id: UUID, member_no: int, member: FormMember, filer: Filer, scope: Scope
) -> KeptForm:
    """One row anew: filed if it was not, else its application is corrected. The day of the acceptance counts.

    Raises NotFound, TransitionNotAllowed, and ApplicationHasFaults: then the row stays as it was.
    """
    form = await _locked(tx, form_id, FormState.ENTERED, scope)
    before = next((one for one in await members_of(tx.driver, form_id) if one["member_no"] == member_no), None)
    if before is None or form.head is None:
        raise NotFound()
    if before["act"] != member.act:
        raise TransitionNotAllowed()
    head = _head.decode(tx.safe.open(form.head, "form.head", form_id))
    entry = _Entry(form, head, items, filer, scope, await _account_is_new(tx, form.area, head, filer))
    application_id = before["application_id"]
    if application_id is None:
        application_id, faults = await _file(tx, entry, member, dry=False)
    else:
        faults = await _correct(tx, entry, member, application_id)
    if faults:
        raise ApplicationHasFaults(reasons=faults.reasons, missing=faults.missing)
    await set_member(tx.driver, replace(_kept(tx, form_id, member_no, member, application_id, Faults()), member_id=before["member_id"]))
    return form


async def _locked(tx: Transaction, form_id: UUID, state: FormState, scope: Scope) -> KeptForm:
    found = await lock_form(tx.driver, form_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "application")
        raise NotFound()
    if found.state is not state:
        raise TransitionNotAllowed()
    return found


async def _account_is_new(tx: Transaction, area: str, head: FormHead, filer: Filer) -> bool:
    """R-053: the agreement holds for the following years, as long as the account stays. A desk elsewhere hears of no account (R-008)."""
    if head.account is None or not filer.covers(area):
        return head.account is not None
    household_id = await household_of(tx, area, head.household_no)
    if household_id is None:
        return True
    [there] = await read_households(tx.driver, [household_id])
    return there.agreed_on is None or account_of(tx, there) != head.account


def _people_faults(form: KeptForm, members: Sequence[FormMember]) -> Faults:
    if len(members) == form.people:
        return Faults()
    msg = f"录入{len(members)}人，与受理时登记的{form.people}人不一致"
    return Faults((reason(ReasonCode.OTHER, field="members", rule="B3", msg=msg),))


async def _file(tx: Transaction, entry: _Entry, member: FormMember, *, dry: bool) -> tuple[UUID | None, Faults]:
    """The application of a row, or all its faults. `dry`: only what is wrong with it."""
    form, accepted_on = answers_of(entry.head, member, entry.form.area, entry.form.benefit_year), entry.form.accepted_on
    together = Together(entry.form.form_id, frozenset(files_in(entry.head.materials)))
    papers = paper_faults(form, member.act, entry.account_is_new)
    try:
        if papers or dry:
            await accept_form(tx, entry.items, form, entry.filer, accepted_on=accepted_on, together=together)
            return None, Faults((), papers)
        filed = await submit_application(tx, entry.items, form, entry.filer, accepted_on=accepted_on, together=together)
        return filed.application_id, Faults()
    except ApplicationHasFaults as refused:
        return None, _with_papers(refused, papers)


async def _correct(tx: Transaction, entry: _Entry, member: FormMember, application_id: UUID) -> Faults:
    form = answers_of(entry.head, member, entry.form.area, entry.form.benefit_year)
    papers = paper_faults(form, member.act, entry.account_is_new)
    if papers:
        return Faults((), papers)
    await correct_application(tx, entry.items, application_id, form, entry.filer, entry.scope)
    return Faults()


def _with_papers(refused: ApplicationHasFaults, papers: tuple[Missing, ...]) -> Faults:
    named = {one.field for one in papers}
    return Faults(refused.reasons, (*(one for one in refused.missing if one.field not in named), *papers))


def _kept(tx: Transaction, form_id: UUID, number: int, member: FormMember, application_id: UUID | None, faults: Faults) -> KeptMember:
    return KeptMember(
        member_id=new_id(),
        form_id=form_id,
        member_no=number,
        act=member.act,
        application_id=application_id,
        told=tx.safe.seal(msgspec.json.encode(member).decode(), "form.member", form_id),
        faults=tx.safe.seal(msgspec.json.encode(faults).decode(), "form.faults", form_id) if faults else None,
    )
