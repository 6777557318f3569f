"""Dates as they come in sheets."""

from datetime import date

import pytest

from enrolment_terms.written_dates import read_date

FIFTH = date(2024, 1, 5)


@pytest.mark.parametrize(
    "written",
    ["2024-01-05", "2024-1-5", "2024.1.5", "2024/1/5", "20240105", "2024年1月5日", "2024年01月05号", "2024 年 1 月 5 日", 45296.0,
     "二〇二四年一月五日", "二零二四年元月五日", "二○二四年一月五号", "２０２４－０１－０５", 45296,
     "2024-01-05 00:00:00", 20240105],
)  # fmt: skip
def test_one_day_in_many_writings(written: str | float) -> None:
    assert read_date(written) == FIFTH


@pytest.mark.parametrize(
    ("written", "day"),
    [("二〇二三年十二月三十一日", date(2023, 12, 31)), ("二〇二三年十月二十日", date(2023, 10, 20)),
     ("二〇二三年十一月廿一日", date(2023, 11, 21)), ("2024-02-29", date(2024, 2, 29)), (1, date(1899, 12, 31))],
)  # fmt: skip
def test_tens_and_leap_days(written: str | int, day: date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written", ["2024-02-30", "2024-13-01", "1/5/2024", "5.1.24", "", "明天", "2024年", "二四年一月五日", 45296.5, -1, 99999999, True]
)
def test_what_is_no_date(written: str | float) -> None:
    assert read_date(written) is None
