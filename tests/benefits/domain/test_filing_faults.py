"""What is wrong with a filing is said by field, rule and words; what it lacks by field and name (R-004, R-150 … R-157)."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only, required_fields
from enrolment_terms.reasons import ReasonCode
from policy_parameters import load_policy_book
from policy_parameters.filing_parameters import filing_rules

AREA, DAY = "440783", date(2024, 5, 6)
RULES = load_policy_book().read(filing_rules, AREA, DAY.year)
GOOD = FilingForm(
    type="LONG_RESIDENT",
    notice_accepted=True,
    phone="10099990006",
    address_here="开平市长沙街道",
    destination="440100",
    address_there="广州市天河区",
    starts_on=DAY,
    stay_months=8,
    materials=("PERSONAL_PROMISE",),
)
REFERRED: dict[str, Any] = {
    "type": "REFERRAL",
    "stay_months": None,
    "materials": ("REFERRAL_CERTIFICATE",),
    "hospital": "示例医院",
    "reason": "病情",
}


@pytest.mark.parametrize(
    ("changed", "field", "rule", "code", "words"),
    [
        ({"type": "HOLIDAY"}, "type", "R-150", "OTHER", "没有这一备案类型"),
        ({"channel_open": False}, "channel", "R-150", "OTHER", "当前登录身份不能使用该办理渠道"),
        ({"notice_accepted": False}, "notice_accepted", "R-151", "NOTICE_NOT_ACCEPTED", None),
        ({"for_other": True, "agent_name": "100", "agent_document": "x"}, "agent_name", "R-152", "OTHER", "代办人姓名不能只有数字或符号"),
        ({"remark": "长" * 201}, "remark", "R-150", "OTHER", "备注不能超过200个字"),
        ({"destination": "999999"}, "destination", "R-157", "UNKNOWN_AREA", None),
        ({"destination": "44"}, "destination", "R-157", "UNKNOWN_AREA", None),
        ({"destination": "440781"}, "destination", "R-157", "SAME_POOLING_REGION", None),
        ({"hospital_area": "999999"}, "hospital_area", "R-156", "UNKNOWN_AREA", None),
        ({"hospital_area": "4401"}, "hospital_area", "R-156", "UNKNOWN_AREA", None),
        ({"hospital_area": "440300"}, "hospital", "R-156", "OTHER", "转往医疗机构不在转往就医地"),
        ({"stay_months": 5}, "stay_months", "R-153", "OTHER", "在同一地居住或工作须满6个月"),
        ({"starts_on": date(2024, 5, 5)}, "starts_on", "R-155", "OTHER", "备案开始日期不能早于提交当日"),
        ({"ends_on": date(2024, 5, 5)}, "ends_on", "R-155", "OTHER", "结束日期不能早于开始日期"),
        ({"proof_valid_to": date(2024, 5, 5)}, "proof_valid_to", "R-155", "OTHER", "证明材料到期日不能早于备案开始日期"),
    ],
)
def test_a_fault_is_told_by_field_rule_and_words(changed: dict[str, Any], field: str, rule: str, code: str, words: str | None) -> None:
    faults = check_filing(replace(GOOD, **changed), AREA, True, DAY, RULES)
    [told] = faults.reasons
    assert (told.field, told.rule, told.code) == (field, rule, ReasonCode(code))
    assert faults.missing == []
    if words is not None:
        assert words in told.msg


def test_all_faults_are_told_at_once() -> None:
    bad = replace(GOOD, notice_accepted=False, channel_open=False, destination="440781", hospital_area="999999", stay_months=1)
    faults = check_filing(bad, AREA, False, DAY, RULES, in_the_book=False)
    assert [one.field for one in faults.reasons] == [
        "notice_accepted", "channel", "person_id", "destination", "hospital_area", "stay_months", "starts_on",
    ]  # fmt: skip
    assert faults.reasons[-1].msg == "没有2024年度的政策参数，不能自该日起备案"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"remark": "长" * 200},
        {"ends_on": DAY},
        {"materials": ("RESIDENCE_PROOF",), "proof_valid_to": DAY},
        {"channel": "COUNTER"},
        {**REFERRED, "hospital_area": "440100"},
        {"type": "STATIONED", "student": True, "stay_months": None},
    ],
)
def test_a_good_form_has_no_fault(changed: dict[str, Any]) -> None:
    assert check_filing(replace(GOOD, **changed), AREA, True, DAY, RULES).none, changed


def test_what_is_missing_is_told_by_field_name_and_rule() -> None:
    form = replace(GOOD, **REFERRED | {"for_other": True, "phone": "", "hospital": None, "reason": "", "materials": ()})
    missing = check_filing(form, AREA, True, DAY, RULES).missing
    assert [(one.field, one.label, one.rule) for one in missing] == [
        ("phone", "联系电话", "R-150"),
        ("agent_name", "代办人姓名", "R-152"),
        ("agent_document", "代办人证件号码", "R-152"),
        ("hospital", "转往医疗机构", "R-156"),
        ("reason", "转诊原因", "R-156"),
        ("materials", "转诊转院证明或个人承诺书", "R-150"),
    ]


def test_an_agent_is_asked_for_beside_the_rest() -> None:
    kind = RULES.types["LONG_RESIDENT"]
    own, by_agent = ([field.code for field in required_fields(kind, other, "YUE_YIBAO")] for other in (False, True))
    assert own == ["phone", "address_here", "destination", "address_there", "starts_on", "stay_months"]
    assert set(by_agent) - set(own) == {"agent_name", "agent_document"}
    assert set(own) <= set(by_agent)


@pytest.mark.parametrize(
    ("materials", "only"), [((), False), (("PERSONAL_PROMISE",), True), (("PERSONAL_PROMISE", "RESIDENCE_PROOF"), False)]
)
def test_a_promise_beside_a_proof_is_not_the_promise_alone(materials: tuple[str, ...], only: bool) -> None:
    assert promise_only(replace(GOOD, materials=materials)) is only


@pytest.mark.parametrize("changed", [{"starts_on": None}, {"type": "HOLIDAY"}])
def test_the_end_of_a_form_without_start_or_type_is_no_question(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^a filing has a start date and a type$"):
        ends_of(replace(GOOD, **changed), AREA, RULES)


@pytest.mark.parametrize(
    ("wished", "end"), [(None, date(2024, 11, 5)), (date(2024, 11, 5), date(2024, 11, 5)), (date(2024, 11, 6), date(2024, 11, 5))]
)
def test_an_earlier_end_may_be_wished_and_a_later_one_may_not(wished: date | None, end: date) -> None:
    assert ends_of(replace(GOOD, ends_on=wished), AREA, RULES) == end
