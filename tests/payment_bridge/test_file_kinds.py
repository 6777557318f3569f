"""Every kind of file that webhooks have, too: the same rows, the same readers, the same state, whichever comes first (R-057)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.identifiers import new_id
from enrolment_terms.money import fen_of
from enrolment_terms.scheme import EmployeeChangeKind, PaymentChannel
from payment_bridge.domain.batch_files import FileRefused, check_file, write_file
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.gateways.file_entries import KeptLine
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.gateways.file_rows import read_rows
from payment_bridge.gateways.tax_messages import keep_line, read_callback, read_kept
from payment_bridge.use_cases.answer_rows import note_rows
from payment_bridge.use_cases.match_documents import match_money_by_document
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from payment_bridge.use_cases.retry_tax_rows import retry_tax_row
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, employee_row, levy_accepted
from tests.payment_bridge.going_back import approved, asked, ended, first_review, paid, payout_result, row_of
from tests.payment_bridge.test_employees import MERGED, NUMBER, PAID, person, told
from tests.payment_bridge.test_file_profiles import PROFILES, lines_of
from tests.payment_bridge.test_files import counts, file_row, people, store, take

Row = dict[str, Any]
TYPES = {
    FileKind.LEVY_RECEIPTS: "tax.levy.receipts",
    FileKind.REFUND_REVIEWS: "tax.refund.reviews",
    FileKind.REFUND_PAYOUTS: "tax.refund.results",
    FileKind.EMPLOYEES: "tax.employee.relations",
}


def webhook(kind: str, *rows: Row) -> bytes:
    return msgspec.json.encode({"type": kind, "timestamp": MORNING.isoformat(), "data": {"rows": list(rows)}})


def file_rows(*rows: Row) -> list[Row]:
    """Rows of webhooks as those of a file: amounts in fen, flags as words."""
    words = {True: "true", False: "false"}
    return [
        {name: fen_of(value) if name == "amount" else words[value] if isinstance(value, bool) else value for name, value in row.items()}
        for row in rows
    ]


def content(kind: FileKind, *rows: Row, name: str = "PLAIN", day: date = date(2023, 10, 10)) -> bytes:
    return b"".join(write_file(profiles()[name], kind, "440783", day, file_rows(*rows)))


async def come(bridge: Bridge, kind: FileKind, *rows: Row, name: str = "PLAIN") -> Any:
    file_id = await store(bridge, content(kind, *rows, name=name), kind, name)
    await take(bridge)
    return await file_row(bridge, file_id)


async def receipts(bridge: Bridge) -> list[Row]:
    taken, deducted, refused = await people(bridge, 3)
    await bridge.pass_check()
    await bridge.send()
    return [
        {"bill_id": str(taken), "resend_no": 0, "result": "ACCEPTED"},
        {"bill_id": str(deducted), "resend_no": 0, "result": "ACCEPTED", "round_no": 1},
        {"bill_id": str(refused), "resend_no": 0, "result": "REFUSED", "code": "ACCOUNT_CLOSED"},
    ]


async def reviews(bridge: Bridge) -> list[Row]:
    passed, incomplete = [await asked(bridge, await paid(bridge, serial)) for serial in "12"]
    more = first_review(incomplete, "CORRECT", missing=["EMPLOYEE_PROOF", "BANK_CARD"])
    return [*rows_of(first_review(passed)), *rows_of(more)]


async def payouts(bridge: Bridge) -> list[Row]:
    one, other = await paid(bridge, "1"), await paid(bridge, "2")
    refunds = [await approved(bridge, each) for each in (one, other)]
    for each in (one, other):
        await ended(bridge, each)
    await pay_back_refunds(bridge.runtime)
    ids = [(await row_of(bridge, refund)).refund_id for refund in refunds]
    ordered = {row.refund_id: row.payout_id for row in await bridge.rows("SELECT refund_id, payout_id FROM refund_payouts")}
    return [
        *rows_of(payout_result("9000000001", ordered[ids[0]])),
        *rows_of(payout_result("9000000002", ordered[ids[1]], "FAILED", "ACCOUNT_CLOSED")),
    ]


async def relations(bridge: Bridge) -> list[Row]:
    await person(bridge, new_id())
    return [
        employee_row(NUMBER, 3, **PAID, **MERGED),
        employee_row(NUMBER, 2, relation_no="2000000002", identity="FLEXIBLE", employer=None, land_expropriated=True),
    ]


def rows_of(body: bytes) -> list[Row]:
    rows: list[Row] = msgspec.json.decode(body)["data"]["rows"]
    return rows


MADE: dict[FileKind, Callable[[Bridge], Awaitable[list[Row]]]] = {
    FileKind.LEVY_RECEIPTS: receipts,
    FileKind.REFUND_REVIEWS: reviews,
    FileKind.REFUND_PAYOUTS: payouts,
    FileKind.EMPLOYEES: relations,
}
STATES = """
    SELECT 'bill', state, cause, CAST(accepted_round AS text), CAST(version AS text) FROM bills
    UNION ALL SELECT 'refund', state, array_to_string(missing, ' '), CAST(payout_failed AS text), CAST(version AS text) FROM refunds
    UNION ALL SELECT 'payout', serial, result, cause, CAST(amount AS text) FROM payout_results
    UNION ALL SELECT 'relation', CAST(spell_id AS text), CAST(changes AS text), employer, CAST(version AS text) FROM employee_relations
    UNION ALL SELECT 'case', kind, code, state, tax_serial FROM tax_cases
    UNION ALL SELECT 'event', event_type, '', '', '' FROM outbox
    ORDER BY 1, 2, 3, 4, 5
