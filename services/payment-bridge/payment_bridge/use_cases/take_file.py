"""Files of the tax office and of banks: stored as they come, then checked and taken in the background, part by part.

A file is checked whole before any of it is taken. A part and its effects commit together: after a break the next part is taken.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from event_bus.supervision import all_settled
from payment_bridge.domain.batch_files import MOST_TOLD, FileFault, FileHead, FileRefused, FileState, check_file, parts_of
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.file_profiles import STATEMENTS, FileKind, Profile
from payment_bridge.domain.row_counts import Counts, Known, count_rows
from payment_bridge.domain.tax_rows import RowAside, TaxReport
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.gateways.file_rows import read_bank_lines, read_rows, read_tax_lines
from payment_bridge.repository import batch_files
from payment_bridge.repository.batch_files import FilePart, NewFile, OpenFile
from payment_bridge.repository.known_rows import known_of
from payment_bridge.use_cases.make_levy_file import grow_levy_file
from payment_bridge.use_cases.match_documents import name_bills
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE, take_rows
from service_runtime import ReadConnection, Runtime, Transaction, get_logger

LINES_AT_ONCE = 2500
"""In one transaction: more would keep requests of this process waiting."""
MOST_KEPT = 10_000
"""Faults of a part: a few for each line."""
_AT_ONCE = 2
"""Parts that are taken side by side: one is read while the database writes the other."""
_PURPOSE = "batch-file"
_NOT_READ, _NOT_TAKEN = "明细无法识别，已单独留存待核", "明细无法入账，已单独留存待核"
_log = get_logger("payment-bridge.files")
_faults = msgspec.json.Decoder(list[FileFault])


async def store_file(tx: Transaction, kind: FileKind, profile: Profile, content: bytes, by: str) -> tuple[UUID, bool]:
    """Its id, and whether it is new. The same bytes are the same file."""
    digest = hashlib.sha256(f"{profile.name}/{kind}/".encode() + content).hexdigest()
    parts = await asyncio.to_thread(lambda: list(parts_of(profile, content, LINES_AT_ONCE)))
    new = NewFile(new_id(), kind, profile.name, digest, len(content), sum(len(part.lines) for part in parts), by)
    file_id, is_new = await batch_files.keep_file(tx.driver, new)
    if is_new:
        for part in parts:
            body = tx.safe.seal_bytes(profile.line_end.encode().join(part.lines), _PURPOSE, f"{file_id}/{part.first}")
            await batch_files.keep_parts(tx.driver, file_id, [FilePart(part.first, body)])
        tx.audit("file.stored", subject=str(file_id), actor=by, detail={"kind": kind, "lines": new.lines})
    return file_id, is_new


async def take_files(runtime: Runtime) -> int:
    """One step: how many lines were checked or taken, of the oldest file that is not done."""
    async with runtime.database.transaction() as tx:
        file = await batch_files.next_file(tx.driver)
        if file is None:
            return 0
        profile = profiles(runtime.settings.file_profiles).get(file.profile)
        if profile is None:
            return await _refuse(tx, file, FileRefused([FileFault(0, None, "没有这种文件格式")]))
        if file.kind is FileKind.LEVIES:
            return await grow_levy_file(tx, file, profile)
        if file.state is FileState.STORED:
            return await _check(tx, file, profile)
        part = await batch_files.next_part(tx.driver, file.file_id)
        if part is None:
            await batch_files.end_file(tx.driver, file.file_id)
            return 1
        if file.kind in STATEMENTS:
            await _keep_statement(tx, file, profile, part)
            return LINES_AT_ONCE
    taken: list[int] = []
    await all_settled([_take_part(runtime, file, profile, taken) for _ in range(_AT_ONCE)])
    return sum(taken)


async def _check(tx: Transaction, file: OpenFile, profile: Profile) -> int:
    sealed = await batch_files.parts_of_file(tx.driver, file.file_id)
    parts = [(one.first_line, _lines(tx, file, profile, one)) for one in sealed]
    today = tx.now.date()

    def check() -> FileHead:
        head = check_file(profile, file.kind, [line for _, lines in parts for line in lines], today)
        _read_statement(profile, file, parts)
        return head

    try:
        head = await asyncio.to_thread(check)
    except FileRefused as refused:
        return await _refuse(tx, file, refused)
    await batch_files.file_checked(tx.driver, file.file_id, head)
    return file.lines


async def _refuse(tx: Transaction, file: OpenFile, refused: FileRefused) -> int:
    told, number = msgspec.json.encode(refused.told).decode(), len(refused.faults)
    await batch_files.refuse_file(tx.driver, file.file_id, told, number)
    of_part: dict[int, list[FileFault]] = defaultdict(list)
    for fault in refused.faults:
        line = min(max(fault.line, 1), file.lines)
        of_part[(line - 1) // LINES_AT_ONCE * LINES_AT_ONCE + 1].append(fault)
    for first_line, faults in of_part.items():
        await batch_files.keep_faults(tx.driver, file.file_id, first_line, _kept(faults))
    tx.audit("file.refused", subject=str(file.file_id), actor="files", detail={"faults": number})
    _log.warning("file.refused", file_id=str(file.file_id), faults=number)
    return max(file.lines, 1)


def _read_statement(profile: Profile, file: OpenFile, parts: Sequence[tuple[int, list[bytes]]]) -> None:
    """A statement is read whole or not at all. Raises FileRefused with the faults of all its parts."""
    if file.kind not in STATEMENTS:
        return
    faults: list[FileFault] = []
    for first, lines in parts:
        try:
            _statement(profile, file, first, lines)
        except FileRefused as refused:
            faults += refused.faults
    if faults:
        raise FileRefused(faults)


def _statement(profile: Profile, file: OpenFile, first: int, lines: list[bytes]) -> list[Any]:
    place, rows = _rows(file, first, lines)
    return (read_tax_lines if file.kind is FileKind.TAX_STATEMENT else read_bank_lines)(profile, place, rows)


async def _keep_statement(tx: Transaction, file: OpenFile, profile: Profile, part: FilePart) -> None:
    lines = await asyncio.to_thread(_statement, profile, file, part.first_line, _lines(tx, file, profile, part))
    keep = batch_files.keep_tax_lines if file.kind is FileKind.TAX_STATEMENT else batch_files.keep_bank_lines
    await keep(tx.driver, file.file_id, lines)
    await batch_files.part_taken(tx.driver, file.file_id, part.first_line, Counts(accepted=len(lines)), None, 0)


async def _take_part(runtime: Runtime, file: OpenFile, profile: Profile, taken: list[int]) -> None:
    """The rows of a part that nobody else is at, as the rows of a callback: all in one transaction, or one by one where that fails."""
    report, part, first, lines = None, None, 0, list[bytes]()
    try:
        async with runtime.database.transaction() as tx:
            part = await batch_files.claim_part(tx.driver, file.file_id)
            if part is None:
                return
            first, lines = _rows(file, part.first_line, _lines(tx, file, profile, part))
            report = await asyncio.to_thread(read_rows, profile, file.kind, first, lines)
            report, known = await _known(tx, report)
            fresh, counts = count_rows(report, known)
            await take_report(tx, replace(report, told=fresh), TaxSource.FILE)
            await _note(tx, file, part, counts, [_fault(one.place, one, _NOT_READ) for one in report.aside])
    except UNPROCESSABLE:
        if part is None or report is None:
            raise
        rows = await asyncio.to_thread(lambda: [read_rows(profile, file.kind, line, [one]) for line, one in enumerate(lines, first)])
        await _take_row_by_row(runtime, file, part, first, rows)
    taken.append(max(len(lines), 1))


async def _take_row_by_row(runtime: Runtime, file: OpenFile, part: FilePart, first: int, rows: Sequence[TaxReport]) -> None:
    """`rows`: what each row tells; `first`: number of the line of the first of them."""
    async with runtime.database.read() as read:
        _, known = await _known(read, _together(rows))
    refused = await take_rows(runtime, rows, TaxSource.FILE)
    taken = _together(one for place, one in enumerate(rows) if place not in refused)
    _, counts = count_rows(name_bills(taken, known.told), known)
    faults = [_fault(one.place, one, _NOT_READ) for one in taken.aside]
    faults += [_fault(first + place, one, _NOT_TAKEN) for place, one in refused.items()]
    async with runtime.database.transaction() as tx:
        await _note(tx, file, part, counts._replace(refused=counts.refused + len(refused)), faults)


def _together(rows: Iterable[TaxReport]) -> TaxReport:
    report = TaxReport()
    for one in rows:
        report.add(one)
    return report


async def _known(read: ReadConnection, report: TaxReport) -> tuple[TaxReport, Known]:
    """What was known before; money that names a person is for the bill that was found for it."""
    known = await known_of(read.driver, report)
    return name_bills(report, known.told), known


def _fault(line: int, aside: RowAside, msg: str) -> FileFault:
    return FileFault(line, aside.field, msg)


async def _note(tx: Transaction, file: OpenFile, part: FilePart, counts: Counts, new: Sequence[FileFault]) -> None:
    """Once for each part, whoever took it: the file's row is the lock."""
    await batch_files.lock_file(tx.driver, file.file_id)
    told = own = None
    if new:
        before = await batch_files.faults_of_file(tx.driver, file.file_id)
        faults = [*(_faults.decode(before) if before else ()), *new]
        told, own = msgspec.json.encode(faults[:MOST_TOLD]).decode(), _kept(sorted(new, key=lambda one: one.line))
    await batch_files.part_taken(tx.driver, file.file_id, part.first_line, counts, told, len(new), own)


def _kept(faults: Sequence[FileFault]) -> str:
    return msgspec.json.encode(faults[:MOST_KEPT]).decode()


def _rows(file: OpenFile, first: int, lines: list[bytes]) -> tuple[int, list[bytes]]:
    """Without the first line of the file and the last; the number of the first that is left."""
    begin = 1 if first == 1 else 0
    end = len(lines) - 1 if first + len(lines) - 1 == file.lines else len(lines)
    return first + begin, lines[begin:end]


def _lines(read: ReadConnection, file: OpenFile, profile: Profile, part: FilePart) -> list[bytes]:
    body = read.safe.open_bytes(part.body, _PURPOSE, f"{file.file_id}/{part.first_line}")
    return body.split(profile.line_end.encode())
