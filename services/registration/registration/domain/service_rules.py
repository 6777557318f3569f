"""What an application asks of a participation that is there: to stop it, to cancel next year's, to change its terms (B4, B5, B24)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import is_area_code, lies_in_the_other, pooling_region_of
from enrolment_terms.scheme import Category, ParticipationState
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from registration.domain.application_form import Faults, FormAnswers, identity_of
from registration.domain.application_states import ApplicationKind
from registration.domain.benefit_year_choice import default_benefit_year, year_reasons
from registration.domain.eligibility import FormVerdict, access_faults
from registration.domain.filer import ASK_OFFICE, as_desk_hears, without_the_file
from registration.domain.identity_change import asks_identity, correction_of, identity_faults, signature_faults
from registration.domain.item_check import declared_faults
from registration.domain.items import Item
from registration.domain.materials import is_handed_in
from registration.domain.participation_change import Account, TermsChange
from registration.domain.stopping import account_change_faults, stop_deadline_faults
from registration.domain.transfer import history_faults, years_in

AGREEMENT = "TRIPARTITE_AGREEMENT"
_MAY_BE_OTHERS = ("new_area", "account_number", "household_no", "permit_valid_to", "phone", "household_address")
_NOBODY = UUID(int=0)
_LIVE = (ParticipationState.REGISTERED, ParticipationState.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The participation of whoever the form names, in the region and year that it names."""

    participation_id: UUID
    person_id: UUID
    state: ParticipationState
    area: str


def judge_service(form: FormAnswers, item: Item, today: date, policy: PolicyBook, filed_on: date | None = None) -> FormVerdict:
    """Faults of the form itself; what the participation says is asked of the file of persons (`standing_faults`).

    `filed_on`: the day of the first submission, by which its year was open (H2 R-033).
    """
    document = form.document
    faults = declared_faults(item, form, document, today) + access_faults(form)
    area = form.told.get("area", "")
    year, filed = form.benefit_year, filed_on or today
    if is_known_area(area):
        year = year or default_benefit_year(filed, area, Category.NEWBORN if asks_identity(item) else Category.GENERAL, policy)
        faults += Faults(tuple(year_reasons(year, filed, area, policy)))
    identity = identity_of(form, document)
    if identity is not None and (asks_identity(item) or correction_of(form)):
        faults += identity_faults(form, identity, today)
    return FormVerdict(identity, Category.GENERAL, year, item.kind, faults)


def standing_faults(form: FormAnswers, item: Item, standing: Standing | None, year: int, filed_on: date, policy: PolicyBook) -> Faults:
    """Why the participation cannot be stopped, cancelled or changed. `filed_on`: the day of the first submission decides (R-051)."""
    if standing is None or standing.state not in _LIVE:
        return Faults((reason(ReasonCode.NOT_REGISTERED, field="benefit_year", rule=item.numbers[0]),))
    if not lies_in_the_other(form.told.get("area", ""), standing.area):
        return Faults((reason(ReasonCode.OTHER, field="area", rule="R-012", msg="不是参保地，请填写参保所在的镇（街）"),))
    try:
        if item.kind is ApplicationKind.STOP:
            return stop_deadline_faults(standing.state, year, filed_on, standing.area, policy)
        if item.kind is ApplicationKind.CANCEL_NEXT_YEAR:
            return _cancel_faults(standing, year, filed_on)
        if item.kind is ApplicationKind.TRANSFER_IN:
            return history_faults(*insured_years_of(form), standing.area, filed_on)
        return _change_faults(form, item, standing, year, filed_on, policy)
    except PolicyNotKnown as unknown:
        return Faults((reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-052", msg=unknown.msg),))


def faults_far_away(
    form: FormAnswers, item: Item, standing: Standing | None, area: str, year: int, filed_on: date, policy: PolicyBook
) -> Faults:
    """R-008, R-012: at a desk far away, what the form lacks, whomever it names; a whole form is taken for who takes part there alone.

    What it lacks is told as if one, unpaid, stood at the place that it names: nothing of anybody is known by it.
    """
    assumed = Standing(participation_id=_NOBODY, person_id=_NOBODY, state=ParticipationState.REGISTERED, area=area)
    lacking = without_the_file(as_desk_hears(standing_faults(form, item, assumed, year, filed_on, policy)))
    if lacking or standing is None or not lies_in_the_other(area, standing.area):
        return lacking or Faults((ASK_OFFICE,))
    return as_desk_hears(standing_faults(form, item, standing, year, filed_on, policy))


def _cancel_faults(standing: Standing, year: int, filed_on: date) -> Faults:
    """B24: until the year begins, and while nothing is paid: what was paid goes back by a refund only."""
    reasons = []
    if filed_on.year >= year:
        reasons.append(reason(ReasonCode.DEADLINE_PASSED, field="benefit_year", rule="B24"))
    if standing.state is ParticipationState.ACTIVE:
        reasons.append(reason(ReasonCode.OTHER, field="benefit_year", rule="B24", msg="已缴费，须申请退费"))
    return Faults(tuple(reasons))


def _change_faults(form: FormAnswers, item: Item, standing: Standing, year: int, filed_on: date, policy: PolicyBook) -> Faults:
    """R-051: the account of an unpaid year until its deadline, else that of the next year. R-008: the office moves inside the region."""
    change = terms_change_of(form)
    faults = signature_faults(form, item)
    if not _asks_something(form, item):
        faults += Faults((reason(ReasonCode.OTHER, rule="B4", msg="没有需要变更的内容"),))
    if change.account is not None:
        wanted = year if standing.state is ParticipationState.REGISTERED else year + 1
        faults += account_change_faults(wanted, filed_on, standing.area, change.has_agreement, policy)
    if change.area is not None and is_area_code(change.area) and pooling_region_of(change.area) != pooling_region_of(standing.area):
        faults += Faults((reason(ReasonCode.OTHER, field="new_area", rule="R-090", msg="不在同一统筹区，请办理关系转移接续"),))
    return faults


def insured_years_of(form: FormAnswers) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """R-090: from where, and the years in the resident and in the employee scheme there."""
    resident, employee = (years_in(form.told.get(name, "")) for name in ("resident_years", "employee_years"))
    return form.told.get("from_area", ""), resident, employee


def _asks_something(form: FormAnswers, item: Item) -> bool:
    """False for an item that leaves open what is changed, if nothing is; one that requires an answer tells that it is missing."""
    left_open = not asks_identity(item) and not any(item.fields[name].required for name in _MAY_BE_OTHERS if name in item.fields)
    return not left_open or correction_of(form) is not None or any(form.told.get(name) for name in _MAY_BE_OTHERS)


def terms_change_of(form: FormAnswers) -> TermsChange:
    """The terms that a form asks for; what it leaves out stays."""
    number = "".join((form.account_number or "").split())
    account = Account(holder=form.told.get("account_holder", ""), bank=form.told.get("bank", ""), number=number) if number else None
    return TermsChange(
        area=form.told.get("new_area"),
        account=account,
        household_no=form.told.get("household_no"),
        permit_valid_to=form.permit_valid_to,
        has_agreement=is_handed_in(form.materials, (AGREEMENT,), form.answered),
        proved_by="RESIDENCE_PERMIT" if form.permit_valid_to else None,  # its item has asked for it
    )


def changes_terms(form: FormAnswers) -> bool:
    """False for a form that asks for other contact data only."""
    asked = terms_change_of(form)
    return any(told is not None for told in (asked.area, asked.account, asked.household_no, asked.permit_valid_to))
