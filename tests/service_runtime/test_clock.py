"""The business clock is in Asia/Shanghai."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from service_runtime import MovableClock, SystemClock


def test_midnight_is_that_of_shanghai() -> None:
    clock = MovableClock(datetime(2023, 12, 31, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2024, 1, 1)


def test_it_stands_until_it_is_moved() -> None:
    clock = MovableClock(datetime(2023, 9, 1, 8, 0))  # noqa: DTZ001
    assert clock.now() == clock.now()
    clock.move_to(datetime(2023, 9, 2, 8, 0, tzinfo=UTC))
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.now().hour == 16


def test_with_a_file_it_stands_where_it_stood(tmp_path: Path) -> None:
    start = datetime(2023, 9, 1, tzinfo=UTC)
    MovableClock(start, tmp_path / "clock").move_to(datetime(2023, 10, 1, tzinfo=UTC))
    assert MovableClock(start, tmp_path / "clock").today() == date(2023, 10, 1)


def test_the_system_clock_knows_its_zone() -> None:
    assert SystemClock().now().utcoffset() == timedelta(hours=8)
