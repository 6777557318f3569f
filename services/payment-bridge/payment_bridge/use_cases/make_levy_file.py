"""Levies as a file (R-056): what is due of a region and year, portion by portion. A bill that is in the file is handed over, as in a batch.

A portion and the state of its bills commit together; after a break the next portion follows. Names and numbers lie sealed.
"""

from collections.abc import AsyncIterator, Collection
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.money import fen_of
from payment_bridge.domain.batch_files import FileState
from payment_bridge.domain.file_profiles import FileKind, LineFault, Profile
from payment_bridge.domain.levy_delivery import LevyRegion, Sending
from payment_bridge.errors import FileNotReady, NoSuchFile
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.repository import batch_files, levies
from payment_bridge.repository.batch_files import FilePart, OpenFile
from payment_bridge.use_cases.record_levy_answer import record_levy_answer, refuse_bills
from payment_bridge.use_cases.send_levies import free_regions, opened_levies, take_due
from row_sets import Record
from service_runtime import ReadConnection, Runtime, Transaction, get_logger

BILLS_AT_ONCE = 2000
_PURPOSE = "batch-file"
_log = get_logger("payment-bridge.files")


async def begin_levy_file(tx: Transaction, there: LevyRegion, profile: Profile, by: str) -> UUID:
    """The id of a file that is made in the background."""
    file_id = new_id()
    await batch_files.begin_levies(tx.driver, file_id, profile.name, there.region, there.benefit_year, tx.now.date(), by)
    tx.audit("levy_file.begun", subject=str(file_id), actor=by, detail=there._asdict())
    return file_id


async def grow_levy_file(tx: Transaction, file: OpenFile, profile: Profile) -> int:
    """One portion; the file ends when nothing more is due. While another takes bills from the queue it waits."""
    await levies.hold_sending(tx.driver)
    assert file.issuer is not None
    assert file.benefit_year is not None
    there = LevyRegion(file.issuer, file.benefit_year)
    free = next((one for one in await free_regions(tx) if one[:2] == there), None)
    bill_ids = await levies.due_bills_of(tx.driver, there, free, tx.now.date(), BILLS_AT_ONCE)
    if not bill_ids:
        await batch_files.end_file(tx.driver, file.file_id)
        tx.audit("levy_file.made", subject=str(file.file_id), actor=file.filed_by, detail={"rows": file.rows})
        return 1
    ready, resends = await take_due(tx, bill_ids)
    bills, unreadable = opened_levies(ready, resends, tx)
    lines, total, unfit = _written(profile, bills)
    refused = [(unreadable, "UNREADABLE_HERE"), (unfit, "UNWRITABLE_HERE")]
    for ids, code in refused:
        await refuse_bills(tx, {bill_id: resends[bill_id] for bill_id in ids}, code)
    if lines:
        body = tx.safe.seal_bytes(b"".join(lines.values()), _PURPOSE, f"{file.file_id}/{file.rows}")
        await batch_files.keep_parts(tx.driver, file.file_id, [FilePart(file.rows or 0, body)])
        await batch_files.grow_levies(tx.driver, file.file_id, len(lines), total, sum(map(len, lines.values())))
        batch_id = new_id()
        sendings = {bill.bill_id: Sending(resends[bill.bill_id], bill.version) for bill, _ in ready if bill.bill_id in lines}
        await levies.keep_batch_of_file(tx.driver, batch_id, there, tx.now.date(), sendings)
        await record_levy_answer(tx, batch_id, {})
    return len(bill_ids)


async def levy_file(read: ReadConnection, file_id: UUID, named: Collection[str]) -> Record:
    """One that is made, of a profile that is still among these, and whose lines are still kept. Raises NoSuchFile, FileNotReady."""
    found = await batch_files.file_of(read.driver, file_id)
    if found is None or found["kind"] != FileKind.LEVIES or found["profile"] not in named:
        raise NoSuchFile()
    if found["state"] != FileState.DONE:
        raise FileNotReady()
    if found["rows"] and await batch_files.part_after(read.driver, file_id, -1) is None:
        raise NoSuchFile()
    return found


async def content_of(runtime: Runtime, file: Record) -> AsyncIterator[bytes]:
    """Its first line, its rows part by part, its last line; no connection is held between two parts."""
    profile, after = profiles(runtime.settings.file_profiles)[file["profile"]], -1
    yield profile.write(profile.header, {"kind": FileKind.LEVIES, "issuer": file["issuer"], "day": file["day"].isoformat()})
    while True:
        async with runtime.database.read() as read:
            part = await batch_files.part_after(read.driver, file["file_id"], after)
            if part is None:
                break
            body = read.safe.open_bytes(part.body, _PURPOSE, f"{file['file_id']}/{part.first_line}")
        after = part.first_line
        yield body
    yield profile.write(profile.trailer, {"rows": file["rows"], "total": file["total"]})


def _written(profile: Profile, bills: dict[UUID, dict[str, object]]) -> tuple[dict[UUID, bytes], int, list[UUID]]:
    """Lines by bill, the sum of their amounts, and the bills that do not fit into a line: they must not hold up the others."""
    lines, total, unfit = {}, 0, []
    for bill_id, told in bills.items():
        amount = fen_of(str(told["amount"]))
        try:
            lines[bill_id] = profile.write(profile.rows[FileKind.LEVIES], told | {"amount": amount})  # type: ignore[arg-type]
        except LineFault as fault:
            unfit.append(bill_id)
            _log.error("levy.unwritable", bill_id=str(bill_id), field=fault.field)
            continue
        total += amount
    return lines, total, unfit
