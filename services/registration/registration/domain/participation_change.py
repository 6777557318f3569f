"""Terms of a participation that may become others while it stands, and until when (B4, R-008, R-044, R-051, R-053)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.benefit_year import first_day
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code, pooling_region_of
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer
from policy_parameters import PolicyBook, is_known_area
from registration.domain.application_form import Faults, contact_reasons, name_reasons
from registration.domain.eligibility import payer_of
from registration.domain.government_period import LONGEST, government_pays
from registration.domain.residence_permit import BY_PERMIT, PERMIT_LASTS
from registration.domain.scope_of_insured import school_age_reasons
from registration.domain.stopping import account_change_faults

NOTHING_CHANGES = reason(ReasonCode.OTHER, rule="B4", msg="没有需要变更的内容")
_BY_HAND = (Category.GENERAL, Category.STUDENT, Category.MIGRANT_CHILD, Category.RESIDENCE_PERMIT)
"""What somebody may become while the participation stands."""
_BEFORE_SCHOOL = "WORK_PROOF"
"""B14: by it a child takes part where its parent works until it is of school age, then by its school's certificate."""
CATEGORY_PROOFS: Mapping[Category, Mapping[str, str]] = {
    Category.STUDENT: {"SCHOOL_CERTIFICATE": "学籍证明"},
    Category.MIGRANT_CHILD: {"WORK_PROOF": "父母在本市就业的证明", "SCHOOL_CERTIFICATE": "学校证明"},
    Category.RESIDENCE_PERMIT: {"RESIDENCE_PERMIT": "有效的本市居住证"},
    Category.LAND_EXPROPRIATED: {"LAND_EXPROPRIATION_PROOF": "被征地农民政府资助参保的证明"},
}
"""Any one of the papers that the item of a category asks for (R-030, R-035, R-037, R-131), by kind."""
MAY_CHANGE = (ParticipationState.REGISTERED, ParticipationState.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The deduction account, opened."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What may change, opened; None where there is none."""

    area: str
    category: Category
    payer: Payer
    account: Account | None
    household_no: str | None
    permit_valid_to: date | None
    government_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChange:
    """What is asked for; None stays as it is. `has_agreement`: the tri-party agreement for a new account was handed in.

    `proved_by`: the kind of the paper for the new category that was. `agreement` and `proof`: the uploaded files that an office names.
    """

    area: str | None = None
    category: Category | None = None
    payer: Payer | None = None
    account: Account | None = None
    household_no: str | None = None
    permit_valid_to: date | None = None
    government_until: date | None = None
    has_agreement: bool = False
    proved_by: str | None = None
    agreement: UUID | None = None
    proof: UUID | None = None

    def applied_to(self, before: Terms) -> Terms:
        """The terms from now on."""
        return Terms(
            area=self.area or before.area,
            category=self.category or before.category,
            payer=self.payer or before.payer,
            account=self.account or before.account,
            household_no=self.household_no or before.household_no,
            permit_valid_to=self.permit_valid_to or before.permit_valid_to,
            government_until=self.government_until or before.government_until,
        )


_NAMES = ("area", "category", "payer", "account", "household_no", "permit_valid_to", "government_until")


def changed_terms(before: Terms, after: Terms) -> tuple[str, ...]:
    """Names of what differs, as events name it."""
    return tuple(name for name in _NAMES if getattr(before, name) != getattr(after, name))


_RENEWED = ("area", "account", "household_no", "permit_valid_to", "government_until")
"""What a renewal takes over from the year before (R-050)."""


def carried_terms(own: Terms, before: Terms, after: Terms, year: int, *, marked: bool) -> Terms:
    """The terms of a renewal for `year` when those of the year before change; where its own were others already, they stay.

    R-131: whose period of the government turns out to end before the year pays himself, or is `marked`.
    """
    carried = replace(own, **{name: getattr(after, name) for name in _RENEWED if getattr(own, name) == getattr(before, name)})
    if carried.payer is not Payer.GOVERNMENT or government_pays(year, carried.government_until):
        return carried
    return replace(carried, category=Category.GENERAL, payer=payer_of(Category.GENERAL, Channel.RENEWAL, marked=marked))


def change_faults(
    change: TermsChange,
    before: Terms,
    year: int,
    state: ParticipationState,
    today: date,
    policy: PolicyBook,
    *,
    marked: bool = False,
    birth: date | None = None,
) -> Faults:
    """All faults at once, of a change that is filed today. `marked`: the person is subsidised now; asked for a payer only.

    `birth`: the person's birth date, None where it is not known.
    """
    payer = _payer_reasons(change, before, year, today, marked=marked)
    of_days = (*_permit_reasons(change, before, today), *_period_reasons(change, before, today))
    faults = Faults((*_area_reasons(change, before), *_category_reasons(change, before), *payer, *of_days))
    faults += _proof_faults(change, before)
    if birth is not None and change.category is Category.MIGRANT_CHILD is not before.category and change.proved_by == _BEFORE_SCHOOL:
        faults += Faults(tuple(school_age_reasons(birth, today, year, before.area, policy, "category")))
    if change.category is Category.RESIDENCE_PERMIT and (change.permit_valid_to or before.permit_valid_to) is None:
        faults += Faults((), (Missing("permit_valid_to", "居住证有效期至", "R-035"),))
    if change.account is not None:
        wrong = (
            *contact_reasons(None, change.account.number),
            *name_reasons(change.account.holder.strip() or None, "account_holder", "银行户名"),
        )
        faults += Faults(wrong, tuple(_missing_parts(change.account)))
        if change.account != before.account:
            faults += _account_faults(change, before, year, state, today, policy)
    if not changed_terms(before, change.applied_to(before)):
        faults += Faults((NOTHING_CHANGES,))
    return faults


def _account_faults(change: TermsChange, before: Terms, year: int, state: ParticipationState, today: date, policy: PolicyBook) -> Faults:
    """R-051: for a year that is not paid yet, to its deadline; of a paid one the account is next year's, to next year's deadline."""
    wanted = year if state is ParticipationState.REGISTERED else year + 1
    return account_change_faults(wanted, today, before.area, change.has_agreement, policy)


def _missing_parts(account: Account) -> Iterator[Missing]:
    labels = {"holder": ("account_holder", "银行户名"), "bank": ("bank", "开户银行"), "number": ("account_number", "银行账号")}
    for name, (field, label) in labels.items():
        if not getattr(account, name).strip():
            yield Missing(field, label, "R-053")


def _area_reasons(change: TermsChange, before: Terms) -> Iterator[Reason]:
    """R-008, V-70: another office of the same pooling region is a change; another region is a transfer."""
    if change.area is None:
        return
    if not (is_area_code(change.area) and is_known_area(change.area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")
    elif pooling_region_of(change.area) != pooling_region_of(before.area):
        yield reason(ReasonCode.OTHER, field="area", rule="R-090", msg="不在同一统筹区，请办理关系转移接续")


def _category_reasons(change: TermsChange, before: Terms) -> Iterator[Reason]:
    """R-033, R-131: what must be proved is applied for, under the item that asks for its proof."""
    if change.category not in (None, before.category, *_BY_HAND):
        yield reason(ReasonCode.OTHER, field="category", rule="B4", msg="该类别须凭证明材料申请参保登记，不能变更取得")


def proofs_for(change: TermsChange) -> Mapping[str, str]:
    """Papers of which the change needs one, by kind: for another category, another permit (R-036), another period (R-131)."""
    permit = Category.RESIDENCE_PERMIT if change.permit_valid_to is not None else None
    period = Category.LAND_EXPROPRIATED if change.government_until is not None else None
    asked = change.category or permit or period
    return CATEGORY_PROOFS.get(asked, {}) if asked else {}


def _proof_faults(change: TermsChange, before: Terms) -> Faults:
    """R-009, R-013: the word of an office is no proof; it keeps a copy of what the item of the category asks for."""
    wanted, after = proofs_for(change), change.applied_to(before)
    names = ("category", "permit_valid_to", "government_until")
    if change.proved_by or not wanted or not set(changed_terms(before, after)).intersection(names):
        return Faults()
    return Faults((), (Missing("proof_material", "或".join(wanted.values()), "R-013"),))


def _payer_reasons(change: TermsChange, before: Terms, year: int, today: date, *, marked: bool) -> Iterator[Reason]:
    """R-044 「年度内不再退费或追缴」: who pays is settled when the year begins. R-038, R-131: public money is for whom it is meant."""
    if change.payer in (None, before.payer):
        return
    if today >= first_day(year):
        yield reason(ReasonCode.DEADLINE_PASSED, field="payer", rule="R-044", msg="参保年度已开始，不再变更缴费人")
    if marked != (change.payer is Payer.FINANCE):
        msg = "困难居民由财政缴费" if marked else "没有困难居民身份标识，不能由财政缴费"
        yield reason(ReasonCode.OTHER, field="payer", rule="R-038", msg=msg)
    if change.payer is Payer.GOVERNMENT and before.category is not Category.LAND_EXPROPRIATED:
        yield reason(ReasonCode.OTHER, field="payer", rule="R-131", msg="不是被征地农民，不能由政府代缴")
    elif change.payer is Payer.GOVERNMENT and not government_pays(year, change.government_until or before.government_until):
        yield reason(ReasonCode.OTHER, field="payer", rule="R-131", msg="政府缴费期已满，不能由政府代缴")


def _permit_reasons(change: TermsChange, before: Terms, today: date) -> Iterator[Reason]:
    """R-035: the last day of a permit ends a participation, so nobody gets one who is not insured by it."""
    if change.permit_valid_to is not None and (change.category or before.category) not in BY_PERMIT:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-035", msg="不是居住证持有人，不登记居住证有效期")
    if change.permit_valid_to is not None and change.permit_valid_to < today:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-036", msg="居住证已过期，请提供有效的居住证")
    elif change.permit_valid_to is not None and change.permit_valid_to > today + PERMIT_LASTS:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-036", msg="居住证有效期过晚，请核对")


def _period_reasons(change: TermsChange, before: Terms, today: date) -> Iterator[Reason]:
    """R-131: only of whom the government pays for; an end that is over is recorded, too."""
    if change.government_until is None:
        return
    if before.category is not Category.LAND_EXPROPRIATED:
        yield reason(ReasonCode.OTHER, field="government_until", rule="R-131", msg="不是被征地农民，不登记政府缴费截止日期")
    elif change.government_until > today + LONGEST:
        yield reason(ReasonCode.OTHER, field="government_until", rule="R-131", msg="政府缴费截止日期过晚，请核对")
