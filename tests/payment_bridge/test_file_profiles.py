"""Files are written and read back; totals that are not those of the rows refuse the whole file; an unknown code sets one row aside."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from canbao_suite.command_line import app
from payment_bridge.app import create_app
from payment_bridge.domain.batch_files import MOST_TOLD, FileRefused, check_file, parts_of, write_file
from payment_bridge.domain.file_profiles import Field, FileKind, LineFault, Profile
from payment_bridge.gateways.file_profiles import BadProfile, profiles, read_profile
from payment_bridge.gateways.file_rows import read_bank_lines, read_rows, read_tax_lines
from payment_bridge.gateways.tax_messages import read_kept
from service_runtime.serving import run_service
from tests.event_keys import key_of
from tests.payment_bridge.test_settings import settings

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
    if field.type == "code":
        told: st.SearchStrategy[Any] = st.sampled_from(sorted(profile.codes[field.codes or ""]))
    elif field.type == "list":
        parts = st.fixed_dictionaries({part.name: _value(profile, part) for part in field.parts})
        told = st.lists(parts if field.parts else by_type["text"], min_size=1, max_size=3)
    else:
        told = by_type[field.type]
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
    assert (head.issuer, head.day, head.rows, head.total) == ("440783", DAY, len(rows), sum(row.get("amount", 0) for row in rows))
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
    report = read_rows(profile, FileKind.RESULTS, 2, lines[1:-1])
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
    report = read_rows(profile, FileKind.RESULTS, 2, lines_of(profile, file_of(name, *rows))[1:-1])
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


def plain_text(name: str) -> dict[str, Any]:
    """A profile as it stands in its file."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(profiles()[name]))
    return told


def faulty(**changed: Any) -> str:
    """A profile with what is changed, as its text."""
    return msgspec.json.encode(plain_text("FIXED") | changed).decode()


def test_a_profile_says_all_that_is_wrong_with_it() -> None:
    told = plain_text("FIXED")
    rows, codes = told["rows"], told["codes"]
    rows["RESULTS"][0]["width"] = None
    rows["RESULTS"][5]["codes"] = "none"
    rows["EMPLOYEES"][-1]["parts"][1]["name"] = "changed"
    rows["EMPLOYEES"][-1]["within"] = ";"
    rows["REFUND_REVIEWS"][5]["type"] = "text"
    rows["TAX_STATEMENT"].append(rows["TAX_STATEMENT"][0])
    rows["BANK_STATEMENT"].append({"name": "remark", "title": "备注", "width": 10})
    codes["record"]["FAILURE"] = "0"
    codes["payout"]["PAYED"] = "2"
    with pytest.raises(BadProfile) as bad:
        read_profile(faulty(trailer=told["trailer"][:2], rows=rows, codes=codes, kinds=told["kinds"] | {"LEVIES": "02"}))
    assert sorted(str(bad.value).splitlines()) == sorted(
        f"FIXED: {fault}"
        for fault in (
            "total of TRAILER is missing",
            "RESULTS.serial has a width and a delimiter, or neither",
            "RESULTS.channel has no table of codes",
            "changed_on of EMPLOYEES.changes is missing",
            "EMPLOYEES.changes.changed is no column of it: name one of kind, changed_on, former_employer, or skip it",
            "EMPLOYEES.changes has one sign for two things",
            "REFUND_REVIEWS.reasons is a list, or should be one",
            "TAX_STATEMENT.serial stands there twice",
            "BANK_STATEMENT.remark is no column of it: name one of line_no, booked_on, direction, amount, reference, or skip it",
            "REFUND_PAYOUTS.result: PAYED of the table payout is no word of ours",
            "two codes of record are written alike",
            "two codes of kinds are written alike",
        )
    )
    with pytest.raises(BadProfile):
        read_profile("name: [")


def test_what_is_not_for_us_is_skipped() -> None:
    """An office's own columns are not read, whatever stands in them."""
    told = plain_text("PLAIN")
    told["rows"]["BANK_STATEMENT"].insert(1, {"name": "remark", "title": "备注", "type": "skip"})
    profile = read_profile(msgspec.json.encode(told).decode())
    (line,) = read_bank_lines(profile, 2, ["4|随便|2023-10-20|IN|1.00|7".encode()])
    assert (line.number, line.amount, line.reference) == (4, 100, "7")
    bank: dict[str, Any] = {"line_no": 4, "booked_on": "2023-10-20", "direction": "IN", "amount": 100, "reference": "7"}
    assert profile.write(profile.rows[FileKind.BANK_STATEMENT], bank) == b"4||2023-10-20|IN|1.00|7\n"


def test_an_installation_adds_profiles_of_its_own(tmp_path: Path) -> None:
    """Shipped ones stay; every faulty file is named, with all its faults, before the service starts."""
    (tmp_path / "own.yaml").write_text(faulty(name="OWN"), encoding="utf-8")
    assert profiles(tmp_path).keys() == {"FIXED", "PLAIN", "OWN"}
    other = tmp_path / "other"
    other.mkdir()
    (other / "again.yaml").write_text(faulty(), encoding="utf-8")
    (other / "broken.yaml").write_text(faulty(name="BROKEN", trailer=[], header=[]), encoding="utf-8")
    keys: dict[str, Any] = {"amqp_url": "amqps://broker.example", "event_key": key_of("payment-bridge").jwk, "publishers_file": tmp_path}
    for folder, faults in (
        (other, ["again.yaml: FIXED: there is one", "broken.yaml: BROKEN: issuer of HEADER"]),
        (tmp_path / "no", ["no: there"]),
    ):
        with pytest.raises(SystemExit, match="CANBAO_FILE_PROFILES") as refused:
            run_service(create_app, partial(settings, file_profiles=folder, **keys))
        assert all(f"\n{fault}" in str(refused.value) for fault in faults)
    run = CliRunner()
    assert run.invoke(app, ["profiles", "check", str(tmp_path)]).output == "3 profiles: FIXED, OWN, PLAIN.\n"
    checked = run.invoke(app, ["profiles", "check", str(other)])
    assert (checked.exit_code, len(checked.output.splitlines())) == (1, 6)
