"""What comes as a file ends as what comes as a callback, in any order and any repetition (R-057, R-061)."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.batch_files import write_file
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.gateways.file_profiles import profiles, read_profile
from payment_bridge.repository.batch_files import faults_after
from payment_bridge.use_cases import take_file
from payment_bridge.use_cases.keep_sealed import keep_sealed
from payment_bridge.use_cases.retry_tax_rows import retry_tax_row
from payment_bridge.use_cases.take_file import store_file, take_files
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, normal_bill, participation_event, success_row
from tests.payment_bridge.running import RunningBridge
from tests.payment_bridge.test_file_profiles import file_of, result

DAY = date(2023, 10, 8)


def row(serial: str, bill_id: UUID, **told: Any) -> dict[str, Any]:
    return result(serial, bill_id=str(bill_id), arrival_date=DAY.isoformat(), **told)


async def store(bridge: Bridge, content: bytes, kind: FileKind = FileKind.RESULTS, name: str = "PLAIN") -> UUID:
    async with bridge.runtime.database.transaction() as tx:
        return (await store_file(tx, kind, profiles()[name], content, "tax:1"))[0]


async def take(bridge: Bridge) -> None:
    while await take_files(bridge.runtime):
        pass


async def come(bridge: Bridge, *rows: dict[str, Any], name: str = "PLAIN") -> Any:
    """A file comes and is taken; its row."""
    file_id = await store(bridge, file_of(name, *rows, day=DAY), name=name)
    await take(bridge)
    return await file_row(bridge, file_id)


async def file_row(bridge: Bridge, file_id: UUID) -> Any:
    return (await bridge.rows("SELECT * FROM batch_files WHERE file_id = :id", id=file_id))[0]


def counts(file: Any) -> tuple[str, int, int, int, int]:
    return file.state, file.accepted, file.duplicate, file.unmatched, file.refused


async def people(bridge: Bridge, number: int) -> list[UUID]:
    """Their bills."""
    registered = [new_id() for _ in range(number)]
    await bridge.hear(*(participation_event(one) for one in registered))
    return [normal_bill(one) for one in registered]


@pytest.mark.parametrize("name", sorted(profiles()))
async def test_a_file_pays_and_fails_bills(bridge: Bridge, name: str) -> None:
    """R-057, B17: deductions, money of a school by its own channel, failures, reversals, money without a bill."""
    paid, schooled, failed = await people(bridge, 3)
    rows = [
        row("1", paid, channel=None, round_no=1),
        row("2", schooled),
        row("3", failed, kind="FAILURE", cause="INSUFFICIENT_BALANCE", channel=None, round_no=1),
        row("4", UUID(int=9)),
        row("5", paid, kind="REVERSAL", reverses="1", channel=None),
    ]
    file = await come(bridge, *rows, name=name)
    assert (counts(file), file.rows, file.total, file.day, file.issuer) == (("DONE", 4, 0, 1, 0), 5, 5 * 40600, DAY, "440783")
    assert [(await bridge.bill(one)).state for one in (paid, schooled, failed)] == ["HELD", "PAID", "FAILED_PERSONAL"]
    assert [(await bridge.payment(serial)).channel for serial in "12"] == ["BANK_DEDUCTION", "SCHOOL"]
    assert [(await bridge.payment(serial)).state for serial in "124"] == ["REVERSED", "SETTLED", "UNMATCHED"]
    assert await bridge.cases() == []


async def test_the_same_file_twice_and_the_same_rows_in_another_change_nothing(bridge: Bridge) -> None:
    bills = await people(bridge, 2)
    rows = [row(str(number), bill) for number, bill in enumerate(bills, 1)]
    first = await come(bridge, *rows)
    published = await bridge.outbox()
    assert (await come(bridge, *rows)).file_id == first.file_id
    other = await come(bridge, *reversed(rows))
    assert (other.file_id != first.file_id, counts(other)) == (True, ("DONE", 0, 2, 0, 0))
    assert await bridge.outbox() == published
    assert len(await bridge.rows("SELECT 1 FROM payments")) == 2


@pytest.mark.parametrize("file_first", [True, False])
async def test_file_and_callback_may_come_first(bridge: Bridge, file_first: bool) -> None:
    (bill,) = await people(bridge, 1)
    told = row("1", bill, channel=None, round_no=1)
    tell = [lambda: come(bridge, told), lambda: bridge.receive(deductions(success_row("1", bill, DAY)))]
    for one in tell if file_first else reversed(tell):
        await one()
    assert (await bridge.bill(bill)).state == "PAID"
    assert (len(await bridge.rows("SELECT 1 FROM payments")), await bridge.rows("SELECT 1 FROM differences")) == (1, [])


async def test_the_same_serial_with_another_content_is_a_difference(bridge: Bridge) -> None:
    (bill,) = await people(bridge, 1)
    await come(bridge, row("1", bill))
    file = await come(bridge, row("1", bill, amount=40000))
    assert counts(file) == ("DONE", 0, 0, 0, 1)
    assert [one.told_by for one in await bridge.rows("SELECT told_by FROM differences")] == ["FILE"]


async def test_an_unknown_code_sets_one_row_aside(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are taken; it lies sealed as a case, and is read by the profile when it is tried again."""
    one, other = await people(bridge, 2)
    file = await come(bridge, row("1", one), row("2", other, channel="99"))
    assert counts(file) == ("DONE", 1, 0, 0, 1)
    assert (file.faults_number, file.faults) == (1, '[{"line":3,"field":"channel","msg":"明细无法识别，已单独留存待核"}]')
    (case,) = await bridge.cases()
    assert (case.kind, case.told_by, case.tax_serial, case.bill_id, case.field) == ("ROW_NOT_READ", "FILE", "2", other, "channel")
    told = msgspec.to_builtins(profiles()["PLAIN"])
    channel = next(field for field in told["rows"]["RESULTS"] if field["name"] == "channel")
    channel |= {"type": "code", "codes": "channel"}
    newer = read_profile(msgspec.json.encode(told | {"codes": {"channel": {"SCHOOL": "99"}}}).decode())
    monkeypatch.setitem(profiles(), "PLAIN", newer)
    async with bridge.runtime.database.transaction() as tx:
        assert (await retry_tax_row(tx, case.case_id, "operator:1"))["state"] == "RESOLVED"
    assert (await bridge.payment("2")).channel == "SCHOOL"


