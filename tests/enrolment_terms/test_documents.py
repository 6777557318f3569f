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
