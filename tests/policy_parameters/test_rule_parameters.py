"""Fixture policy P0 as the services read it."""

from datetime import date
from decimal import Decimal

import pytest

from policy_parameters import PolicyNotKnown, load_policy_book
from policy_parameters.filing_parameters import filing_rules
from policy_parameters.rule_parameters import (
    incentive_rules,
    levy_rules,
    midyear_rules,
    newborn_rules,
    refund_rules,
    subsidy_rules,
    targets,
    waiting_rules,
    windows,
)

BOOK = load_policy_book()
KAIPING = "440783"


@pytest.mark.parametrize(
    ("year", "fen"),
    [(2023, 38000), (2024, 40600), (2025, 42600), (2026, 43000), (2027, 47000), (2028, 49000), (2029, 51000), (2030, 53000), (2031, 55000)],
)
def test_rates_in_fen(year: int, fen: int) -> None:
    assert BOOK.read(levy_rules, KAIPING, year).personal_rate == fen


def test_the_dates_of_the_campaign_of_2024() -> None:
    dates = BOOK.read(windows, KAIPING, 2024)
    assert dates.change_stop_deadline == date(2023, 10, 7)
    assert dates.first_levy_send == date(2023, 10, 9)
    assert dates.new_enrolment_deadline == date(2023, 12, 31)
    assert dates.subsidy_request_deadline == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2023, 8, 31), False), (date(2023, 9, 1), True), (date(2023, 12, 31), True), (date(2024, 1, 1), False)],
)
def test_both_ends_of_the_concentrated_period_count(day: date, inside: bool) -> None:
    assert BOOK.read(windows, KAIPING, 2024).in_concentrated_period(day) is inside


def test_newborns() -> None:
    rules = BOOK.read(newborn_rules, KAIPING, 2024)
    assert (rules.windows["HOUSEHOLD_BOOK"].months, rules.foreigner_window_days, rules.late_max_age_months) == (6, 180, 12)
    assert rules.term_weeks - rules.pre_enrolment_min_weeks == 16  # 预产期前112日


def test_nobody_waits_before_2025() -> None:
    before = BOOK.read(waiting_rules, KAIPING, 2024)
    assert before.applies is False
    assert before.fixed_months == 0
    assert before.first_benefit_year == 2025


def test_waiting_from_2025() -> None:
    rules = BOOK.read(waiting_rules, KAIPING, 2025)
    assert rules.applies is True
    assert (rules.fixed_months, rules.months_per_missed_year, rules.variable_mode) == (3, 1, "ADDITIONAL")
    assert (rules.floor_missed_years, rules.floor_months) == (4, 6)
    assert (rules.anchor_late, rules.gap_count_from_year, rules.never_insured_is_gap) == ("ORDINARY_START", 2025, False)
    assert rules.exempt == {"NEWBORN", "SUBSIDISED", "VETERAN", "VETERAN_SPOUSE", "SCHEME_SWITCH_LE_3M"}
    assert rules.switch_max_break_months == 3


def test_another_province_has_only_what_the_nation_says() -> None:
    assert BOOK.read(waiting_rules, "430100", 2025).exempt == {"NEWBORN"}
    with pytest.raises(PolicyNotKnown, match="for region 430100 and benefit year 2025") as refused:
        BOOK.read(levy_rules, "430100", 2025)
    assert "430100地区2025年度" in refused.value.msg


def test_incentives() -> None:
    rules = BOOK.read(incentive_rules, KAIPING, 2025)
    assert (rules.step_continuous, rules.step_zero_claim, rules.cap_ratio) == (380_000, 380_000, Decimal("0.20"))
    assert (rules.free_years, rules.serious_illness_base_cap, rules.break_penalty) == (4, 30_000_000, 0)
    assert BOOK.read(incentive_rules, KAIPING, 2024).applies is False


def test_midyear_is_a_closed_list_in_2024_and_open_from_2025() -> None:
    closed, opened = BOOK.read(midyear_rules, KAIPING, 2024), BOOK.read(midyear_rules, KAIPING, 2025)
    assert (closed.open_to_all, opened.open_to_all) == (False, True)
    assert set(closed.categories) == {"MY1", "MY2", "MY3", "MY4", "MY5", "MY6", "MY7", "MY8", "NEWBORN"}
    assert [proof.code for proof in closed.categories["MY1"].proofs] == ["TERMINATION_PROOF", "UNEMPLOYMENT_DECISION"]
    assert closed.event_lookback_months == 0


def test_ten_subsidised_categories_and_who_reports_them() -> None:
    rules = BOOK.read(subsidy_rules, KAIPING, 2024)
    by_authority: dict[str, set[str]] = {}
    for category in rules.categories.values():
        by_authority.setdefault(category.authority, set()).add(category.code)
    assert by_authority == {
        "CIVIL_AFFAIRS": {"SUB01", "SUB02", "SUB03", "SUB06", "SUB09"},
        "RURAL_REVITALISATION": {"SUB04", "SUB05"},
        "DISABLED_FEDERATION": {"SUB07", "SUB08"},
        "VETERANS_AFFAIRS": {"SUB10"},
    }
    assert rules.same_day_categories == set(rules.categories)


def test_five_refund_grounds_and_only_the_fifth_needs_a_local_rule() -> None:
    rules = BOOK.read(refund_rules, KAIPING, 2024)
    assert {ground.number for ground in rules.grounds.values()} == {1, 2, 3, 4, 5}
    assert [ground.code for ground in rules.grounds.values() if ground.needs_flag] == ["LOCAL_OTHER"]
    assert rules.local_other_allowed is False


def test_five_filings_with_alternatives_in_the_mini_program_and_two_photos_at_the_kiosk() -> None:
    rules = BOOK.read(filing_rules, KAIPING, 2024)
    assert list(rules.types) == ["RETIRED", "LONG_RESIDENT", "STATIONED", "REFERRAL", "TEMPORARY"]
    for kind in rules.types.values():
        assert "PERSONAL_PROMISE" in [material.code for material in kind.materials["YUE_YIBAO"][0]]
        assert all(material.code != "PERSONAL_PROMISE" for group in kind.materials["KIOSK"] for material in group)
    assert len(rules.types["RETIRED"].materials["KIOSK"]) == 2
    assert [field.label for field in rules.types["REFERRAL"].extra_fields] == ["转往医疗机构", "转诊原因"]
    assert len(rules.types["REFERRAL"].materials["KIOSK"]) == 2
    temporary = rules.types["TEMPORARY"]
    assert (
        rules.types["RETIRED"].validity_in_province.rule,
        temporary.validity_in_province.amount,
        temporary.validity_across_provinces.amount,
    ) == ("OPEN", 10, 6)
    assert [template.material for template in rules.templates] == ["PERSONAL_PROMISE"]


def test_the_target_table_keeps_the_printed_total_and_the_empty_row() -> None:
    table = BOOK.read(targets, KAIPING, 2024)
    assert len(table.towns) == 16
    assert sum(town.target or 0 for town in table.towns) == 465_877
    assert table.printed.target == 465_874
    cuishan = next(town for town in table.towns if town.town == "翠山湖")
    assert (cuishan.code, cuishan.target, cuishan.registered_population) == ("440783400", None, None)
    assert len({town.code for town in table.towns}) == 16
