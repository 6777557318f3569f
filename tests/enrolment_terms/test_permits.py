"""A renewed travel permit is the same person; a new passport or card is a new key."""

import pytest

from enrolment_terms.documents import Document, DocumentType


def lifelong(kind: DocumentType, number: str) -> str:
    return Document.read(kind, number).lifelong_number


@pytest.mark.parametrize(
    ("issues", "kept"),
    [
        (["H1234567800", "H1234567801", "h1234567899", "H12345678", "Ｈ١٢٣٤٥٦٧٨٠٢"], "H12345678"),
        (["M1234567800", "M12345678"], "M12345678"),
        (["1234567801", "1234567802", "12345678"], "12345678"),  # Taiwan, before and after 2008-09-25
    ],
)
def test_re_issues_of_a_permit_are_one_number(issues: list[str], kept: str) -> None:
    assert {lifelong(DocumentType.HMT_PERMIT, number) for number in issues} == {kept}


def test_the_number_itself_stays_as_written() -> None:
    assert Document.read(DocumentType.HMT_PERMIT, "H1234567801").number == "H1234567801"


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (DocumentType.HMT_PERMIT, "H1234567800", "M1234567800"),
        (DocumentType.HMT_PERMIT, "H1234567800", "H1234567900"),
        (DocumentType.HMT_PERMIT, "H1234567800", "1234567800"),
        (DocumentType.HMT_PERMIT, "810000199001011238", "810000199001011246"),  # residence permit: all digits count
        (DocumentType.CN_PASSPORT, "EA1234567", "EA1234568"),
        (DocumentType.CN_PASSPORT, "E12345678", "EA2345678"),
        (DocumentType.FOREIGN_PR, "ABC123456789012", "ABC123456789013"),
        (DocumentType.FOREIGN_PR, "ABC123456789012", "911156199001010018"),
        (DocumentType.BIRTH_CERT, "H123456780", "H123456781"),
    ],
)
def test_other_numbers_are_never_one(kind: DocumentType, one: str, other: str) -> None:
    assert lifelong(kind, one) != lifelong(kind, other)
