"""Papers of a refund have names that people read."""

from payment_bridge.domain.refunds import name_papers
from tests.payment_bridge.builders import POLICY


def test_papers_are_named_by_the_book_and_others_by_their_code() -> None:
    codes = ["EMPLOYEE_PROOF", "BANK_CARD"]
    assert name_papers(codes, "440783115", 2024, POLICY) == ["职工医保参保缴费证明", "BANK_CARD"]
    assert name_papers(codes, "440783115", 2040, POLICY) == codes
    assert name_papers(codes, None, 2024, POLICY) == codes
