"""Whatever script, width or dot a number or a name is typed in, it is one number or one name."""

import re
import sys
from datetime import date
from unicodedata import category, decimal, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.money import fen_of
from enrolment_terms.regions import area_prefix, is_area_code, lies_in, pooling_region_of
from enrolment_terms.writing import VISIBLE, half_width, is_name, normal_name, normal_number

NUMBER = fictitious_id(date(1980, 2, 29), 7, Sex.FEMALE)
_DECIMALS = [character for character in map(chr, range(sys.maxunicode + 1)) if category(character) == "Nd"]
WRITINGS = {str(digit): [character for character in _DECIMALS if decimal(character) == digit] for digit in range(10)}
"""By digit: that digit in every script."""
DOTS = ["\u00b7", "\u2022", "\u30fb", "\u2027", "\uff0e", "\uff65", ".", "\u2219", "\u22c5", "\u2024", "\u0387"]


def written(draw: st.DrawFn, number: str) -> str:
    """The number with every digit in a script of its own, and blanks between."""
    return "".join(draw(st.sampled_from(WRITINGS.get(c, [c]))) + draw(st.sampled_from(["", " ", "\u3000", "\u200e"])) for c in number)


@st.composite
def writings(draw: st.DrawFn) -> tuple[str, str]:
    """(as issued, as typed)."""
    issued = draw(st.sampled_from([NUMBER, "O440000001", "EA1234567", "H1234567801", "0123456702", "ABC123456789012"]))
    return issued, written(draw, issued)


def test_every_script_is_looked_at() -> None:
    assert len(_DECIMALS) >= 600
    assert {"٠", "०", "０", "𝟘"} <= set(WRITINGS["0"])


@given(writings())
def test_a_number_is_one_number_in_every_script(both: tuple[str, str]) -> None:
    issued, typed = both
    assert normal_number(typed) == issued


@given(st.text())
def test_half_width_keeps_places_and_leaves_no_other_digit(text: str) -> None:
    read = half_width(text)
    assert len(read) == len(text)
    assert [character for character in read if character.isdecimal() and not character.isascii()] == []


def test_a_phone_as_people_type_it() -> None:
    assert half_width("＋٨٦ 100－०००० 0001") == "+86 100-0000 0001"


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])
def test_the_check_digit_counts_after_folding(digits: str) -> None:
    typed = NUMBER.translate({ord(str(digit)): character for digit, character in enumerate(digits)})
    document = Document.read(DocumentType.RESIDENT_ID, typed)
    assert document.number == NUMBER
    assert document.has_valid_checksum
    assert (document.birth_date, document.sex) == (date(1980, 2, 29), Sex.FEMALE)
    wrong = typed[:-1] + digits[(int(NUMBER[-1], 11) + 1) % 10 if NUMBER[-1] != "X" else 0]
    assert Document.read(DocumentType.RESIDENT_ID, wrong).has_valid_shape
    assert not Document.read(DocumentType.RESIDENT_ID, wrong).has_valid_checksum


@pytest.mark.parametrize("kind", DocumentType)
@pytest.mark.parametrize("number", ["፩" * 18, "Ⅷ" * 8, "١" * 7, "Н12345678", "一二三四五六七八"])
def test_what_is_no_digit_has_no_shape(kind: DocumentType, number: str) -> None:
    document = Document.read(kind, number)
    assert (document.has_valid_shape, document.birth_date, document.sex) == (False, None, None)


def test_a_number_that_was_not_read_has_no_shape_either() -> None:
    raw = Document(DocumentType.HMT_PERMIT, "H١٢٣٤٥٦٧٨")
    assert not raw.has_valid_shape


@pytest.mark.parametrize(
    "text", ["٤٠٦.٠٠", "４０６.００", "𝟒06.00", "1_000.00", "1e2", " 406.00", "406.00\n", "+406.00", "NaN", "406.001", ""]
)
def test_amounts_of_systems_are_plain(text: str) -> None:
    with pytest.raises(ValueError, match="at most two decimal places"):
        fen_of(text)


def test_plain_amounts() -> None:
    assert [fen_of(text) for text in ("406.00", "406", "0.5", "-12.34")] == [40600, 40600, 50, -1234]