"""


@pytest.mark.parametrize("kind", sorted(MADE))
async def test_file_first_or_webhook_first_ends_in_the_same_state(bridge: Bridge, kind: FileKind) -> None:
    """B17, B18, B20, B21, R-059, R-072, D3 SENT→DEDUCTING. What comes again, in another file too, is nothing new."""
    ends = []
    for name, file_first in (("PLAIN", True), ("FIXED", False)):
        await bridge.forget()
        bridge.clock.move_to(MORNING)
        rows = await MADE[kind](bridge)
        before = await bridge.rows(STATES)
        if file_first:
            file = await come(bridge, kind, *rows, name=name)
            known = kind is FileKind.LEVY_RECEIPTS  # the first was answered when it was sent
            assert counts(file) == ("DONE", len(rows) - known, known, 0, 0)
        else:
            await bridge.receive(webhook(TYPES[kind], *rows))
        once = await bridge.rows(STATES)
        assert once != before
        async with bridge.runtime.database.read() as read:
            noted = await note_rows(read, read_callback(webhook(TYPES[kind], *rows)))
        assert [(one.place, one.row_outcome) for one in noted] == [(place, "TOLD_BEFORE") for place in range(len(rows))]
        if file_first:
            await bridge.receive(webhook(TYPES[kind], *rows))
            assert (await come(bridge, kind, *rows, name=name)).file_id == file.file_id
        assert counts(await come(bridge, kind, *reversed(rows), name=name)) == ("DONE", 0, len(rows), 0, 0)
        assert await bridge.rows(STATES) == once
        ends.append(once)
    assert ends[0] == ends[1]


async def test_a_receipt_is_what_a_batch_in_collection_is(bridge: Bridge) -> None:
    """D3 SENT→DEDUCTING: `tax.levy.accepted` tells the same of a whole batch; a refusal is told once, by answer and by file."""
    rows = (await receipts(bridge))[1:2]
    (batch_id,) = bridge.tax.batches
    await bridge.receive(levy_accepted(str(batch_id), UUID(rows[0]["bill_id"]), round_no=1))
    assert counts(await come(bridge, FileKind.LEVY_RECEIPTS, *rows)) == ("DONE", 0, 1, 0, 0)
    again = await come(bridge, FileKind.LEVY_RECEIPTS, rows[0] | {"round_no": 2})
    assert (counts(again), (await bridge.bill(UUID(rows[0]["bill_id"]))).accepted_round) == (("DONE", 1, 0, 0, 0), 2)


@pytest.mark.parametrize("name", PROFILES)
async def test_one_faulty_row_stands_aside_alone(bridge: Bridge, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """B20, B21: one that cannot be read, one that makes no sense, one that is right; the number is nowhere to be read."""
    await person(bridge, new_id())
    rows = [
        employee_row(NUMBER, relation_no="0"),
        employee_row(NUMBER, relation_no="2000000002", registered_on="2030-01-01"),
        employee_row(NUMBER, 2, **PAID),
    ]
    file = await come(bridge, FileKind.EMPLOYEES, *rows, name=name)
    assert (counts(file), file.faults_number) == (("DONE", 1, 0, 0, 2), 2)
    faults = [(fault["line"], fault["field"]) for fault in msgspec.json.decode(file.faults)]
    assert sorted(faults) == [(2, "relation_no"), (3, "registered_on")]
    assert [(one.kind, one.told_by) for one in await bridge.cases()] == [("ROW_NOT_READ", "FILE"), ("ROW_NOT_TAKEN", "FILE")]
    assert len(await told(bridge)) == 1
    kept = [await bridge.rows(f"SELECT * FROM {table}") for table in ("batch_file_parts", "tax_cases", "employee_relations", "batch_files")]
    assert NUMBER not in str(kept) + caplog.text
    assert all(NUMBER.encode() not in part.body for part in kept[0])


async def test_what_was_never_handed_over_is_not_taken(bridge: Bridge) -> None:
    """R-057, R-072: receipts and reviews of what we do not have are refused with their line, and may be tried again."""
    (bill,) = await people(bridge, 1)
    unknown = {"bill_id": str(bill), "resend_no": 1, "result": "ACCEPTED"}
    review = {"refund_id": str(new_id()), "submission": 1, "decision": "APPROVE", "reviewer": "T001", "reviewed_on": "2023-10-10"}
    for kind, row, field in (
        (FileKind.LEVY_RECEIPTS, unknown, "resend_no"),
        (FileKind.REFUND_REVIEWS, review, "refund_id"),
    ):
        file = await come(bridge, kind, row)
        assert (counts(file), msgspec.json.decode(file.faults)[0]["field"]) == (("DONE", 0, 0, 0, 1), field)
    assert {one.kind for one in await bridge.cases()} == {"ROW_NOT_TAKEN"}


@pytest.mark.parametrize("kind", [FileKind.RESULTS, FileKind.EMPLOYEES])
@pytest.mark.parametrize("name", PROFILES)
def test_without_amounts_the_sum_is_nothing(kind: FileKind, name: str) -> None:
    """What tells no money has 0 in its last line, or nothing; what tells money has its sum."""
    profile = profiles()[name]
    first, last = lines_of(profile, content(kind, name=name))
    nothing = last[:-1] if name == "PLAIN" else last[:-18] + b" " * 18
    for line, right in ((last, True), (nothing, kind is FileKind.EMPLOYEES), (last[:-1] + b"5", False)):
        if right:
            assert check_file(profile, kind, [first, line], date(2023, 10, 10)).total == 0
        else:
            with pytest.raises(FileRefused):
                check_file(profile, kind, [first, line], date(2023, 10, 10))


def sold_to(number: str, serial: str = "1", on: str = "2023-10-10") -> Row:
    return {
        "serial": serial, "doc_type": "RESIDENT_ID", "doc_number": number, "benefit_year": 2024, "amount": "406.00", "arrival_date": on,
        "channel": "TAX_HALL",
    }  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
async def test_money_of_a_person_and_a_year_comes_by_file(bridge: Bridge, name: str) -> None:
    """R-061: it waits for the bill of the two, and keeps its arrival date; told again by a webhook it is nothing new."""
    row = sold_to(NUMBER)
    file = await come(bridge, FileKind.RESULTS, row | {"kind": "SUCCESS"}, name=name)
    assert (counts(file), (await bridge.payment("1")).state) == (("DONE", 0, 0, 1, 0), "UNMATCHED")
    assert NUMBER not in str(await bridge.rows("SELECT * FROM documents_of_money"))
    await bridge.receive(webhook("tax.payment.received", row))
    assert (len(await bridge.rows("SELECT 1 FROM payments")), await bridge.rows("SELECT 1 FROM differences")) == (1, [])


async def test_money_of_a_person_told_again_is_told_before(bridge: Bridge) -> None:
    """R-061: also once it has found its bill, which the row does not name."""
    await person(bridge, new_id())
    body = webhook("tax.payment.received", sold_to(NUMBER))
    await bridge.receive(body)
    await match_money_by_document(bridge.runtime)
    async with bridge.runtime.database.read() as read:
        assert [one.row_outcome for one in await note_rows(read, read_callback(body))] == ["TOLD_BEFORE"]


async def test_a_file_of_a_profile_that_is_gone_is_refused(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds up no other."""
    file_id = await store(bridge, content(FileKind.EMPLOYEES), FileKind.EMPLOYEES)
    monkeypatch.delitem(profiles(), "PLAIN")
    await take(bridge)
    assert (await file_row(bridge, file_id)).state == "REFUSED"


