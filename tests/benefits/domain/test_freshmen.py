"""A freshman's cover of next year begins in September: whoever asks in autumn is told so (H3, R-030)."""

from datetime import date

from benefits.domain.answers import answer_on
from benefits.domain.facts import Circumstance, Participation, Payment, PersonFacts
from benefits.domain.terms import terms_reader
from enrolment_events.benefits import EntitlementState
from enrolment_terms.scheme import Category
from policy_parameters import load_policy_book

GUANGZHOU = "440106"
FRESHMAN = PersonFacts(
    born=date(2006, 3, 1),
    participations=(
        Participation(
            id="p",
            benefit_year=2025,
            area=GUANGZHOU,
            category=Category.STUDENT,
            registered_on=date(2024, 9, 10),
            effective_on=date(2024, 9, 10),
        ),
    ),
    payments=(Payment(id="m", participation_id="p", benefit_year=2025, arrival=date(2024, 10, 8)),),
    circumstances=(Circumstance(id="c", kind="FRESHMAN", from_on=date(2024, 9, 5)),),
)


def test_asked_in_autumn_the_cover_of_next_year_counts() -> None:
    answer = answer_on(FRESHMAN, date(2024, 10, 20), terms_reader(load_policy_book()))
    assert (answer.covered, answer.state, answer.benefit_year) == (True, EntitlementState.ACTIVE, 2025)
    assert (answer.starts_on, answer.ends_on) == (date(2024, 9, 1), date(2025, 12, 31))


def test_before_september_nothing_is_covered() -> None:
    answer = answer_on(FRESHMAN, date(2024, 8, 31), terms_reader(load_policy_book()))
    assert answer.covered is False


def test_whoever_is_no_freshman_waits_for_january() -> None:
    others = PersonFacts(born=FRESHMAN.born, participations=FRESHMAN.participations, payments=FRESHMAN.payments)
    assert answer_on(others, date(2024, 10, 20), terms_reader(load_policy_book())).covered is False
    assert answer_on(others, date(2025, 1, 1), terms_reader(load_policy_book())).covered is True