async def test_totals_that_differ_refuse_the_whole_file(bridge: Bridge) -> None:
    one, other = await people(bridge, 2)
    lines = file_of("PLAIN", row("1", one), row("2", other), day=DAY).splitlines(keepends=True)
    file_id = await store(bridge, b"".join([*lines[:2], *lines[3:]]))
    await take(bridge)
    file = await file_row(bridge, file_id)
    assert (counts(file), file.faults_number) == (("REFUSED", 0, 0, 0, 0), 1)
    assert "末行的笔数与明细不符" in file.faults
    assert not await bridge.rows("SELECT 1 FROM payments")


async def test_two_lines_that_are_alike_remain_two(bridge: Bridge) -> None:
    """A bank's lines have no serial: its own number and the line count."""
    line: dict[str, Any] = {"line_no": 1, "booked_on": DAY.isoformat(), "direction": "IN", "amount": 100, "reference": None}
    content = b"".join(write_file(profiles()["PLAIN"], FileKind.BANK_STATEMENT, "BANK", DAY, [line, line]))
    for _ in range(2):
        await store(bridge, content, FileKind.BANK_STATEMENT)
        await take(bridge)
    assert [one.line_no for one in await bridge.rows("SELECT line_no FROM statement_lines ORDER BY 1")] == [2, 3]


