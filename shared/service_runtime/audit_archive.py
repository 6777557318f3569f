"""Takes old audit rows out of the database: whole blocks, written to a file first; the chain goes on from its anchor."""

import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TextIO

import msgspec

from enrolment_terms.benefit_year import SHANGHAI
from row_sets import Driver
from service_runtime.audit_chain import Block, KeptRow, anchor_proof
from service_runtime.audit_rows import blocks_after, move_anchor, newest_anchor, newest_block, rows_of, wait_to_lead
from service_runtime.safe import Safe

_BLOCKS_AT_ONCE = 20
_DAYS_OF_A_MONTH = 31
_encode = msgspec.json.Encoder().encode


class CannotArchive(Exception):
    """Why nothing was archived."""


async def archive_audit(driver: Driver, safe: Safe, before: date, months: int, out: TextIO) -> int:
    """Blocks all of whose rows were recorded before that day, as JSON lines; how many rows. The newest block always stays.

    Run it as the owner of the tables, and verify first: what is archived is taken as it stands. Raises CannotArchive.
    """
    youngest = datetime.now(SHANGHAI).date().toordinal() - months * _DAYS_OF_A_MONTH
    if before.toordinal() > youngest:
        raise CannotArchive(f"audit rows stay {months} months: not after {date.fromordinal(youngest)}")
    archived = 0
    _write(out, {"anchor": _anchor(await newest_anchor(driver))})
    while rows := await _archive_some(driver, safe, before, out):
        archived += rows
    _write(out, {"anchor": _anchor(await newest_anchor(driver))})
    return archived


async def _archive_some(driver: Driver, safe: Safe, before: date, out: TextIO) -> int:
    """One transaction: on disk before it is gone from the database."""
    async with driver.transaction():
        await wait_to_lead(driver)
        newest, anchor = await newest_block(driver), await newest_anchor(driver)
        last: Block | None = None
        ids: list[int] = []
        for block in await blocks_after(driver, anchor[0] if anchor else 0, _BLOCKS_AT_ONCE):
            rows = await rows_of(driver, block.ids)
            if block.number == newest.number or any(row.recorded_at.astimezone(SHANGHAI).date() >= before for row in rows.values()):
                break
            _write(out, {"block": _block(block), "rows": list(map(_row, rows.values()))})
            last, ids = block, [*ids, *block.ids]
        if last is not None:
            out.flush()
            os.fsync(out.fileno())
            await move_anchor(driver, last, anchor_proof(safe, last.number, last.digest), ids)
    return len(ids) or int(last is not None)


def _anchor(anchor: tuple[int, bytes, bytes] | None) -> Mapping[str, Any] | None:
    return None if anchor is None else {"number": anchor[0], "digest": anchor[1].hex(), "proof": anchor[2].hex()}


def _block(block: Block) -> dict[str, Any]:
    return asdict(block) | {"digests": block.digests.hex(), "digest": block.digest.hex()}


def _row(row: KeptRow) -> dict[str, Any]:
    told = asdict(row)
    return told | {name: told[name].astimezone(UTC).isoformat() for name in ("at", "recorded_at")}


def _write(out: TextIO, told: Mapping[str, Any]) -> None:
    out.write(_encode(told).decode() + "\n")
