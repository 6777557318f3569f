"""docs/runbooks/metrics.md tells every figure that services tell and every alert there is, and no other."""

from pathlib import Path

from tests.figures.exposition import Exposition
from tests.figures.page import HEAD, rows, sections_of, table_of
from tests.figures.test_alerts import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "runbooks" / "metrics.md").read_text(encoding="utf-8")


def test_the_table_is_what_the_services_tell(exposition: Exposition) -> None:
    assert HEAD in PAGE
    assert table_of(PAGE) == list(rows(exposition))


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    sections = sections_of(PAGE)
    assert list(sections) == [rule["alert"] for rule in RULES]
    assert [name for name, text in sections.items() if len(text) < 60] == [], "a section says what to do"
