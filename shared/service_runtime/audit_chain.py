"""The chain over the audit rows: what is digested, and how a block follows from the block before. Pure; the keys are the safe's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from service_runtime.safe import Safe

_encode = msgspec.json.Encoder().encode
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An audit row as it stands in the database."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    purpose: str | None
    request_id: str | None
    detail: str | None
    """JSON as PostgreSQL writes it."""
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The newest block as somebody outside the database remembers it: what was cut off behind it is found."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the chain, as it stands in `audit_seals`."""

    number: int
    ids: Sequence[int]
    digests: bytes
    settled: int
    highest: int
    digest: bytes
    sealed_at: datetime

    @property
    def checkpoint(self) -> Checkpoint:
        """What is told outside the database."""
        return Checkpoint(self.number, self.digest.hex())

    def row_digests(self) -> dict[int, bytes]:
        """By id."""
        parts = (self.digests[start : start + DIGEST_BYTES] for start in range(0, len(self.digests), DIGEST_BYTES))
        return dict(zip(self.ids, parts, strict=False))


NO_BLOCK = Block(0, (), b"", 0, 0, b"", datetime(1970, 1, 1, tzinfo=UTC))
"""Before the first."""


def row_digest(safe: Safe, row: KeptRow) -> bytes:
    """32 bytes over all that the row says, its number included."""
    said = row.actor, row.action, row.subject, row.purpose, row.request_id, row.detail
    return safe.digest_bytes(_encode([row.id, _utc(row.at), *said, _utc(row.recorded_at)]), "audit-row")


def block_digest(safe: Safe, previous: bytes, block: Block) -> bytes:
    """32 bytes over the block and the digest of the block before."""
    told = [previous.hex(), block.number, list(block.ids), block.digests.hex(), block.settled, block.highest]
    return safe.digest_bytes(_encode([*told, _utc(block.sealed_at)]), "audit-block")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def anchor_proof(safe: Safe, number: int, digest: bytes) -> bytes:
    """What shows that a chain may begin behind this block."""
    return safe.digest_bytes(_encode([number, digest.hex()]), "audit-anchor")


def next_block(safe: Safe, newest: Block, rows: Sequence[KeptRow], settled: int, sealed_at: datetime) -> Block | None:
    """The block that follows over these rows, oldest first; None if there is nothing to say.

    `settled`: no row up to this id can still come. A block without rows tells only that, once for rows that were sealed before it held.
    """
    settled = max(settled, newest.settled)
    if not rows and (settled == newest.settled or newest.highest <= newest.settled):
        return None
    digests = b"".join(row_digest(safe, row) for row in rows)
    highest = max([settled, *(row.id for row in rows)])
    bare = Block(newest.number + 1, [row.id for row in rows], digests, settled, highest, b"", sealed_at)
    return replace(bare, digest=block_digest(safe, newest.digest, bare))