async def test_money_of_a_person_that_stood_aside_is_still_his(bridge: Bridge) -> None:
    """R-061, R-032: of a day that has not come it is kept with the document, and finds the bill when it is taken."""
    await person(bridge, new_id())
    await bridge.callback(webhook("tax.payment.received", sold_to(NUMBER, on="2023-10-11")))
    await bridge.process()
    (case,) = await bridge.cases()
    assert NUMBER not in str(case)
    bridge.on(date(2023, 10, 11))
    async with bridge.runtime.database.transaction() as tx:
        await retry_tax_row(tx, case.case_id, "operator:1")
    assert len(await bridge.rows("SELECT 1 FROM documents_of_money")) == 1


_SERIAL, _IDS = st.integers(1, 10**12).map(str), st.uuids().map(str)
_DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat)
_AMOUNT = st.integers(1, 10**9).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
_CODES = st.lists(st.from_regex(r"\A[A-Z][A-Z_]{1,39}\Z"), min_size=1, max_size=3)
_PEOPLE = st.sampled_from([{"doc_type": "RESIDENT_ID", "doc_number": NUMBER}, {"doc_type": "CN_PASSPORT", "doc_number": "E12345678"}])
_MONEY = {"serial": _SERIAL, "amount": _AMOUNT, "arrival_date": _DAY}
_EMPLOYERS = st.none() | st.sampled_from(["91440783MA4YANGLI1", "91440783MA4YANGLI2"])
_CHANGES = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(EmployeeChangeKind).map(str), "changed_on": _DAY, "former_employer": _EMPLOYERS}),
    min_size=1,
    max_size=3,
)


