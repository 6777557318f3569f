"""Is the audit as it was written? Reads chain and rows, and names each row that is not."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from row_sets import Driver
from service_runtime.audit_chain import NO_BLOCK, Block, Checkpoint, KeptRow, anchor_proof, block_digest, row_digest
from service_runtime.audit_rows import blocks_after, ids_outside, last_id, newest_anchor, rows_of
from service_runtime.safe import Safe

_BLOCKS_AT_ONCE = 20
_MOST_COMPARED = 500
"""Rows that are compared with one another to tell a swap from two changes."""


class FaultKind(StrEnum):
    """What is wrong with a row or a block."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    ADDED = "ADDED"
    SWAPPED = "SWAPPED"
    BLOCK_CHANGED = "BLOCK_CHANGED"
    BLOCK_MISSING = "BLOCK_MISSING"
    TAIL_CUT = "TAIL_CUT"


_OF_BLOCKS = {FaultKind.BLOCK_CHANGED, FaultKind.BLOCK_MISSING, FaultKind.TAIL_CUT}


@dataclass(frozen=True, slots=True, order=True)
class AuditFault:
    """One row (or block, for the last three kinds) that is not as it was sealed."""

    kind: FaultKind
    number: int


@dataclass
class Verification:
    """What was found; good if there is no fault."""

    rows: int = 0
    blocks: int = 0
    waiting: int = 0
    """Rows that are not sealed yet."""
    newest: Checkpoint = field(default_factory=lambda: NO_BLOCK.checkpoint)
    faults: list[AuditFault] = field(default_factory=list)

    def add(self, kind: FaultKind, *numbers: int) -> None:
        """Notes faults."""
        self.faults.extend(AuditFault(kind, number) for number in numbers)

    def lines(self) -> list[str]:
        """For people."""
        newest = f"newest block {self.newest.number} {self.newest.digest}"
        told = [f"{self.rows} rows in {self.blocks} blocks, {self.waiting} rows wait for their seal; {newest}"]
        return told + [f"{fault.kind} {'block' if fault.kind in _OF_BLOCKS else 'row'} {fault.number}" for fault in self.faults]


async def verify_audit(driver: Driver, safe: Safe, checkpoint: Checkpoint | None = None) -> Verification:
    """The whole chain from its anchor, over one snapshot. With a checkpoint of outside a cut tail is found too."""
    async with driver.transaction(isolation="repeatable_read", readonly=True):
        return await _Verifier(driver, safe, checkpoint).verify()


class _Verifier:
    def __init__(self, driver: Driver, safe: Safe, checkpoint: Checkpoint | None) -> None:
        self._driver, self._safe, self._checkpoint = driver, safe, checkpoint
        self._told = Verification()
        self._changed: dict[int, tuple[KeptRow, bytes]] = {}

    async def verify(self) -> Verification:
        """Blocks first, then what stands outside of them."""
        newest = start = await self._start()
        while blocks := await blocks_after(self._driver, newest.number, _BLOCKS_AT_ONCE):
            for block in blocks:
                await self._check_block(newest, block)
                newest = block
            await asyncio.sleep(0)
        self._tell_changed()
        await self._check_outside(newest.settled)
        self._check_tail(start, newest)
        self._told.newest = newest.checkpoint
        self._told.faults.sort()
        return self._told

    async def _start(self) -> Block:
        anchor = await newest_anchor(self._driver)
        if anchor is None:
            return NO_BLOCK
        number, digest, proof = anchor
        if proof != anchor_proof(self._safe, number, digest):
            self._told.add(FaultKind.BLOCK_CHANGED, number)
        return replace(NO_BLOCK, number=number, digest=digest)

    async def _check_block(self, before: Block, block: Block) -> None:
        if block.number != before.number + 1:
            self._told.add(FaultKind.BLOCK_MISSING, *range(before.number + 1, min(block.number, before.number + 1001)))
        elif block_digest(self._safe, before.digest, block) != block.digest:
            self._told.add(FaultKind.BLOCK_CHANGED, block.number)
        if self._checkpoint and self._checkpoint.number == block.number and self._checkpoint.digest != block.digest.hex():
            self._told.add(FaultKind.TAIL_CUT, block.number)
        self._told.blocks += 1
        self._told.rows += len(block.ids)
        self._check_rows(block, await rows_of(self._driver, block.ids))

    def _check_rows(self, block: Block, rows: Mapping[int, KeptRow]) -> None:
        digests = block.row_digests()
        self._told.add(FaultKind.MISSING, *(number for number in block.ids if number not in rows))
        for number, row in rows.items():
            sealed = digests.get(number, b"")
            if row_digest(self._safe, row) != sealed:
                self._changed[number] = row, sealed

    def _tell_changed(self) -> None:
        swapped = self._swapped() if len(self._changed) <= _MOST_COMPARED else set()
        self._told.add(FaultKind.SWAPPED, *swapped)
        self._told.add(FaultKind.CHANGED, *(self._changed.keys() - swapped))

    def _swapped(self) -> set[int]:
        """Rows that say what another one of them said when it was sealed."""
        sealed = {digest: number for number, (_, digest) in self._changed.items()}
        return {
            number
            for number, (row, _) in self._changed.items()
            if any(sealed.get(row_digest(self._safe, replace(row, id=other))) == other for other in self._changed if other != number)
        }

    async def _check_outside(self, settled: int) -> None:
        last = await last_id(self._driver)
        outside = await ids_outside(self._driver)
        added = [number for number in outside if number <= settled or number > last]
        self._told.add(FaultKind.ADDED, *added)
        self._told.waiting = len(outside) - len(added)

    def _check_tail(self, start: Block, newest: Block) -> None:
        wanted = self._checkpoint
        if wanted is not None and wanted.number > max(newest.number, start.number):
            self._told.add(FaultKind.TAIL_CUT, *range(newest.number + 1, min(wanted.number, newest.number + 1000) + 1))
