"""Filings for care outside the pooling region (异地就医备案, B30): what each type needs, what is wrong with a form, how long one holds."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from benefits.domain.rule import Rule
from enrolment_terms.benefit_year import add_months
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code, lies_in, lies_in_the_other, pooling_region_of, same_province
from enrolment_terms.writing import NOT_A_NAME, is_name
from policy_parameters import is_known_area
from policy_parameters.filing_parameters import FilingField, FilingRules, FilingType, FilingValidity

MATERIALS = Rule(
    "R-150", "S4 附件：异地就医备案", "或个人承诺书；任选其一", {}, ("filings.types", "filings.materials", "filings.templates")
)
NOTICE = Rule("R-151", "S4", "我已阅读并同意备案告知书", {})
AGENT = Rule("R-152", "S4", "（代办）为他人备案", {})
WHO = Rule("R-153", "S4", "不受半年以上的限制", {}, ("filings.student_half_year_limit",))
VALIDITY = Rule(
    "R-154", "S4；医保发〔2022〕22号；PROPOSED F-13", "备案长期有效", {},
    ("filings.validity_in_province", "filings.validity_across_provinces", "filings.replaces_active"),
)  # fmt: skip
START = Rule("R-155", "S4；PROPOSED", "备案开始日期", {})
REFERRAL = Rule("R-156", "S4", "转往医疗机构、转诊原因", {})
OUTSIDE = Rule("R-157", "S4", "参保地以外", {})


class Sight(StrEnum):
    """By what right a hospital sees a person."""

    OWN_REGION = "OWN_REGION"
    FILING = "FILING"
    EMERGENCY = "EMERGENCY"


labelled(Sight, "医疗机构查询依据", {Sight.OWN_REGION: "本地参保人", Sight.FILING: "异地就医备案", Sight.EMERGENCY: "急诊抢救"})

PROMISE = "PERSONAL_PROMISE"
_DAY = timedelta(days=1)
_MINI_PROGRAM, _KIOSK = "YUE_YIBAO", "KIOSK"
_LABELS = {
    "phone": "联系电话",
    "address_here": "参保地联系地址",
    "destination": "转往就医地",
    "address_there": "就医地联系地址",
    "starts_on": "备案开始日期",
    "agent_name": "代办人姓名",
    "agent_document": "代办人证件号码",
    "proof_valid_to": "证明材料到期日",
    "retired": "是否已办理退休",
    "household_moved": "户籍是否已迁入安置地",
    "stay_months": "在同一地居住或工作的月数",
}
LONGEST_REMARK = 200
_REQUIRED = ("phone", "address_here", "destination", "address_there", "starts_on")


class FilingForm(msgspec.Struct, frozen=True, kw_only=True):
    """A filing as handed in. What is not answered is None; `for_other`: filed by an agent."""

    type: str
    channel: str = _MINI_PROGRAM
    channel_open: bool = True
    notice_accepted: bool = False
    for_other: bool = False
    agent_name: str | None = None
    agent_document: str | None = None
    phone: str | None = None
    address_here: str | None = None
    destination: str | None = None
    address_there: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    bureau_there: str | None = None
    hospital: str | None = None
    hospital_area: str | None = None
    reason: str | None = None
    remark: str | None = None
    materials: tuple[str, ...] = ()
    proof_valid_to: date | None = None
    retired: bool | None = None
    household_moved: bool | None = None
    stay_months: int | None = None
    student: bool = False
    in_hospital: bool = False


class FilingFaults(msgspec.Struct, frozen=True):
    """Everything wrong with a form, at once (R-004)."""

    reasons: list[Reason]
    missing: list[Missing]

    @property
    def none(self) -> bool:
        """True if the form can be accepted."""
        return not self.reasons and not self.missing


def check_filing(form: FilingForm, area: str, insured: bool, on: date, rules: FilingRules, in_the_book: bool = True) -> FilingFaults:
    """R-150 … R-157 on one form.

    `area`: the place of participation; `insured`: on the day on which the filing begins; `on`: the day of submission;
    `in_the_book`: the policy book knows the year in which it begins.
    """
    kind = rules.types.get(form.type)
    if kind is None:
        return FilingFaults([_said("type", MATERIALS, "没有这一备案类型")], [])
    validity = validity_of(form, area, kind)
    reasons = [
        *_notice(form),
        *([] if form.channel_open else [_said("channel", MATERIALS, "当前登录身份不能使用该办理渠道")]),
        *([] if insured else [_said("person_id", WHO, "未参加基本医疗保险，不能办理异地就医备案")]),
        *_texts(form),
        *_destination(form, area),
        *_person(form, kind, rules),
        *_dates(form, kind, on, in_the_book),
        *_period(form, validity),
    ]
    missing = [*_fields(form, kind, rules), *_proof_end(form, validity), *_materials(form, kind)]
    return FilingFaults(reasons, missing)


def _said(field: str, rule: Rule, msg: str) -> Reason:
    return reason(ReasonCode.MATERIAL_INVALID if field == "materials" else ReasonCode.OTHER, field=field, rule=rule.id, msg=msg)


def _notice(form: FilingForm) -> list[Reason]:
    """R-151: submission without the tick is refused."""
    return [] if form.notice_accepted else [reason(ReasonCode.NOTICE_NOT_ACCEPTED, field="notice_accepted", rule=NOTICE.id)]


def _texts(form: FilingForm) -> list[Reason]:
    """R-152: an agent is named by letters; H-R-150: a remark is short."""
    found = []
    if form.agent_name and not is_name(form.agent_name):
        found.append(_said("agent_name", AGENT, f"{_LABELS['agent_name']}{NOT_A_NAME}"))
    if form.remark and len(form.remark) > LONGEST_REMARK:
        found.append(_said("remark", MATERIALS, f"备注不能超过{LONGEST_REMARK}个字"))
    return found


def _destination(form: FilingForm, area: str) -> list[Reason]:
    """R-157: outside the pooling region; R-156: the hospital lies in the destination."""
    if form.destination is None:
        return []
    if not is_area_code(form.destination) or not is_known_area(form.destination):
        return [reason(ReasonCode.UNKNOWN_AREA, field="destination", rule=OUTSIDE.id)]
    found = []
    if lies_in_the_other(form.destination, pooling_region_of(area)):
        found.append(reason(ReasonCode.SAME_POOLING_REGION, field="destination", rule=OUTSIDE.id))
    if form.hospital_area is None:
        return found
    if not is_area_code(form.hospital_area) or not is_known_area(form.hospital_area):
        found.append(reason(ReasonCode.UNKNOWN_AREA, field="hospital_area", rule=REFERRAL.id))
    elif not lies_in(form.hospital_area, form.destination):
        found.append(_said("hospital", REFERRAL, "转往医疗机构不在转往就医地"))
    return found


def _person(form: FilingForm, kind: FilingType, rules: FilingRules) -> list[Reason]:
    """R-153: retired and moved; household not moved; half a year, which does not bind students."""
    found = []
    if kind.retired and form.retired is False:
        found.append(_said("retired", WHO, "异地安置退休人员须已办理退休"))
    if kind.household_moved is True and form.household_moved is False:
        found.append(_said("household_moved", WHO, "异地安置退休人员须户籍已迁入安置地；户籍未迁入的请选择异地长期居住人员"))
    if kind.household_moved is False and form.household_moved is True:
        found.append(_said("household_moved", WHO, "户籍已迁入就医地的，请核对是否应选择异地安置退休人员"))
    if form.stay_months is not None and _stays_long(form, kind, rules) and form.stay_months < kind.min_stay_months:
        found.append(_said("stay_months", WHO, f"在同一地居住或工作须满{kind.min_stay_months}个月"))
    return found


def _stays_long(form: FilingForm, kind: FilingType, rules: FilingRules) -> bool:
    """R-153: half a year binds, unless a student is posted."""
    return kind.min_stay_months > 0 and not (form.student and kind.code == "STATIONED" and not rules.student_half_year_limit)


def _dates(form: FilingForm, kind: FilingType, on: date, in_the_book: bool) -> list[Reason]:
    """R-155: in a year of the policy book, and not before the day of submission, except emergencies and care already begun."""
    if form.starts_on is None:
        return []
    found = []
    if not in_the_book:
        found.append(_said("starts_on", START, f"没有{form.starts_on.year}年度的政策参数，不能自该日起备案"))
    if form.starts_on < on and not kind.later_filing and not form.in_hospital:
        found.append(_said("starts_on", START, "备案开始日期不能早于提交当日"))
    return found


def _period(form: FilingForm, validity: FilingValidity) -> list[Reason]:
    """R-155, H2: neither the end nor the proof before the start."""
    if form.starts_on is None:
        return []
    found = []
    if form.proof_valid_to is not None and form.proof_valid_to < form.starts_on:
        found.append(_said("proof_valid_to", START, "证明材料到期日不能早于备案开始日期"))
    if form.ends_on is not None and form.ends_on < form.starts_on:
        found.append(_said("ends_on", START, "结束日期不能早于开始日期"))
    end = _ends(form, form.starts_on, validity)
    if not found and end is not None and end < form.starts_on:
        found.append(_said("starts_on", START, "按现行有效期，备案在开始日期之前已届满"))
    return found


def required_fields(kind: FilingType, for_other: bool, channel: str) -> list[FilingField]:
    """Every field of the form of this type, as data for a frontend: code and Chinese name."""
    at_home = channel == _MINI_PROGRAM
    names = [name for name in _REQUIRED if at_home or name != "address_here"]
    if for_other:
        names += ["agent_name", "agent_document"]
    if kind.retired:
        names.append("retired")
    if kind.household_moved and at_home:  # at the kiosk both photos of the household book show it
        names.append("household_moved")
    if kind.min_stay_months:
        names.append("stay_months")
    extra = (field for field in kind.extra_fields if field.channel in (None, channel))
    return [*(FilingField(name, _LABELS[name]) for name in names), *extra]


def _fields(form: FilingForm, kind: FilingType, rules: FilingRules) -> list[Missing]:
    """R-150, R-152, R-153, R-156: fields without an answer."""
    wanted = required_fields(kind, form.for_other, form.channel)
    asked = (field for field in wanted if field.code != "stay_months" or _stays_long(form, kind, rules))
    return [Missing(field.code, field.label, _rule_of(field.code)) for field in asked if getattr(form, field.code) in (None, "")]


def _proof_end(form: FilingForm, validity: FilingValidity) -> list[Missing]:
    """R-154: until when the proof holds, where the filing holds as long."""
    if validity.rule != "PROOF_END" or form.proof_valid_to is not None or not form.materials or promise_only(form):
        return []
    return [Missing("proof_valid_to", _LABELS["proof_valid_to"], VALIDITY.id)]


def _rule_of(field: str) -> str:
    if field.startswith("agent"):
        return AGENT.id
    if field in ("retired", "household_moved", "stay_months"):
        return WHO.id
    return REFERRAL.id if field in ("hospital", "reason") else MATERIALS.id


def _materials(form: FilingForm, kind: FilingType) -> list[Missing]:
    """R-150: of each group of alternatives one is enough."""
    groups = kind.materials.get(form.channel, kind.materials[_MINI_PROGRAM])
    open_groups = [group for group in groups if not any(material.code in form.materials for material in group)]
    return [Missing("materials", "或".join(material.label for material in group), MATERIALS.id) for group in open_groups]


def promise_only(form: FilingForm) -> bool:
    """Accepted on the word of the person: flagged PROMISE_ONLY (D7)."""
    return PROMISE in form.materials and all(material == PROMISE for material in form.materials)


def validity_of(form: FilingForm, area: str, kind: FilingType) -> FilingValidity:
    """R-154, F-13: the national rule across provinces, the local one inside the province of participation."""
    inside = form.destination is None or same_province(form.destination, area)
    return kind.validity_in_province if inside else kind.validity_across_provinces


def ends_of(form: FilingForm, area: str, rules: FilingRules) -> date | None:
    """R-154: the last day of the filing, None for one without end. Raises ValueError without a start date or a known type."""
    if form.starts_on is None or form.type not in rules.types:
        raise ValueError("a filing has a start date and a type")
    return _ends(form, form.starts_on, validity_of(form, area, rules.types[form.type]))


def _ends(form: FilingForm, start: date, validity: FilingValidity) -> date | None:
    end = _ends_by_rule(form, start, validity)
    if form.ends_on is not None and (end is None or form.ends_on < end):
        return form.ends_on
    return end


def _ends_by_rule(form: FilingForm, start: date, validity: FilingValidity) -> date | None:
    if validity.rule == "OPEN":
        return None
    if promise_only(form) and validity.promise_only_months is not None:
        return add_months(start, validity.promise_only_months) - _DAY
    if validity.rule == "PROOF_END":
        return form.proof_valid_to
    if validity.rule == "MONTHS":
        return add_months(start, validity.amount or 0) - _DAY
    return start + timedelta(days=(validity.amount or 0) - 1)


def in_force(filings: Sequence["FilingSpan"], day: date) -> "FilingSpan | None":
    """R-154: the filing that holds on the day, the newest of several. One that another replaces ends the day before that one begins."""
    holding = [filing for filing in filings if filing.starts_on <= day <= (filing.ends_on or date.max)]
    return max(holding, key=lambda filing: (filing.starts_on, filing.filing_id), default=None)


def hospital_may_see(
    hospital: Sequence[str], insured_at: Iterable[str], filing: "FilingSpan | None", emergency: bool = False
) -> Sight | None:
    """R-154: by what right a hospital sees a person today; None if it may not.

    `hospital`: its areas, as prefixes or codes; `insured_at`: the places of the person's participations; `filing`: the one in force today.
    The weakest right comes last: a declared emergency is asked for only where neither region nor filing opens the door.
    """
    if any(lies_in(place, area) for place in insured_at for area in hospital):
        return Sight.OWN_REGION
    if filing is not None and any(lies_in(area, filing.destination) for area in hospital):
        return Sight.FILING
    return Sight.EMERGENCY if emergency else None


class FilingSpan(msgspec.Struct, frozen=True):
    """An approved filing's interval."""

    filing_id: str
    type: str
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool = False
