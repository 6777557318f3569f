"""The book resolves by region and year, cites what it says and never guesses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy_parameters import PolicyNotKnown, Status, Unit, load_policy_book
from policy_parameters.book_files import Entry
from policy_parameters.policy_book import PolicyBook
from policy_parameters.rule_parameters import levy_rules, waiting_rules
from policy_parameters.units import for_year, typed

BOOK = load_policy_book()


def line(name: str, region: str, from_year: int, value: int, until_year: int | None = None) -> Entry:
    return Entry(name, "标签", Unit.COUNT, (), value, region, from_year, until_year, "S2", "一", Status.IN_FORCE, "here")


@pytest.mark.parametrize(
    ("area", "expected"),
    [("440783115", 5), ("440783116", 4), ("440781", 3), ("440900", 2), ("430100", 1), ("440783", 4)],
)
def test_the_most_specific_region_wins(area: str, expected: int) -> None:
    book = PolicyBook(
        [
            line("x", "100000", 2020, 1),
            line("x", "440000", 2020, 2),
            line("x", "440700", 2020, 3),
            line("x", "440783", 2020, 4),
            line("x", "440783115", 2020, 5),
        ]
    )
    assert book.value("x", region=area, year=2024).value == expected


@pytest.mark.parametrize(("year", "expected"), [(2020, 1), (2022, 1), (2023, 2), (2024, 2)])
def test_the_newest_year_not_after_the_asked_one_wins(year: int, expected: int) -> None:
    book = PolicyBook([line("x", "440700", 2023, 2, 2024), line("x", "440700", 2020, 1)])
    assert book.value("x", region="440783", year=year).value == expected


def test_a_value_that_ended_gives_way_to_an_older_open_one_of_a_wider_region() -> None:
    book = PolicyBook([line("x", "440700", 2023, 2, 2023), line("x", "440000", 2020, 1)])
    assert book.value("x", region="440700", year=2023).value == 2
    assert book.value("x", region="440700", year=2024).value == 1


@pytest.mark.parametrize(("area", "year"), [("440783", 2022), ("440783", 2032), ("430000", 2024), ("not an area", 2024)])
def test_outside_of_the_book_nothing_is_guessed(area: str, year: int) -> None:
    with pytest.raises(PolicyNotKnown) as refused:
        BOOK.value("levy.personal_rate", region=area, year=year)
    assert refused.value.msg == f"政策参数手册没有{area}地区{year}年度的“居民医保个人缴费标准”，不能推定"
    assert (refused.value.name, refused.value.region, refused.value.year) == ("levy.personal_rate", area, year)


def test_an_unknown_name_is_not_known() -> None:
    with pytest.raises(PolicyNotKnown, match=r"no levy\.colour for region 440783"):
        BOOK.value("levy.colour", region="440783", year=2024)


def test_a_value_cites_its_source() -> None:
    rate = BOOK.value("levy.personal_rate", region="440783115", year=2024)
    assert rate.as_dict() == {
        "name": "levy.personal_rate",
        "label": "居民医保个人缴费标准",
        "value": "406.00元",
        "unit": "yuan",
        "unit_label": "元",
        "region": "440700",
        "from_year": 2024,
        "source": "S2",
        "clause": "三、筹资标准",
        "status": "in_force",
        "status_label": "现行",
    }
    assert rate.citation == "S2 三、筹资标准（现行）"
    assert rate.value == 40600


def test_rates_that_are_not_policy_say_so() -> None:
    statuses = {year: BOOK.value("levy.personal_rate", region="440700", year=year).status for year in range(2023, 2032)}
    assert {year for year, status in statuses.items() if status is not Status.FIXTURE} == {2024, 2025, 2026}
    assert (statuses[2024], statuses[2025], statuses[2026]) == (Status.IN_FORCE, Status.PROPOSED, Status.PRESS)


def test_days_become_dates_of_the_asked_year() -> None:
    assert BOOK.value("windows.concentrated_until", region="440783115", year=2024).value == date(2023, 12, 31)
    assert BOOK.value("windows.subsidy_request_deadline", region="440700", year=2025).value == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("written", "of_2024"),
    [
        ("07-01", date(2023, 7, 1)),
        ("12-31", date(2023, 12, 31)),
        ("01-01", date(2024, 1, 1)),
        ("06-30", date(2024, 6, 30)),
        (date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_a_campaign_begins_in_july_of_the_year_before(written: str | date, of_2024: date) -> None:
    assert for_year(Unit.DAY_OF_CAMPAIGN, typed(Unit.DAY_OF_CAMPAIGN, written), 2024) == of_2024


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("waiting.fixed_months", "3个月"),
        ("incentives.cap_ratio", "0.20"),
        ("levy.unified_check_required", "是"),
        ("windows.first_levy_send", "2024-10-09"),
        ("subsidy.categories", "10项"),
        ("midyear.open_from_year", "2025年度"),
        ("newborn.provisional_documents", "BIRTH_CERT"),
    ],
)
def test_values_are_shown_in_chinese(name: str, shown: str) -> None:
    assert BOOK.value(name, region="440783", year=2025).shown == shown


def test_a_derived_book_has_the_values_of_a_case_and_leaves_the_book_alone() -> None:
    derived = BOOK.with_values({"waiting.variable_mode": "EVERY", "incentives.cap_ratio": "0.10", "levy.personal_rate": "500.00"})
    assert derived.read(waiting_rules, "440783", 2026).variable_mode == "EVERY"
    assert derived.value("incentives.cap_ratio", region="440700", year=2040).value == Decimal("0.10")
    assert derived.read(levy_rules, "440783", 2024).personal_rate == 50000
    assert derived.value("waiting.variable_mode", region="440700", year=2026).source == "CASE"
    assert BOOK.read(waiting_rules, "440783", 2026).variable_mode == "ADDITIONAL"


def test_a_derived_book_refuses_values_of_another_kind() -> None:
    with pytest.raises(ValueError, match="must be one of ADDITIONAL, EVERY"):
        BOOK.with_values({"waiting.variable_mode": "SOMETIMES"})
    with pytest.raises(PolicyNotKnown):
        BOOK.with_values({"waiting.colour": 1})


def test_a_reading_is_made_once_per_region_and_year() -> None:
    assert BOOK.read(waiting_rules, "440783115", 2026) is BOOK.read(waiting_rules, "440783", 2026)
    assert BOOK.read(waiting_rules, "440783", 2026) is not BOOK.read(waiting_rules, "440783", 2027)


def test_books_that_say_the_same_have_one_digest() -> None:
    one, other = line("x", "440700", 2023, 2), line("x", "440000", 2020, 1)
    digest = PolicyBook([one, other]).digest
    assert PolicyBook([replace(other, where="another.yaml", source="S9"), one]).digest == digest
    changed = [[one], [one, replace(other, value=3)], [one, replace(other, region="430000")], [one, replace(other, from_year=2021)]]
    assert len({PolicyBook(lines).digest for lines in [*changed, [one, replace(other, until_year=2030)], [one, other]]}) == 6
