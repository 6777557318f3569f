"""H3: a city's folder says only what differs; the rest falls back to its province, the nation and the rule book's own proposals."""

import shutil
from pathlib import Path

import pytest

from canbao_suite.rule_decisions import all_decisions
from policy_parameters import PolicyBook, Status, check_cases, load_policy_book
from policy_parameters.book_files import BOOK, NATION

CASES = Path(__file__).parent / "new_city"
CITY = "441200"
PAGE = f"""
region: "{CITY}"
parameters:
  - name: levy.personal_rate
    label: 居民医保个人缴费标准
    unit: yuan
    values:
      - {{from: 2026, until: 2026, value: "400.00", source: FIXTURE, clause: 样例, status: fixture}}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> PolicyBook:
    """Our book without any of its cities, and a new city with one rate."""
    folder = tmp_path_factory.mktemp("books") / "book"
    shutil.copytree(BOOK, folder, ignore=lambda _, names: [name for name in names if name.isdigit() and not name.endswith("0000")])
    (folder / CITY).mkdir()
    (folder / CITY / "levy.yaml").write_text(PAGE, encoding="utf-8")
    return load_policy_book(folder)


def test_a_city_with_one_rate_decides_in_all_services(book: PolicyBook) -> None:
    report = check_cases([CASES / "with_a_rate.yaml"], all_decisions(), book)
    assert list(report.problems) == []
    assert [(one.case.id, one.differences) for one in report.failed] == []


@pytest.mark.parametrize("area", [CITY, "441203", "440300", "110101", "620102"])
def test_every_place_of_the_country_can_be_told_its_dates(book: PolicyBook, area: str, tmp_path: Path) -> None:
    cases = (CASES / "anywhere.yaml").read_text(encoding="utf-8").replace("AREA", area)
    (tmp_path / "anywhere.yaml").write_text(f'region: "{area}"\n{cases}', encoding="utf-8")
    report = check_cases([tmp_path / "anywhere.yaml"], all_decisions(), book)
    assert list(report.problems) == []
    assert [(one.case.id, one.differences) for one in report.failed] == []


def test_every_parameter_has_a_value_for_the_whole_nation() -> None:
    """But what only a region has: its rate, and its table of towns."""
    entries = load_policy_book().entries()
    everywhere = {entry.name for entry in entries if entry.region == NATION}
    assert {entry.name for entry in entries} - everywhere == {"levy.personal_rate", "targets.towns", "targets.printed_totals"}


def test_what_the_rule_book_proposes_says_so() -> None:
    """R-, F-, B-, D- or H-numbers name the question that is left open."""
    proposals = [entry for entry in load_policy_book().entries() if entry.where.startswith("defaults/")]
    assert {(entry.source, entry.status) for entry in proposals} == {("PROPOSED", Status.PROPOSED)}