def _with(strategy: st.SearchStrategy[Row], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    return st.builds(lambda one, two: one | two, strategy, st.fixed_dictionaries(more))


_SOLD = st.fixed_dictionaries(_MONEY | {"channel": st.sampled_from(PaymentChannel).map(str)})
_NUMBERS: dict[str, st.SearchStrategy[Any]] = {"bill_id": _IDS, "resend_no": st.integers(0, 999)}
ROWS: dict[str, tuple[FileKind, st.SearchStrategy[Row]]] = {
    "tax.payment.received": (
        FileKind.RESULTS,
        _with(_SOLD, bill_id=_IDS) | st.builds(lambda one, two: one | two | {"benefit_year": 2024}, _SOLD, _PEOPLE),
    ),
    "tax.payment.reversed": (FileKind.RESULTS, st.fixed_dictionaries(_MONEY | {"bill_id": _IDS, "reverses": _SERIAL})),
    "tax.levy.receipts": (
        FileKind.LEVY_RECEIPTS,
        st.fixed_dictionaries(_NUMBERS | {"result": st.just("ACCEPTED"), "round_no": st.none() | st.integers(0, 999)})
        | st.fixed_dictionaries(_NUMBERS | {"result": st.just("REFUSED"), "code": st.just("RECALLED")}),
    ),
    "tax.refund.reviews": (
        FileKind.REFUND_REVIEWS,
        st.fixed_dictionaries(
            {
                "refund_id": _IDS, "submission": st.integers(1, 10**6), "decision": st.sampled_from(["APPROVE", "CORRECT", "REJECT"]),
                "reviewer": st.just("T-001"), "reviewed_on": _DAY, "reasons": _CODES,
            },
            optional={"missing": _CODES},
        ),
    ),
    "tax.refund.results": (
        FileKind.REFUND_PAYOUTS,
        st.fixed_dictionaries(_MONEY | {"payout_id": _IDS, "result": st.just("PAID"), "cause": st.none()})
        | st.fixed_dictionaries(_MONEY | {"payout_id": _IDS, "result": st.just("FAILED"), "cause": st.just("ACCOUNT_CLOSED")}),
    ),
    "tax.employee.relations": (
        FileKind.EMPLOYEES,
        st.builds(
            lambda one, two: one | two,
            _PEOPLE,
            st.fixed_dictionaries(
                {
                    "relation_no": _SERIAL, "revision": st.integers(1, 10**9), "identity": st.sampled_from(["WORKER", "FLEXIBLE"]),
                    "area": st.sampled_from(["440783", "440783115", "440783115201"]), "registered_on": _DAY,
                    **dict.fromkeys(("first_payment_on", "benefits_from", "benefits_until", "ended_notice_on"), st.none() | _DAY),
                    "employer": _EMPLOYERS,
                },
                optional={"land_expropriated": st.booleans(), "changes": _CHANGES},
            ),
        ),
    ),
}  # fmt: skip
_KINDS = {"tax.payment.received": {"kind": "SUCCESS"}, "tax.payment.reversed": {"kind": "REVERSAL"}}


@given(st.data(), st.sampled_from(sorted(ROWS)), st.sampled_from(PROFILES))
def test_a_file_tells_what_a_webhook_tells(data: st.DataObject, kind: str, name: str) -> None:
    """R-057: for every kind and profile, row by row."""
    file_kind, strategy = ROWS[kind]
    rows = data.draw(st.lists(strategy, min_size=1, max_size=3))
    profile, written = profiles()[name], content(file_kind, *(row | _KINDS.get(kind, {}) for row in rows), name=name)
    lines = lines_of(profile, written)
    check_file(profile, file_kind, lines, date(2023, 10, 10))
    report = read_rows(profile, file_kind, 2, lines[1:-1])
    assert not report.aside
    assert report == read_callback(webhook(kind, *rows))
    again = TaxReport()
    for line in lines[1:-1]:
        again.add(read_kept(keep_line(KeptLine(name, line.decode(profile.encoding), file_kind))))
    assert again == report, "a line that stood aside"
