"""Weak forms: what two records of one person still share, and that empty fields share nothing with anybody."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.weak_identity import WeakFields, WeakKind, weak_forms
from enrolment_terms.weak_parts import normal_phone, parts_of_address, parts_of_number

BORN = date(1990, 2, 3)
NUMBER = fictitious_id(BORN, 7, Sex.MALE)
LIN = WeakFields(name="林志强", birth_date=BORN, sex=Sex.MALE, phone="10099990005", address="开平市月山镇测试路一号", number=NUMBER)


def shared(one: WeakFields, other: WeakFields) -> set[WeakKind]:
    """Kinds of which the two have a form in common."""
    mine, theirs = weak_forms(one), weak_forms(other)
    return {kind for kind in mine.keys() & theirs.keys() if set(mine[kind]) & set(theirs[kind])}


def test_the_forms_of_a_person() -> None:
    """R-010: each binds two fields at least; the phone shows itself with the name or the birth date only."""
    assert weak_forms(LIN) == {
        WeakKind.NAME_PART_BIRTH_SEX: ["志林|19900203|男", "强林|19900203|男", "强志|19900203|男"],
        WeakKind.NAME_BIRTH_PART: ["强志林|1990-02", "强志林|1990--03", "强志林|02-03"],
        WeakKind.NAME_PHONE: ["强志林|10099990005"],
        WeakKind.BIRTH_PHONE: ["19900203|10099990005"],
        WeakKind.NAME_NUMBER_PART: [f"强志林|{NUMBER[-4:]}"],
        WeakKind.BIRTH_NUMBER_PART: [f"19900203|{NUMBER[-4:]}"],
        WeakKind.NAME_ADDRESS: ["强志林|月山镇测试路1号"],
        WeakKind.BIRTH_ADDRESS: ["19900203|月山镇测试路1号"],
    }


@pytest.mark.parametrize(
    "other",
    [
        replace(LIN, name=" 林 志强"),
        replace(LIN, name="林志强\u200b", phone="+86 100-9999-0005", number=NUMBER.lower()),
        replace(LIN, phone="008610099990005", address="广东省江门市开平市 月山镇，测试路1号"),
        replace(LIN, phone="１００９９９９０００５", number=f" {NUMBER[:6]} {NUMBER[6:]} "),
        replace(LIN, sex=None),
        replace(LIN, birth_date=None),
    ],
)
def test_two_writings_of_one_person_have_the_same_forms(other: WeakFields) -> None:
    """R-010: width, blanks, country code, levels above the town; sex and birth date that are missing stand in the number."""
    assert weak_forms(other) == weak_forms(LIN)


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("name", ""),
        ("name", "　"),
        ("name", "测试"),
        ("name", "不详"),
        ("name", "某某"),
        ("name", "无名氏"),
        ("name", "王"),
        ("name", "陈秀英之婴"),
        ("name", "123"),
        ("name", "···"),
        ("name", "unknown"),
        ("phone", "11111111111"),
        ("phone", "13800000000"),
        ("phone", "13800138000"),
        ("phone", "12345678"),
        ("phone", "无"),
        ("phone", "110"),
        ("address", "无"),
        ("address", "开平市"),
        ("address", "。。。。"),
        ("number", "000000000000000000"),
        ("number", "无"),
        ("birth_date", date(1900, 1, 1)),
        ("birth_date", date(1, 1, 1)),
        ("birth_date", date(9999, 12, 31)),
        ("birth_date", "19000101"),
        ("birth_date", "1990"),
        ("birth_date", "１９９００２０３"),
    ],
)
def test_empty_fields_and_what_fills_them_match_nobody(field: str, written: object) -> None:
    """R-010, R-026: two people of whom one field is unknown in the same way share nothing by it."""
    one = replace(WeakFields(), **{field: written})  # type: ignore[arg-type]
    assert weak_forms(one) == {}
    without = replace(LIN, **{field: None if field == "birth_date" else "", "number": ""})  # type: ignore[arg-type]
    assert weak_forms(replace(without, **{field: written})) == weak_forms(without)  # type: ignore[arg-type]


STRANGER = WeakFields(name="陈秀英", birth_date=date(1971, 11, 28), sex=Sex.FEMALE, phone="10099990111", address="赤坎镇长堤路九号")
NAME, BIRTH = {WeakKind.NAME_BIRTH_PART, WeakKind.NAME_PHONE}, {WeakKind.NAME_PART_BIRTH_SEX, WeakKind.BIRTH_PHONE}


@pytest.mark.parametrize(
    ("mistaken", "kinds"),
    [
        ({"name": "林志祥"}, BIRTH),
        ({"name": "林强"}, BIRTH),
        ({"name": "强志林"}, NAME | BIRTH),
        ({"birth_date": date(1990, 3, 2)}, NAME),
        ({"birth_date": date(1991, 2, 3)}, NAME),
        ({"birth_date": date(1990, 2, 28)}, NAME),
        ({"birth_date": date(1990, 12, 3)}, NAME),
        ({"sex": Sex.FEMALE}, NAME | {WeakKind.BIRTH_PHONE}),
        ({"phone": "10099990006"}, {WeakKind.NAME_BIRTH_PART, WeakKind.NAME_PART_BIRTH_SEX}),
    ],
)
def test_one_mistake_leaves_something_in_common(mistaken: dict[str, object], kinds: set[WeakKind]) -> None:
    """R-120: people match over all keys; a character, a part of the birth date, the sex or the phone may be wrong."""
    plain = replace(LIN, address="", number="")
    found = shared(plain, replace(plain, **mistaken))  # type: ignore[arg-type]
    assert found == kinds
    assert shared(plain, STRANGER) == set()


@pytest.mark.parametrize(
    "mistyped", ["GARCIA JOSÉ", "José Garcia", "jose garcía", "JOSE-GARCIA", "Jose Garzia", "Joseph Garcia", "Jose Gracia"]
)
def test_names_of_letters_are_mistyped_by_letters(mistyped: str) -> None:
    """R-010 FOREIGN_PR: one word, its beginning, its end or its consonants are enough."""
    one = WeakFields(name="José García", birth_date=BORN)
    assert WeakKind.NAME_PART_BIRTH_SEX in shared(one, replace(one, name=mistyped))
    assert WeakKind.NAME_PART_BIRTH_SEX not in shared(one, replace(one, name="Maria Fernandez"))


def test_a_name_with_a_dot_is_of_words() -> None:
    one = WeakFields(name="买买提·艾力", birth_date=BORN)
    assert shared(one, replace(one, name="买买提・艾力")) == {WeakKind.NAME_PART_BIRTH_SEX, WeakKind.NAME_BIRTH_PART}
    assert shared(one, replace(one, name="麦麦提·艾力")) == {WeakKind.NAME_PART_BIRTH_SEX, WeakKind.NAME_BIRTH_PART}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("月山镇幸福小区二十三号", "月山镇幸福小区23号"),
        ("广东省江门市蓬江区环市街道发展大道三栋一百零二室", "环市街道发展大道3栋102室"),
        ("开平市三埠街道 长沙路 １２－３", "三埠街道长沙路123"),
        ("内蒙古自治区呼和浩特市新城区东街十号", "东街10号"),
    ],
)
def test_an_address_from_the_town_on(written: str, normal: str) -> None:
    assert parts_of_address(written) == (normal,)


def test_an_address_of_letters_is_of_words() -> None:
    assert parts_of_address("12 Main St, Ｓpringfield 1234") == ("MAIN", "SPRINGFIELD", "1234")


def test_a_birth_date_that_is_none_has_its_parts() -> None:
    """R-010: 19900230 was 19900203 or 19900330 once."""
    one = replace(LIN, birth_date="19900230", number="")
    assert WeakKind.NAME_BIRTH_PART in shared(one, replace(LIN, number=""))
    assert weak_forms(replace(LIN, birth_date="19900203")) == weak_forms(LIN)


def test_a_telephone_with_and_without_its_country() -> None:
    assert {normal_phone(one) for one in ("13912340005", "+8613912340005", "0086 139 1234 0005", "86-13912340005")} == {"13912340005"}
    assert normal_phone("0750-2233445") == "07502233445"


def test_a_number_without_a_birth_date_in_it_has_a_beginning_and_an_end() -> None:
    assert parts_of_number("1234567") == ("123-", "-4567")
    assert parts_of_number("12344567") == ("123-", "-4567")
    assert parts_of_number(NUMBER) == (NUMBER[-4:],)


@given(st.text(max_size=30), st.text(max_size=15), st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_written_gives_forms_of_two_fields_and_none_twice(name: str, phone: str, address: str, number: str) -> None:
    """V-92: what is typed is anything at all."""
    for texts in weak_forms(WeakFields(name=name, birth_date=BORN, phone=phone, address=address, number=number)).values():
        assert texts
        assert len(set(texts)) == len(texts)
        assert all(text.count("|") >= 1 and not text.startswith("|") for text in texts)
