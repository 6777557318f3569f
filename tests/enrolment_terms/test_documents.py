"""What an 18-digit number says of its holder, and when it says nothing (R-010). All numbers are made up."""

from datetime import date

import pytest

from enrolment_terms.documents import Document, DocumentType, Sex, with_check_digit


@pytest.mark.parametrize(
    ("birth", "order", "born", "sex"),
    [("19790712", "003", date(1979, 7, 12), Sex.MALE), ("20240229", "002", date(2024, 2, 29), Sex.FEMALE)],
)
def test_birth_date_and_sex(birth: str, order: str, born: date, sex: Sex) -> None:
    document = Document(DocumentType.RESIDENT_ID, with_check_digit(f"440799{birth}{order}"))
    assert (document.has_valid_checksum, document.birth_date, document.sex) == (True, born, sex)


@pytest.mark.parametrize("birth", ["20230229", "19791301", "19790732", "00000712"])
def test_a_birth_date_that_is_none_makes_no_number(birth: str) -> None:
    document = Document(DocumentType.RESIDENT_ID, with_check_digit(f"440799{birth}003"))
    assert (document.has_valid_shape, document.has_valid_checksum, document.birth_date) == (True, False, None)


def test_a_wrong_check_digit_makes_no_number() -> None:
    good = with_check_digit("44079919790712003")
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert not Document(DocumentType.RESIDENT_ID, wrong).has_valid_checksum


def test_other_documents_say_neither() -> None:
    passport = Document(DocumentType.CN_PASSPORT, "E10000001")
    assert (passport.has_valid_checksum, passport.birth_date, passport.sex) == (True, None, None)


_HEADS = ("81000019790712003", "82000019790712003", "83000019790712003", "94412419790712003")
HONG_KONG, MACAU, TAIWAN, CARD = map(with_check_digit, _HEADS)


@pytest.mark.parametrize(
    ("number", "own"),
    [
        (HONG_KONG, DocumentType.HMT_PERMIT),
        (MACAU, DocumentType.HMT_PERMIT),
        (TAIWAN, DocumentType.HMT_PERMIT),
        (CARD, DocumentType.FOREIGN_PR),
        (with_check_digit("44079919790712003"), DocumentType.RESIDENT_ID),
    ],
)
def test_a_number_called_a_resident_id_is_what_it_says(number: str, own: DocumentType) -> None:
    called = Document.read(DocumentType.RESIDENT_ID, number)
    assert (called.kind, called.has_valid_checksum) == (own, True)
    assert called == Document.read(own, number)
    assert not Document.read(DocumentType.HOUSEHOLD_BOOK, number).has_valid_shape or own is DocumentType.RESIDENT_ID


def test_only_provinces_that_exist_begin_a_number() -> None:
    heads = [f"{first:02d}" for first in range(100)]
    good = {head for head in heads if Document(DocumentType.RESIDENT_ID, with_check_digit(f"{head}079919790712003")).has_valid_checksum}
    assert good == {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46"),
        *("50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71"),
    }
    assert not Document(DocumentType.FOREIGN_PR, with_check_digit("90012419790712003")).has_valid_shape


@pytest.mark.parametrize("kind", [DocumentType.RESIDENT_ID, DocumentType.HOUSEHOLD_BOOK])
def test_an_id_of_the_first_generation_is_its_number_of_today(kind: DocumentType) -> None:
    """R-010: fifteen digits and eighteen are one document; a date that is none makes no number, and no other kind is read so."""
    today = Document(kind, with_check_digit("44079919790712003"))
    assert Document.read(kind, "440799790712003") == Document.read(kind, " 440799 790712 003") == today
    assert (today.birth_date, today.sex) == (date(1979, 7, 12), Sex.MALE)
    assert not Document.read(kind, "440799791332003").has_valid_checksum
    assert not Document.read(kind, "44079979071200").has_valid_shape
    assert Document.read(DocumentType.CN_PASSPORT, "440799790712003").number == "440799790712003"