async def test_a_break_goes_on_where_it_was(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part and its effects commit together; a part that cannot be taken whole is taken row by row."""
    monkeypatch.setattr(take_file, "LINES_AT_ONCE", 3)
    monkeypatch.setattr(take_file, "_AT_ONCE", 1)
    bills = await people(bridge, 8)
    rows = [row(str(number), bill) for number, bill in enumerate(bills, 1)]
    await bridge.rows("UPDATE bills SET benefit_year = 1999 WHERE bill_id = :id RETURNING 1", id=bills[4])
    file_id = await store(bridge, file_of("PLAIN", *rows, day=DAY))
    await take_files(bridge.runtime)
    assert (await file_row(bridge, file_id)).state == "CHECKED"

    async def dies(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(take_file, "_note", dies)
        with pytest.raises(RuntimeError):
            await take_files(bridge.runtime)
    assert not await bridge.rows("SELECT 1 FROM payments"), "nothing of a part without its note"
    await take_files(bridge.runtime)
    assert counts(await file_row(bridge, file_id))[:2] == ("CHECKED", 2)
    await take(bridge)
    file = await file_row(bridge, file_id)
    assert file.state == "DONE"
    assert (counts(file), len(await bridge.rows("SELECT 1 FROM bills WHERE state = 'PAID'"))) == (("DONE", 7, 0, 0, 1), 7)
    assert [one["line"] for one in msgspec.json.decode(file.faults)] == [6], "each row is told what became of it"
    assert [case.kind for case in await bridge.cases()] == ["ROW_NOT_TAKEN"]


async def test_each_part_is_taken_once_by_however_many(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replicas take parts side by side; what they count adds up."""
    monkeypatch.setattr(take_file, "LINES_AT_ONCE", 2)
    bills = await people(bridge, 9)
    rows = [row(str(number), bill, channel="?") for number, bill in enumerate(bills, 1)]
    file_id = await store(bridge, file_of("PLAIN", *rows, day=DAY))
    await take_files(bridge.runtime)
    while (await file_row(bridge, file_id)).state != "DONE":
        await asyncio.gather(*(take_files(bridge.runtime) for _ in range(3)))
    file = await file_row(bridge, file_id)
    assert (counts(file), file.faults_number) == (("DONE", 0, 0, 0, 9), 9)
    assert sorted(fault["line"] for fault in msgspec.json.decode(file.faults)) == list(range(2, 11))


async def lines_of_faults(bridge: Bridge, file_id: UUID) -> list[int]:
    """All of them, four at a time."""
    after, lines = 0, list[int]()
    async with bridge.runtime.database.read() as read:
        while page := await faults_after(read.driver, file_id, after, 4):
            after = page[-1]["position"]
            lines += [msgspec.json.decode(one["told"])["line"] for one in page]
    return lines


async def test_all_faults_can_be_read_page_by_page(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-057: of rows that stood aside, and of a file that is refused whole; those that are shown with the file are the first."""
    monkeypatch.setattr(take_file, "LINES_AT_ONCE", 7)
    monkeypatch.setattr(take_file, "MOST_TOLD", 3)
    bills = await people(bridge, 20)
    file = await come(bridge, *(row(str(number), bill, channel="?") for number, bill in enumerate(bills, 1)))
    assert (file.faults_number, len(msgspec.json.decode(file.faults))) == (20, 3)
    assert await lines_of_faults(bridge, file.file_id) == list(range(2, 22))
    content = file_of("PLAIN", *(row(str(number), bill) for number, bill in enumerate(bills, 1)), day=DAY)
    file_id = await store(bridge, content.replace(b"T|20|", b"T|21|"))
    other_id = await store(bridge, content.replace(b"|406.00|", b"|?|"), FileKind.RESULTS)
    await take(bridge)
    assert await lines_of_faults(bridge, file_id) == [22]
    refused = await file_row(bridge, other_id)
    found = await lines_of_faults(bridge, other_id)
    assert (refused.state, len(found), found) == ("REFUSED", refused.faults_number, sorted(found))


async def test_lines_go_when_their_time_is_over(bridge: Bridge) -> None:
    (bill,) = await people(bridge, 1)
    file = await come(bridge, row("1", bill))
    parts = await bridge.rows("SELECT body FROM batch_file_parts")
    assert str(bill).encode() not in parts[0].body, "sealed"
    await keep_sealed(bridge.runtime)
    assert len(await bridge.rows("SELECT 1 FROM batch_file_parts")) == 1
    await bridge.rows("UPDATE batch_files SET finished_at = finished_at - interval '1 year' RETURNING 1")
    await keep_sealed(bridge.runtime)
    assert not await bridge.rows("SELECT 1 FROM batch_file_parts")
    assert (await come(bridge, row("1", bill))).file_id == file.file_id, "the digest stays"


async def test_files_and_reconciliation_over_http(service: RunningBridge) -> None:
    """B17 (done, twice): upload, progress, the day compared, a difference closed, the sheet of what differs."""
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    bill = normal_bill(person)
    content = file_of("FIXED", row("9300000001", bill), day=DAY)
    path, query = "/payment-bridge/v1/files", {"kind": "RESULTS", "profile": "FIXED"}
    told = [await upload(service, content, query) for _ in range(2)]
    assert [answer.status_code for answer in told] == [202, 200]
    assert told[0].headers["location"] == f"{path}/{told[0].json()['file_id']}"
    file_id = told[0].json()["file_id"]
    while (shown := (await service.call("GET", f"/files/{file_id}")).json())["state"] != "DONE":
        pass
    assert (shown["accepted"], shown["kind_label"], shown["total"]) == (1, "扣费结果、缴费与冲正", "406.00")
    assert file_id in [one["file_id"] for one in (await service.call("GET", "/files?state=DONE")).json()["items"]]
    assert (await upload(service, content, {"kind": "LEVIES"})).status_code == 400
    line: dict[str, Any] = {"serial": "9300000001", "kind": "SUCCESS", "bill_id": str(bill), "amount": 40000, "booked_on": DAY.isoformat()}
    statement = b"".join(write_file(profiles()["PLAIN"], FileKind.TAX_STATEMENT, "440783", DAY, [line]))
    other = (await upload(service, statement, {"kind": "TAX_STATEMENT"})).json()["file_id"]
    while (await service.call("GET", f"/files/{other}")).json()["state"] != "DONE":
        pass
    day = (await service.call("POST", "/reconciliations", json={"day": DAY.isoformat()})).json()
    assert (day["tax_lines"], day["bank_lines"]) == (1, None)
    assert day in (await service.call("GET", "/reconciliations")).json()["items"]
    there = f"/reconciliations/{day['reconciliation_id']}"
    found = (await service.call("GET", f"{there}/differences?kind=AMOUNT&state=OPEN&age=0")).json()["items"]
    assert [(one["our_amount"], one["their_amount"], one["age_days"]) for one in found] == [("406.00", "400.00", 0)]
    assert (await service.call("GET", f"{there}/differences?age=1")).json()["items"] == []
    for file_format, begins in (("CSV", "\ufeff对账日期".encode()), ("XLSX", b"PK")):
        sheet = await service.call("GET", f"{there}/export?format={file_format}")
        assert sheet.content.startswith(begins)
    assert (await service.call("GET", f"/reconciliations/{person}/export")).status_code == 404
    close = f"{there}/differences/{found[0]['difference_id']}/close"
    closed = await service.call("POST", close, json={"reason": "已查明"})
    assert (closed.json()["state"], closed.json()["close_reason"]) == ("CLOSED", "已查明")
    assert (await service.call("POST", close, json={"reason": "已查明"})).status_code == 409
    assert (await service.call("POST", "/reconciliations", json={"day": "2099-01-01"})).status_code == 409


async def upload(service: RunningBridge, content: bytes, query: dict[str, str]) -> Any:
    token = service._issuer.mint("test:operator", ["operator"], ["44"])
    headers = {"Authorization": f"Bearer {token}", "content-type": "text/plain"}
    return await service.http.post("/payment-bridge/v1/files", params=query, content=content, headers=headers)
