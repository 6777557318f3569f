"""Files are written and read back; totals that are not those of the rows refuse the whole file; an unknown code sets one row aside."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payment_bridge.domain.batch_files import MOST_TOLD, FileRefused, check_file, parts_of, write_file
from payment_bridge.domain.file_profiles import Field, FileKind, LineFault, Profile
from payment_bridge.gateways.file_profiles import BadProfile, profiles, read_profile
from payment_bridge.gateways.file_rows import read_bank_lines, read_results, read_tax_lines
from payment_bridge.gateways.tax_messages import read_kept

DAY = date(2023, 10, 20)
PROFILES = sorted(profiles())
each = pytest.mark.parametrize("name", PROFILES)
_LETTERS = st.sampled_from("abzAZ019陈司徒𠮷龘-_/:(")
"""Of four bytes at most."""
_days = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat)


def _value(profile: Profile, field: Field) -> st.SearchStrategy[Any]:
    by_type = {
        "text": st.text(_LETTERS, min_size=1, max_size=min((field.width or 40) // 4, 12)),
        "number": st.integers(0, 999),
        "fen": st.integers(0, 10**11),
        "yuan": st.integers(0, 10**11),
        "day": _days,
        "day8": _days,
    }
    told = by_type[field.type] if field.type != "code" else st.sampled_from(sorted(profile.codes[field.codes or ""]))
    return st.none() | told if field.optional else told


def _rows(profile: Profile, kind: FileKind) -> st.SearchStrategy[list[dict[str, Any]]]:
    fields = {field.name: _value(profile, field) for field in profile.rows[kind]}
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


def lines_of(profile: Profile, content: bytes) -> list[bytes]:
    return [line for part in parts_of(profile, content, 7) for line in part.lines]


@given(st.data(), st.sampled_from(PROFILES), st.sampled_from(FileKind))
def test_what_is_written_is_read_back(data: st.DataObject, name: str, kind: FileKind) -> None:
    profile = profiles()[name]
    rows = data.draw(_rows(profile, kind))
    content = b"".join(write_file(profile, kind, "440783", DAY, rows))
    lines = lines_of(profile, content)
    head = check_file(profile, kind, lines, DAY)
    assert (head.issuer, head.day, head.rows, head.total) == ("440783", DAY, len(rows), sum(row["amount"] for row in rows))
    assert profile.read(profile.rows[kind], lines[1:-1]) == rows


def result(serial: str = "1000000001", **told: Any) -> dict[str, Any]:
    plain = {
        "serial": serial, "kind": "SUCCESS", "bill_id": str(UUID(int=1)), "amount": 40600, "arrival_date": "2023-10-20",
        "channel": "SCHOOL", "cause": None, "round_no": None, "resend_no": None, "reverses": None,
    }  # fmt: skip
    return plain | told


def file_of(name: str, *rows: dict[str, Any], kind: FileKind = FileKind.RESULTS, day: date = DAY) -> bytes:
    return b"".join(write_file(profiles()[name], kind, "440783", day, rows))


def faults_of(name: str, content: bytes, kind: FileKind = FileKind.RESULTS) -> list[tuple[int, str | None]]:
    with pytest.raises(FileRefused) as refused:
        check_file(profiles()[name], kind, lines_of(profiles()[name], content), DAY)
    return [(fault.line, fault.field) for fault in refused.value.faults]


@each
def test_totals_that_differ_refuse_the_file(name: str) -> None:
    content = file_of(name, result(), result("1000000002"))
    lines = content.split(profiles()[name].line_end.encode())
    end = profiles()[name].line_end.encode()
    assert faults_of(name, end.join([*lines[:2], *lines[3:]])) == [(3, "rows")], "a row is missing"
    other = file_of(name, result(), result("1000000002", amount=40000)).split(end)
    assert faults_of(name, end.join([*other[:3], *lines[3:]])) == [(4, "total")]
    assert faults_of(name, lines[0]) == [(1, None)]
    assert faults_of(name, b"") == [(0, None)]


@each
def test_all_faults_are_told_at_once(name: str) -> None:
    profile = profiles()[name]
    end = profile.line_end.encode()
    lines = file_of(name, *(result(str(number)) for number in range(1, 200)), day=DAY + timedelta(days=1)).split(end)
    broken = [lines[0], *(line[:-5] if name == "FIXED" else line.replace(b"406.00", b"4.06e2") for line in lines[1:-2]), *lines[-2:]]
    with pytest.raises(FileRefused) as refused:
        check_file(profile, FileKind.BANK_STATEMENT, lines_of(profile, end.join(broken)), DAY)
    assert len(refused.value.faults) >= 199 + 2, "each row, another kind, a day to come"
    assert len(refused.value.told) == MOST_TOLD
    assert [fault.field for fault in refused.value.told[:2]] == ["kind", "day"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"channel": "99"}, "channel"),
        ({"arrival_date": "2023-02-30"}, "arrival_date"),
        ({"serial": "0"}, "serial"),
        ({"kind": "?"}, "kind"),
    ],
)
def test_a_row_that_cannot_be_read_stands_aside_alone(told: dict[str, Any], field: str) -> None:
    """R-057: the same of a file as of a callback; it is kept as it came, with its profile, and read again from that."""
    profile = profiles()["PLAIN"]
    rows = [result(), result("1000000002") | told, result("1000000003", kind="REVERSAL", reverses="1000000001")]
    lines = lines_of(profile, file_of("PLAIN", *rows))
    check_file(profile, FileKind.RESULTS, lines, DAY)
    report = read_results(profile, 2, lines[1:-1])
    assert ([row.serial for row in report.told], [one.serial for one in report.reversals]) == (["1000000001"], ["1000000003"])
    (aside,) = report.aside
    assert (aside.place, aside.field) == (3, field)
    with pytest.raises(Exception, match=field):
        read_kept(aside.raw)
    mended = aside.raw.replace(str(next(iter(told.values()))).encode() + b"|", str(result()[field]).encode() + b"|", 1)
    if field == "channel":
        assert read_kept(mended).told[0].serial == "1000000002"


@each
def test_a_line_tells_what_a_callback_tells(name: str) -> None:
    profile = profiles()[name]
    rows = [result(), result("2", kind="FAILURE", cause="BANK_SYSTEM", round_no=3, resend_no=1, channel=None), result("3", channel=None)]
    report = read_results(profile, 2, lines_of(profile, file_of(name, *rows))[1:-1])
    assert [row.content for row in report.told] == [
        {"bill_id": UUID(int=1), "round_no": 0, "result": "SUCCESS", "arrival_date": DAY, "amount": 40600, "channel": "SCHOOL"},
        {"bill_id": UUID(int=1), "round_no": 3, "result": "FAILURE", "arrival_date": DAY, "cause": "BANK_SYSTEM", "resend_no": 1},
        {"bill_id": UUID(int=1), "round_no": 0, "result": "SUCCESS", "arrival_date": DAY, "amount": 40600, "channel": "BANK_DEDUCTION"},
    ]
    assert not report.aside


@each
def test_statements_are_read_whole_or_not(name: str) -> None:
    profile = profiles()[name]
    tax = {
        "serial": "7",
        "kind": "REVERSAL",
        "bill_id": None,
        "amount": 100,
        "booked_on": "2023-10-20",
        "benefit_year": 2024,
        "reference": None,
    }
    bank = {"line_no": 4, "booked_on": "2023-10-20", "direction": "OUT", "amount": 100, "reference": "7"}
    read = read_tax_lines(profile, 2, lines_of(profile, file_of(name, tax, kind=FileKind.TAX_STATEMENT))[1:-1])
    assert [(one.line_no, one.serial, one.takes_back, one.amount, one.reference) for one in read] == [(2, "7", True, -100, "7")]
    kind = FileKind.BANK_STATEMENT
    (line,) = read_bank_lines(profile, 2, lines_of(profile, file_of(name, bank, kind=kind))[1:-1])
    assert (line.number, line.amount, line.reference) == (4, -100, "7")
    with pytest.raises(FileRefused) as refused:
        read_bank_lines(profile, 2, lines_of(profile, file_of(name, bank, bank | {"reference": "甲"}, kind=kind))[1:-1])
    assert [(one.line, one.field) for one in refused.value.faults] == [(3, "reference")]


@pytest.mark.parametrize("text", ["甲|乙", "甲\n乙", " 甲", "甲\x00"])
def test_what_would_break_a_line_is_not_written(text: str) -> None:
    with pytest.raises(LineFault):
        file_of("PLAIN", result(bill_id=text))


def test_what_does_not_fit_is_not_written() -> None:
    for told in ({"bill_id": "陈" * 19}, {"channel": "?"}, {"serial": None}):
        with pytest.raises(LineFault):
            file_of("FIXED", result(**told))


def test_a_profile_says_what_is_wrong_with_it() -> None:
    told = msgspec.to_builtins(profiles()["FIXED"])
    told["trailer"] = told["trailer"][:2]
    told["rows"]["RESULTS"][0]["width"] = None
    told["codes"]["record"]["FAILURE"] = "0"
    with pytest.raises(BadProfile, match=r"total of the trailer.*RESULTS.serial.*codes of record"):
        read_profile(msgspec.json.encode(told).decode())
    with pytest.raises(BadProfile):
        read_profile("name: [")