@pytest.mark.parametrize("code", ["٤٤٠٧٨٣", "４４０７８３", "44078𝟑", "४४०७८३११५", "440783\n"])
def test_area_codes_are_plain(code: str) -> None:
    assert not is_area_code(code)
    with pytest.raises(ValueError, match="area code"):
        pooling_region_of(code)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("440000", "44"), ("440700", "4407"), ("440783000000", "440783"), ("440783115000", "440783115"), ("440783115221", "440783115221")],
)
def test_an_area_of_any_level_has_its_digits(code: str, prefix: str) -> None:
    assert is_area_code(code)
    assert (area_prefix(code), pooling_region_of(code)[:2]) == (prefix, "44")


@pytest.mark.parametrize(
    ("area", "whole", "lies"),
    [
        ("431100", "431000", False), ("431002", "431000", True), ("431000", "431000", True), ("431000", "431002", False),
        ("431002001", "431002", True), ("430000", "431000", False), ("431100", "430000", True), ("4310", "431000", True),
        ("43", "431000", False),
    ],
)  # fmt: skip
def test_a_place_lies_in_another_at_its_level(area: str, whole: str, lies: bool) -> None:
    assert lies_in(area, whole) is lies


@pytest.mark.parametrize("dot", DOTS)
@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u00a0", "\u200b"])
def test_every_dot_is_one_dot(dot: str, blank: str) -> None:
    assert normal_name(f"阿卜杜拉{blank}{dot}{blank}买买提") == "阿卜杜拉\u00b7买买提"


@given(st.text())
def test_composed_and_decomposed_are_one_name(name: str) -> None:
    assert {normal_name(normalize(form, name)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {normal_name(name)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\uf9d1小明", "六小明"),  # compatibility ideograph
        ("\U0002f804小明", "你小明"),  # of the supplement
        ("\u2f00小明", "一小明"),  # radical
        ("葛\U000e0100小明", "葛小明"),  # variation selector
        ("神\ufe00小明", "\ufa19小明"),  # its standardised variant
        ("Ｊｏｓｅ\u0301", "JOSÉ"),
    ],
)
def test_two_writings_of_one_character(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("李〇", "李○"), ("李〇", "李O"), ("李〇", "李零"), ("李〇", "李"), ("李一", "李二"), ("阿·里", "阿里"), ("金", "釒")],
)
def test_other_characters_are_other_names(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


def test_zero_is_a_character_of_names() -> None:
    assert normal_name("李〇") == "李\u3007"


@pytest.mark.parametrize("text", ["陈大文", "买买提·阿卜杜拉", "葛\U000e0100", "王\ufe00", "A B", "", "𠮷野"])
def test_a_line_that_is_what_it_looks_like(text: str) -> None:
    assert re.search(VISIBLE, text)


@pytest.mark.parametrize(
    "unseen",
    [
        *("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u180e"),  # zero width
        *("\u200e", "\u200f", "\u061c", "\u202a", "\u202e", "\u2066", "\u2069"),  # direction
        *("\ufeff", "\ufffa", "\U000e0001", "\U000e0041", "\U000e007f"),  # byte order, annotation, tags
        *("\x00", "\t", "\n", "\x1f", "\x7f", "\x85", "\u2028", "\u2029"),  # control, line ends
    ],
)
def test_a_line_with_what_nobody_sees(unseen: str) -> None:
    assert not any(re.fullmatch(VISIBLE.strip("^$"), text) for text in (unseen, f"陈{unseen}大文", f"陈大文{unseen}"))


@pytest.mark.parametrize("text", ["陈大文", "李〇", "丁一", "买买提·阿卜杜拉", "O", "Zoë O'Neil", "김민준", "陈2"])
def test_a_name_has_letters(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", " ", "1", "１２３", "١٢٣", "①②", "440799195001020010", "44079919950101069x", "-", "···", "12 34", "〇", "？？？"]
)
def test_a_number_or_marks_are_no_name(text: str) -> None:
    assert not is_name(text)


def test_digits_of_every_script_are_read() -> None:
    assert half_width("".join(_DECIMALS)) == "".join(str(decimal(character)) for character in _DECIMALS)
