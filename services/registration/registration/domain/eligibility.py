"""Everything an application is told at once: its item's fields and materials, place, year, and the conditions of its kind (R-004)."""

from dataclasses import dataclass
from datetime import date

from enrolment_terms.documents import DocumentType
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code, pooling_region_of
from enrolment_terms.scheme import Category, Channel, Payer
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from registration.domain.application_form import Faults, FormAnswers, Identity, identity_of
from registration.domain.application_states import ENROLS, ApplicationKind
from registration.domain.benefit_year_choice import default_benefit_year, is_open_for, year_reasons
from registration.domain.government_period import period_faults
from registration.domain.item_check import declared_faults
from registration.domain.items import Item, Items
from registration.domain.materials import FOREIGN_PARENT, STOP_PROOF, is_handed_in
from registration.domain.midyear import early_faults, mark_faults, midyear_faults
from registration.domain.newborn_years import Birth, may_add_birth_year
from registration.domain.scope_of_insured import preschool_faults, takes_part_faults


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """What the form says as far as it can be read, and all its faults. `identity` is None if it cannot be read."""

    identity: Identity | None
    category: Category
    benefit_year: int | None
    kind: ApplicationKind
    faults: Faults


_OF_FOREIGNERS = {DocumentType.FOREIGN_PR, DocumentType.CN_PASSPORT}
NO_SUCH_ITEM = Faults((reason(ReasonCode.OTHER, field="item", rule="B0", msg="没有这一服务事项"),))


def taken_elsewhere(refusal: str, item: Item) -> Reason:
    """B21, R-016: the tax office's to take, whoever asks and whatever else the form says."""
    return reason(ReasonCode.USE_TAX_SYSTEM, field="item", rule=item.numbers[0], msg=refusal)


def item_of(form: FormAnswers, items: Items) -> Item | None:
    """The item that the form names, else the one of its category; None if there is no such item in its area."""
    category = Category.__members__.get(form.category or Category.GENERAL, Category.GENERAL)
    return items.find(form.item or items.by_category.get(category, ""), (form.area or "").strip())


def turned_faults(kind: ApplicationKind, code: str, item: Item) -> Faults:
    """R-004, R-051: a correction mends what was asked for, and keeps its day; whoever wants something else asks for it anew.

    An enrolment may turn out to be that of another item: who filed as a resident holds a permit.
    """
    enrols = ENROLS - {ApplicationKind.PRE_NEWBORN}
    if item.code == code or (kind in enrols and item.kind in enrols):
        return Faults()
    return Faults((reason(ReasonCode.OTHER, field="item", rule="R-004", msg="补正不能改办其他事项，请撤回后另行申请"),))


def judge_form(form: FormAnswers, item: Item, today: date, policy: PolicyBook, filed_on: date | None = None) -> FormVerdict:
    """All faults of an enrolment handed in on the business date `today`.

    `filed_on` is the day of the first submission: whoever filed inside the period and corrected after it filed in time (R-033).
    """
    document = form.document
    faults, identity = declared_faults(item, form, document, today) + access_faults(form), identity_of(form, document)
    category = _category_of(form, item)
    if category is None:
        faults += Faults((reason(ReasonCode.OTHER, field="category", rule=item.numbers[0], msg="参保类别不在可用范围"),))
    area = form.told.get("area", "")
    if not (is_area_code(area) and is_known_area(area)):
        return FormVerdict(identity, category or Category.GENERAL, form.benefit_year, item.kind, faults)
    filed = filed_on or today
    year = form.benefit_year or default_benefit_year(filed, area, category or Category.GENERAL, policy)
    kind = kind_of(category or Category.GENERAL, year, filed, area, policy)
    faults += _year_faults(form, item, category, identity, year, kind, filed, policy)
    return FormVerdict(identity, category or Category.GENERAL, year, kind, faults)


def _category_of(form: FormAnswers, item: Item) -> Category | None:
    """The first of the item where the form names none; None if the item has not the one it names."""
    return next((one for one in item.categories if form.category in (None, "", one)), None)


