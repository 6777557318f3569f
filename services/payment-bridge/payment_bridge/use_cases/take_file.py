"""Files of the tax office and of banks: stored as they come, then checked and taken in the background, part by part.

A file is checked whole before any of it is taken. A part and its effects commit together: after a break the next part is taken.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from event_bus.supervision import all_settled
from payment_bridge.domain.batch_files import MOST_TOLD, FileFault, FileHead, FileRefused, FileState, check_file, parts_of
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.file_profiles import FileKind, Profile
from payment_bridge.domain.tax_rows import TaxReport, compare
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.gateways.file_rows import read_bank_lines, read_results, read_tax_lines
from payment_bridge.repository import batch_files
from payment_bridge.repository.batch_files import Counts, FilePart, NewFile, OpenFile
from payment_bridge.repository.serials import told_under
from payment_bridge.use_cases.make_levy_file import grow_levy_file
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE, take_rows
from service_runtime import ReadConnection, Runtime, Transaction, get_logger

LINES_AT_ONCE = 2500
"""In one transaction: more would keep requests of this process waiting."""
_AT_ONCE = 2
"""Parts that are taken side by side: one is read while the database writes the other."""
_PURPOSE = "batch-file"
_NOT_READ = "明细无法识别，已单独留存待核"
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
        if file.kind is FileKind.LEVIES:
            return await grow_levy_file(tx, file)
        if file.state is FileState.STORED:
            return await _check(tx, file)
        part = await batch_files.next_part(tx.driver, file.file_id)
        if part is None:
            await batch_files.end_file(tx.driver, file.file_id)
            return 1
        if file.kind is not FileKind.RESULTS:
            await _keep_statement(tx, file, part)
            return LINES_AT_ONCE
    taken: list[int] = []
    await all_settled([_take_results(runtime, file, taken) for _ in range(_AT_ONCE)])
    return sum(taken)


async def _check(tx: Transaction, file: OpenFile) -> int:
    profile = profiles()[file.profile]
    sealed = await batch_files.parts_of_file(tx.driver, file.file_id)
    parts = [(one.first_line, _lines(tx, file, one)) for one in sealed]
    today = tx.now.date()

    def check() -> FileHead:
        head = check_file(profile, file.kind, [line for _, lines in parts for line in lines], today)
        _read_statement(profile, file, parts)
        return head

    try:
        head = await asyncio.to_thread(check)
    except FileRefused as refused:
        told, number = msgspec.json.encode(refused.told).decode(), len(refused.faults)
        await batch_files.refuse_file(tx.driver, file.file_id, told, number)
        tx.audit("file.refused", subject=str(file.file_id), actor="files", detail={"faults": number})
        _log.warning("file.refused", file_id=str(file.file_id), faults=number)
        return file.lines
    await batch_files.file_checked(tx.driver, file.file_id, head)
    return file.lines


def _read_statement(profile: Profile, file: OpenFile, parts: Sequence[tuple[int, list[bytes]]]) -> None:
    """A statement is read whole or not at all. Raises FileRefused with the faults of all its parts."""
    if file.kind is FileKind.RESULTS:
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


async def _keep_statement(tx: Transaction, file: OpenFile, part: FilePart) -> None:
    lines = await asyncio.to_thread(_statement, profiles()[file.profile], file, part.first_line, _lines(tx, file, part))
    keep = batch_files.keep_tax_lines if file.kind is FileKind.TAX_STATEMENT else batch_files.keep_bank_lines
    await keep(tx.driver, file.file_id, lines)
    await batch_files.part_taken(tx.driver, file.file_id, part.first_line, Counts(accepted=len(lines)), None, 0)


async def _take_results(runtime: Runtime, file: OpenFile, taken: list[int]) -> None:
    """The rows of a part that nobody else is at, as the rows of a callback: all in one transaction, or one by one where that fails."""
    report, first_line = None, 0
    try:
        async with runtime.database.transaction() as tx:
            part = await batch_files.claim_part(tx.driver, file.file_id)
            if part is None:
                return
            first_line, (first, rows) = part.first_line, _rows(file, part.first_line, _lines(tx, file, part))
            report = await asyncio.to_thread(read_results, profiles()[file.profile], first, rows)
            rest, counts = await _fresh_of(tx, report)
            await take_report(tx, rest, TaxSource.FILE)
            await _note(tx, file, first_line, report, counts)
    except UNPROCESSABLE:
        if report is None:
            raise
        async with runtime.database.read() as read:
            _, counts = await _fresh_of(read, report)
        await take_rows(runtime, report, TaxSource.FILE)
        async with runtime.database.transaction() as tx:
            await _note(tx, file, first_line, report, counts)
    taken.append(max(report.rows, 1))


async def _fresh_of(tx: ReadConnection, report: TaxReport) -> tuple[TaxReport, Counts]:
    """What is known with the same content costs nothing more; what is known with another goes on, to be told of as a difference."""
    fresh, differing = compare(report.told, await told_under(tx.driver, report.serials))
    rest = TaxReport(
        [*fresh, *(one.other for one in differing)], reversals=report.reversals, aside=report.aside, with_more=report.with_more
    )
    known = await batch_files.bills_among(tx.driver, [row.bill_id for row in fresh])
    unmatched = sum(row.bill_id not in known for row in fresh)
    counts = Counts(
        accepted=len(fresh) - unmatched + len(report.reversals),
        duplicate=len(report.told) - len(fresh) - len(differing),
        unmatched=unmatched,
        refused=len(report.aside) + len(differing),
    )
    return rest, counts


async def _note(tx: Transaction, file: OpenFile, first_line: int, report: TaxReport, counts: Counts) -> None:
    """Once for each part, whoever took it: the file's row is the lock."""
    await batch_files.lock_file(tx.driver, file.file_id)
    told = None
    if report.aside:
        before = await batch_files.faults_of_file(tx.driver, file.file_id)
        faults = [*(_faults.decode(before) if before else ()), *(FileFault(one.place, one.field, _NOT_READ) for one in report.aside)]
        told = msgspec.json.encode(faults[:MOST_TOLD]).decode()
    await batch_files.part_taken(tx.driver, file.file_id, first_line, counts, told, len(report.aside))


def _rows(file: OpenFile, first: int, lines: list[bytes]) -> tuple[int, list[bytes]]:
    """Without the first line of the file and the last; the number of the first that is left."""
    begin = 1 if first == 1 else 0
    end = len(lines) - 1 if first + len(lines) - 1 == file.lines else len(lines)
    return first + begin, lines[begin:end]


def _lines(read: ReadConnection, file: OpenFile, part: FilePart) -> list[bytes]:
    body = read.safe.open_bytes(part.body, _PURPOSE, f"{file.file_id}/{part.first_line}")
    return body.split(profiles()[file.profile].line_end.encode())
