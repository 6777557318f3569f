"""What one person's year costs, read from the price list of the book (R-038, H3): for the bill, and for whoever tells of it beforehand."""

from datetime import date

from enrolment_terms.scheme import BillKind, Category, Payer
from policy_parameters.rule_parameters import LevyRules

_SECOND_HALF = 7


def owed(
    rules: LevyRules, kind: BillKind, year: int, category: Category, payer: Payer, registered_on: date, born: date | None = None
) -> tuple[int, Payer]:
    """How much of the benefit year, in fen, and by whom (H3). Whose part is all paid by finance has a bill that finance pays whole.

    A fixed subsidy lowers what the person pays; its money is asked for with the yearly request (R-045), and no cover waits for it.
    """
    amount = _price(rules, year, category, payer, registered_on, born)
    if payer is not Payer.PERSON:
        return amount, payer
    terms = rules.by_category.get(category)
    own = amount - (terms.subsidy if terms else 0)
    is_free = kind is BillKind.NEWBORN_BIRTHYEAR and rules.birth_year_free
    return (amount, Payer.FINANCE) if is_free or own <= 0 else (own, Payer.PERSON)


def _price(rules: LevyRules, year: int, category: Category, payer: Payer, on: date, born: date | None) -> int:
    """The rate of the category for its part of the year, rounded half up to the fen, and the surcharge of whoever is late."""
    terms = rules.by_category.get(category)
    rate = rules.personal_rate if terms is None or terms.rate is None else terms.rate
    months = 12
    if terms and terms.portion == "FROM_BIRTH_MONTH" and born is not None and born.year == year:
        months = 13 - born.month
    elif terms and on.year == year and terms.portion == "HALF_YEAR" and on.month >= _SECOND_HALF:
        months = 6
    elif terms and on.year == year and terms.portion == "REMAINING_MONTHS":
        months = max(12 - on.month, 1)  # cover begins with the next month
    elif terms and on.year == year and terms.portion == "FROM_REGISTRATION_MONTH":
        months = 13 - on.month
    surcharge = rules.surcharge if on > rules.surcharge_after and payer is Payer.PERSON else 0
    return (2 * rate * months + 12) // 24 + surcharge
