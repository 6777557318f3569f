"""Fen inside, yuan with two decimals at the edge."""

import pytest

from enrolment_terms.money import fen_of, yuan


@pytest.mark.parametrize(
    ("fen", "text"),
    [(40600, "406.00"), (5, "0.05"), (50, "0.50"), (0, "0.00"), (-5, "-0.05"), (-40650, "-406.50"), (123456789, "1234567.89")],
)
def test_there_and_back(fen: int, text: str) -> None:
    assert yuan(fen) == text
    assert fen_of(text) == fen


@pytest.mark.parametrize(("text", "fen"), [("406", 40600), ("406.5", 40650), ("0.1", 10)])
def test_fewer_decimals(text: str, fen: int) -> None:
    assert fen_of(text) == fen
