"""Transaction 1101 as the public interface description tells it: fields and lengths of the frame, certificates, faults as infcode."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from benefits.domain.national_question import PSN_CERT_TYPES, NationalPerson, NotAQuestion, read_question
from enrolment_events.payment import EmployeeEndedV1
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity
from tests.benefits.builders import MORNING, event, participation, settled, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_rest import insured, typed

FRAME = {
    "infno": "1101", "msgid": "H44010000001202403010930000001", "mdtrtarea_admvs": "440783", "insuplc_admdvs": "440783",
    "recer_sys_code": "CANBAO", "dev_no": "", "dev_safe_info": "", "cainfo": "", "signtype": "SM3", "infver": "V1.0", "opter_type": "1",
    "opter": "0001", "opter_name": "李示例", "inf_time": "2024-03-01 09:30:00", "fixmedins_code": "H44010000001",
    "fixmedins_name": "示例医院", "sign_no": "",
}  # fmt: skip
ANSWERED = {"infcode", "inf_refmsgid", "refmsg_time", "respond_time", "warn_msg", "cainfo", "err_msg", "signtype", "output"}
INSURANCE = {
    "balc", "insutype", "psn_type", "psn_insu_stas", "psn_insu_date", "paus_insu_date", "cvlserv_flag", "insuplc_admdvs", "emp_name",
}  # fmt: skip
NUMBER, OTHER = fictitious_id(date(1986, 5, 12), 1, Sex.MALE), fictitious_id(date(1990, 1, 1), 2, Sex.MALE)


async def call(benefits: RunningBenefits, data: object, **changed: Any) -> dict[str, Any]:
    """What is answered to the whole frame with this input."""
    answer = await benefits.call("POST", "/national/1101", role="hospital", json={**FRAME, "input": {"data": data}, **changed})
    return envelope(answer)


def envelope(answer: httpx.Response) -> dict[str, Any]:
    """The frame, whole and in its lengths, whatever it says: 30 for the number, 17 digits for the times (yyyyMMddHHmmssSSS)."""
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert set(told) == ANSWERED
    assert re.fullmatch("440000[0-9]{24}", told["inf_refmsgid"])
    assert re.fullmatch("[0-9]{17}", told["refmsg_time"])
    assert re.fullmatch("[0-9]{17}", told["respond_time"])
    assert told["inf_refmsgid"][6:20] == told["refmsg_time"][:14]
    assert len(told["err_msg"]) <= 200
    assert told["infcode"] == (-1 if told["err_msg"] else 0)
    return told


async def test_a_hospital_system_calls_1101(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    told = await call(benefits, {"psn_no": str(person), "begntime": "2024-03-01 09:30:00"})
    assert (told["infcode"], told["warn_msg"]) == (0, "")
    base = told["output"]["baseinfo"]
    assert (base["psn_no"], base["gend"], base["age"], base["brdy"]) == (str(person), "2", "34", "1990-01-01")
    [insurance] = told["output"]["insuinfo"]
    assert set(insurance) >= INSURANCE
    assert (insurance["insutype"], insurance["begndate"], insurance["enddate"]) == ("390", "2024-01-01", "2024-12-31")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"psn_no": str(new_id())}, "不能据此判断"),
        ({"psn_no": "x"}, "psn_no"),
        ({"psn_no": typed(str(new_id()))}, "psn_no"),
        ({}, "请提供"),
        ({"psn_cert_type": "08", "certno": "E12345678"}, "psn_cert_type"),
        ({"psn_cert_type": "77", "certno": "E12345678"}, "psn_cert_type"),
        ({"psn_cert_type": "01", "certno": "440799199001010013"}, "certno"),
        ({"mdtrt_cert_type": "02", "mdtrt_cert_no": "440799199001010013"}, "mdtrt_cert_no"),
        ({"mdtrt_cert_type": "09", "mdtrt_cert_no": "1"}, "01、02或03"),
        ({"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678"}, "card_sn"),
        ({"mdtrt_cert_type": "01", "mdtrt_cert_no": "44000000000000000000"}, "不能解读"),
        ({"psn_no": 5}, "人员编号"),
        ("nothing", "JSON"),
    ],
)
async def test_every_fault_is_told_in_the_frame(benefits: RunningBenefits, data: object, says: str) -> None:
    told = await call(benefits, data)
    assert (told["infcode"], told["output"]) == (-1, {})
    assert says in told["err_msg"]
    assert "440799199001010013" not in str(told)


@pytest.mark.parametrize("day", ["2050-01-01", "0001-01-01", "9999-12-31", "1899-12-31 00:00:00", "20240301", typed("2024-03-01")])
async def test_a_day_outside_the_book(benefits: RunningBenefits, day: str) -> None:
    person, _ = await insured(benefits)
    assert (await call(benefits, {"psn_no": str(person), "begntime": day}))["infcode"] == -1


async def test_what_is_no_call_is_told_in_the_frame_too(benefits: RunningBenefits) -> None:
    for body in (b"{", b"[]", b'{"infno": "1101"}', b"\xff", b""):
        sent: dict[str, Any] = {"content": body, "headers": {"Content-Type": "application/json"}}
        assert envelope(await benefits.call("POST", "/national/1101", role="hospital", **sent))["infcode"] == -1
    person, _ = await insured(benefits)
    assert "1101" in (await call(benefits, {"psn_no": str(person)}, infno="2001"))["err_msg"]
    assert (await call(benefits, {"psn_no": str(person)}, enctype="SM4"))["infcode"] == 0, "what the platform adds later"


async def test_who_may_not_call_is_refused_as_everywhere(benefits: RunningBenefits) -> None:
    body = {**FRAME, "input": {"data": {"psn_no": str(new_id())}}}
    assert (await benefits.call("POST", "/national/1101", role="citizen", json=body)).status_code == 403
    assert (await benefits.http.post("/benefits/v1/national/1101", json=body)).status_code == 401


async def test_every_participation_has_the_days_of_its_own_cover(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    there, next_year = new_id(), new_id()
    await benefits.publish(
        participation(there, person, area="440981", benefit_year=2025, version=5), participation(next_year, person, benefit_year=2026)
    )
    await benefits.publish(settled(next_year, person, "2025-10-10", year=2026))
    while (await benefits.change_of(person)).data.benefit_year != 2026:
        pass
    told = await call(benefits, {"psn_no": str(person), "begntime": "2024-03-01"})
    rows = [(one["insuplc_admdvs"], one["begndate"], one["enddate"]) for one in told["output"]["insuinfo"]]
    assert rows == [("440783", "2026-04-01", "2026-12-31"), ("440981", "", ""), ("440783", "2024-01-01", "2024-12-31")]


async def test_a_year_of_which_nobody_told_is_not_called_uncovered(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    told = await call(benefits, {"psn_no": str(person), "begntime": "2026-03-01"})
    assert (told["infcode"], "不能据此判断" in told["warn_msg"]) == (0, True)


async def test_an_e_credential_that_is_our_token(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    told = await call(benefits, {"mdtrt_cert_type": "01", "mdtrt_cert_no": token_of(person), "begntime": "2024-03-01"})
    assert told["output"]["baseinfo"]["psn_no"] == str(person)


def asked(**told: str) -> Any:
    """Whom this input asks for."""
    return read_question(NationalPerson(**told), date(2024, 3, 1))


def test_certificates_of_the_public_dictionary() -> None:
    """人员证件类型: 01 to 17, 90, 99 and 990201, each either a document of ours or refused by name."""
    numbers = {
        DocumentType.RESIDENT_ID: NUMBER, DocumentType.HMT_PERMIT: "H1234567800", DocumentType.FOREIGN_PR: "USA440012345678",
        DocumentType.CN_PASSPORT: "E12345678", DocumentType.BIRTH_CERT: "O440000001",
    }  # fmt: skip
    assert set(PSN_CERT_TYPES) == {*(f"{code:02}" for code in range(1, 18)), "90", "99", "990201"}
    for code, kind in PSN_CERT_TYPES.items():
        if kind is None:
            with pytest.raises(NotAQuestion):
                asked(psn_cert_type=code, certno="E12345678")
        else:
            assert asked(psn_cert_type=code, certno=numbers[kind]).document.kind is kind
    assert asked(psn_cert_type="1", certno=NUMBER).document.kind is DocumentType.RESIDENT_ID, "as many systems write it"


def test_what_goes_before_what() -> None:
    person = new_id()
    assert asked(psn_no=str(person), certno="x") == (date(2024, 3, 1), UUID(str(person)), None, None)
    by_card = asked(mdtrt_cert_type="03", mdtrt_cert_no="A1", card_sn="S", psn_cert_type="01", certno=NUMBER)
    assert by_card.document.number == NUMBER
    assert asked(mdtrt_cert_type="02", mdtrt_cert_no=NUMBER, begntime="2024-02-29 10:00:00").on == date(2024, 2, 29)
    with pytest.raises(NotAQuestion, match="不是同一人"):
        asked(mdtrt_cert_type="02", mdtrt_cert_no=OTHER, psn_cert_type="01", certno=NUMBER)
    with pytest.raises(NotAQuestion, match=r"begntime.*；.*psn_no"):
        asked(begntime="2024-02-30", psn_no="x")


async def test_an_employee_beside_a_resident(benefits: RunningBenefits) -> None:
    """B28, H-B28: each scheme with its own state and days."""
    person, _ = await insured(benefits)
    days: dict[str, Any] = {"first_payment_on": date(2024, 4, 18), "benefits_from": date(2024, 5, 1), "benefits_until": date(2024, 8, 31)}
    spell = EmployeeEndedV1(
        spell_id=new_id(), identity=EmployeeIdentity.WORKER, area="440783", registered_on=date(2024, 4, 10), **days
    )  # fmt: skip
    await benefits.publish(event(spell, spell.spell_id, 1, person, MORNING))
    await benefits.change_of(person)
    for on, state in (("2024-06-01", "1"), ("2024-10-01", "2")):
        rows = (await call(benefits, {"psn_no": str(person), "begntime": on}))["output"]["insuinfo"]
        shown = [(one["insutype"], one["psn_insu_stas"], one["psn_insu_date"], one["begndate"], one["enddate"]) for one in rows]
        assert shown[1:] == [("310", state, "2024-04-18", "2024-05-01", "2024-08-31")]