def access_faults(form: FormAnswers) -> Faults:
    """R-011: the channel is open to whoever files, and its credential is active."""
    reasons = []
    if not form.channel_open:
        reasons.append(reason(ReasonCode.OTHER, field="channel", rule="R-011", msg="当前登录身份不能使用该办理渠道"))
    # 首次使用时需提前激活医保电子凭证; kiosk and counter do not require it
    elif form.channel is Channel.YUE_YIBAO and not form.credential_active:
        reasons.append(reason(ReasonCode.CREDENTIAL_INACTIVE, rule="R-011"))
    return Faults(tuple(reasons))


def kind_of(category: Category, year: int, today: date, area: str, policy: PolicyBook) -> ApplicationKind:
    """NEW in the concentrated period of the year, else MIDYEAR; a newborn's first year has its own kind."""
    if is_open_for(year, today, area, policy):
        return ApplicationKind.NEW
    return ApplicationKind.NEWBORN if category is Category.NEWBORN else ApplicationKind.MIDYEAR


def _year_faults(
    form: FormAnswers,
    item: Item,
    category: Category | None,
    identity: Identity | None,
    year: int,
    kind: ApplicationKind,
    today: date,
    policy: PolicyBook,
) -> Faults:
    area = form.told.get("area", "")
    birth = identity.birth_date if identity else form.birth_date
    owed = category is Category.NEWBORN and _is_owed(year, birth, form, area, today, policy)
    faults = Faults() if owed else Faults(tuple(year_reasons(year, today, area, policy)))
    if category is None:
        return faults
    try:
        faults += period_faults(form, category, year) + takes_part_faults(form, category, year, area, policy)
        faults += preschool_faults(form, item, birth, today, year, area, policy)
        if kind is ApplicationKind.NEW or year != today.year:
            return faults + early_faults(category, year, birth, today, area, policy) + mark_faults(form, category, year, area, policy)
        return faults + midyear_faults(form, category, year, birth, today, area, policy)
    except PolicyNotKnown as unknown:
        if any(one.code is ReasonCode.YEAR_NOT_OPEN for one in faults.reasons):
            return faults
        return faults + Faults((reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-052", msg=unknown.msg),))


def _is_owed(year: int, birth: date | None, form: FormAnswers, area: str, today: date, policy: PolicyBook) -> bool:
    """R-024: the year of birth of a newborn, over or not, while its money opens anything (H2 R-022)."""
    if birth is None or birth.year != year:
        return False
    return may_add_birth_year(Birth(birth, is_of_foreigners(form), area), today, policy)


def is_of_foreigners(form: FormAnswers) -> bool:
    """R-017, R-023: by the document shown, or by that of a parent. Never by a tick."""
    document = form.document
    return (document is not None and document.kind in _OF_FOREIGNERS) or is_handed_in(form.materials, (FOREIGN_PARENT,), form.answered)


def is_stop_proved(form: FormAnswers) -> bool:
    """R-002: the proof itself, shown at the counter or uploaded, or a register's answer. Never a tick, and never a promise."""
    shown = [one for one in form.materials if one.promise is None]
    return is_handed_in(shown, (STOP_PROOF,), form.answered)


def payer_of(category: Category, channel: Channel, *, collects: bool = True, marked: bool = False) -> Payer:
    """R-038: finance pays for subsidised persons, the government for land-expropriated farmers (R-131).

    A school hands on what it collects (R-030, H-R-031); else the person pays.
    """
    if marked or category is Category.MY8:
        return Payer.FINANCE
    if category is Category.LAND_EXPROPRIATED:
        return Payer.GOVERNMENT
    return Payer.SCHOOL if channel is Channel.SCHOOL and collects else Payer.PERSON


def school_collects(form: FormAnswers) -> bool:
    """H-R-031: a school collects, or its students pay themselves; what it leaves out it collects."""
    return form.more.get("school_collects") != "false"


def same_pooling_region(one: str, other: str) -> bool:
    """R-008: a move inside one pooling region is no cross-region move (Taishan and Kaiping are both 440700)."""
    return pooling_region_of(one) == pooling_region_of(other)
