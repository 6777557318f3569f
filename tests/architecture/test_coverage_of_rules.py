"""docs/coverage.md says what the tests show, and registration loses nothing that it showed."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coverage_of_rules import in_flows, page
from tests.coverage_of_rules.__main__ import main
from tests.coverage_of_rules.catalogue import KINDS, SERVICES, catalogue
from tests.coverage_of_rules.shown import ids_in, ids_in_name, ids_of, shown


def test_the_page_is_up_to_date_names_only_what_exists_and_has_lost_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().err


def test_the_whole_book_is_listed() -> None:
    told = {kind: [one for one in catalogue().values() if one.kind == kind] for kind in KINDS}
    assert [len(told[kind]) for kind in ("items", "rules", "vectors")] == [35, 135, 93]
    assert {owner for one in catalogue().values() for owner in one.owner} == set(SERVICES)
    assert not [one.id for one in catalogue().values() if one.name.isascii()]


def test_all_events_that_are_published_are_in_the_book() -> None:
    """But the corrections of an operator, which the book does not know."""
    published = {file.name.removesuffix(".v1.json") for file in (page.PAGE.parent / "contracts" / "schemas").glob("*.v1.json")}
    assert published - {one.id for one in catalogue().values()} == {"registration.circumstance.recorded", "registration.history.recorded"}


def test_each_item_of_registration_names_operations_with_a_chinese_name_and_an_example() -> None:
    """Each item that is shown; those that are not built the page calls not shown."""
    told = {operation["operationId"]: operation for operation in _operations()}
    items = [one for one in catalogue().values() if one.kind == "items" and "REG" in one.owner and one.id in shown()]
    assert not [one.id for one in items if not one.operations]
    assert not [name for one in items for name in one.operations if name not in told]
    done_by = [told[name] for one in items for name in one.operations]
    assert not [one["operationId"] for one in done_by if one["summary"].isascii() or not _has_example(one)]


def test_each_item_of_registration_and_dedup_is_seen_in_flows_in_each_way() -> None:
    """Done, refused, asked twice at once, killed in the middle: over the running suite."""
    assert len(in_flows.items()) == 30
    assert in_flows.not_seen() == []


def test_marks_of_flows_are_read() -> None:
    """And only what follows an item in brackets is one."""
    told = "B8, R-026 (done): a child.\n\nB7 (done, refused), B8 (killed), AB9 (done), B10 (as ever)."
    assert list(in_flows.marks_in(told)) == [("B7", "done"), ("B7", "refused"), ("B8", "killed")]


def test_a_mark_of_no_item_or_no_way_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    seen = {("B8", "done"): ("flows/test_it test_it",), ("B8", "well"): ("one",), ("B36", "done"): ("other",)}
    monkeypatch.setattr(in_flows, "seen_in_flows", lambda: seen)
    assert in_flows.wrong_marks() == ["B8 (well): one", "B36 (done): other"]
    assert "B8 (done)" not in in_flows.not_seen()
    assert "B8 (killed)" in in_flows.not_seen()
    assert main(["check"]) == 1
    assert "B36 (done): other: no such item or way" in capsys.readouterr().err


def _operations() -> Iterator[dict[str, Any]]:
    contract = json.loads((page.PAGE.parent / "contracts" / "openapi" / "registration.json").read_text(encoding="utf-8"))
    for methods in contract["paths"].values():
        yield from (one for one in methods.values() if isinstance(one, dict) and "operationId" in one)


def _has_example(operation: dict[str, Any]) -> bool:
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    contents = [content for part in (*answers, operation.get("requestBody", {})) for content in part.get("content", {}).values()]
    return all("example" in content or "examples" in content for content in contents)


TEST = '''
@pytest.mark.parametrize("day", ["2024-01-01"], ids=["V-19 in time"])
async def test_b7_and_r_022_hold():
    """R-024c, D1 UNDER_REVIEW→APPROVED: told by registration.participation.registered, not by registration.domain, AB7 or B-7."""
'''


def test_ids_are_found_in_name_docstring_and_parameters() -> None:
    [test] = ast.parse(TEST).body
    assert isinstance(test, ast.AsyncFunctionDef)
    assert ids_of(test) == {"B7", "R-022", "R-024", "V-19", "D1 UNDER_REVIEW→APPROVED", "registration.participation.registered"}
    assert ids_in("D2 SUSPENDED(TRANSFER)→ACTIVE") == ["D2 SUSPENDED(TRANSFER)→ACTIVE"]
    assert ids_in_name("test_the_b7_of_v19") == ["B7", "V-19"]


def test_what_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "B36", "R-014", "V-94", "D1 DRAFT→APPROVED", "registration.person.lost"
    monkeypatch.setattr(page, "shown", lambda: dict.fromkeys(ids_in("; ".join(wrong)), ("a test",)))
    assert page.unknown() == [f"{one}: a test" for one in sorted(wrong)]


def test_what_registration_loses_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of other services it is only written down."""
    kept = tmp_path / "coverage.md"
    kept.write_text(page.page(), encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", kept)
    monkeypatch.setattr(page, "shown", lambda: {name: ("a test",) for name in catalogue() if name not in ("R-004", "R-121", "V-85")})
    assert page.lost("REG") == ["R-004"]
    assert page.lost("BEN") == ["V-85"]
