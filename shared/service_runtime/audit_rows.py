"""SQL of the audit chain: rows that no block holds yet, blocks, anchors."""

from collections.abc import Sequence

import sqlalchemy as sa

from row_sets import Driver, Statement, names_of, reader, row, value, values_of
from service_runtime.audit_chain import NO_BLOCK, Block, KeptRow
from service_runtime.runtime_tables import audit_anchors, audit_rows, audit_seals

_LEADER = 0x43616E62616F5E  # "Canbao" and a mark of our own
_r, _s = audit_rows.c, audit_seals.c
_columns = ", ".join("detail::text AS detail" if name == "detail" else name for name in names_of(KeptRow))
_after_settled = """
    WITH last AS (SELECT settled FROM audit_seals ORDER BY number DESC LIMIT 1),
    newest AS (SELECT coalesce(max(settled), 0) AS settled FROM last),
    sealed AS (SELECT unnest(ids) AS id FROM audit_seals WHERE highest > (SELECT settled FROM newest))
    SELECT {wanted} FROM audit_rows WHERE id > (SELECT settled FROM newest)
    AND NOT EXISTS (SELECT FROM sealed WHERE sealed.id = audit_rows.id)
"""
_LEAD = Statement("SELECT pg_try_advisory_xact_lock({key})", key=_LEADER)
_WAIT_TO_LEAD = Statement("SELECT pg_advisory_xact_lock({key})", key=_LEADER)
_UNSEALED = Statement(_after_settled + " AND id <= :last ORDER BY id LIMIT :most", wanted=_columns)
_OLDEST_UNSEALED = Statement(
    _after_settled, wanted="coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::double precision"
)
_LAST_ID = Statement("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_rows_id_seq")
_WRITERS = Statement(
    "SELECT virtualtransaction FROM pg_locks WHERE relation = 'audit_rows'::regclass AND mode = 'RowExclusiveLock' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_blocks = sa.select(*(_s[name] for name in names_of(Block)))
_NEWEST = Statement(_blocks.order_by(_s.number.desc()).limit(1))
_BLOCKS = Statement(_blocks.where(_s.number > value("after", _s.number)).order_by(_s.number).limit(value("most", sa.Integer)))
_APPEND = Statement(sa.insert(audit_seals).values(row(audit_seals, *names_of(Block))))
_DIGEST = Statement(sa.select(_s.digest).where(_s.number == value("number", _s.number)))
_ROWS = Statement("SELECT {columns} FROM audit_rows WHERE id = ANY(:ids) ORDER BY id", columns=_columns)
_OUTSIDE = Statement(
    """
    SELECT audit_rows.id FROM audit_rows LEFT JOIN (SELECT unnest(ids) AS id FROM audit_seals) AS sealed ON sealed.id = audit_rows.id
    WHERE sealed.id IS NULL ORDER BY audit_rows.id
    """
)
_ARCHIVE_ROWS = Statement("DELETE FROM audit_rows WHERE id = ANY(:ids)")
_ARCHIVE_BLOCKS = Statement(sa.delete(audit_seals).where(_s.number <= value("number", _s.number)))
_ADD_ANCHOR = Statement(
    sa.insert(audit_anchors).values(row(audit_anchors, "number", "digest", "proof", archived_at=sa.func.clock_timestamp()))
)
_ANCHOR = Statement(sa.select(audit_anchors.c.number, audit_anchors.c.digest, audit_anchors.c.proof).order_by(sa.desc("number")).limit(1))
_block, _kept = reader(Block), reader(KeptRow)


async def lead(driver: Driver) -> bool:
    """True if this transaction is the one that may append blocks."""
    first: bool = await _LEAD.value(driver)
    return first


async def wait_to_lead(driver: Driver) -> None:
    """Returns when no block can be appended but by this transaction."""
    await _WAIT_TO_LEAD.row(driver)


async def unsealed_rows(driver: Driver, last: int, most: int) -> list[KeptRow]:
    """Committed rows that no block holds, by id: only those behind what is settled, where nothing can come any more, up to the last id."""
    return [_kept(found) for found in await _UNSEALED.rows(driver, last=last, most=most)]


async def oldest_unsealed_seconds(driver: Driver) -> float:
    """Age of the oldest row that waits for its seal; 0 if none does."""
    seconds: float = await _OLDEST_UNSEALED.value(driver)
    return seconds


async def last_id(driver: Driver) -> int:
    """The highest id that was ever given to a row, committed or not."""
    highest: int = await _LAST_ID.value(driver)
    return highest


async def writers(driver: Driver) -> set[str]:
    """Open transactions that have written audit rows or are about to: they hold the table's lock before they are given an id."""
    return set(await _WRITERS.values(driver))


async def newest_block(driver: Driver) -> Block:
    """The last one, or what stands before the first."""
    found = await _NEWEST.row(driver)
    if found is not None:
        return _block(found)
    anchor = await _ANCHOR.row(driver)
    return NO_BLOCK if anchor is None else Block(anchor["number"], (), b"", 0, 0, anchor["digest"], NO_BLOCK.sealed_at)


async def blocks_after(driver: Driver, number: int, most: int) -> list[Block]:
    """In order."""
    return [_block(found) for found in await _BLOCKS.rows(driver, after=number, most=most)]


async def append_block(driver: Driver, block: Block) -> None:
    """Of two that follow the same block one is refused by the key."""
    await _APPEND.run(driver, **values_of(block))


async def digest_of_block(driver: Driver, number: int) -> bytes | None:
    """None if there is no such block."""
    digest: bytes | None = await _DIGEST.value(driver, number=number)
    return digest


async def rows_of(driver: Driver, ids: Sequence[int]) -> dict[int, KeptRow]:
    """Those that are there, by id."""
    return {found["id"]: _kept(found) for found in await _ROWS.rows(driver, ids=ids)}


async def ids_outside(driver: Driver) -> list[int]:
    """Rows that no block holds."""
    return await _OUTSIDE.values(driver)


async def newest_anchor(driver: Driver) -> tuple[int, bytes, bytes] | None:
    """Number and digest of the last archived block, with the proof; None if nothing was archived."""
    found = await _ANCHOR.row(driver)
    return None if found is None else (found["number"], found["digest"], found["proof"])


async def move_anchor(driver: Driver, block: Block, proof: bytes, ids: Sequence[int]) -> None:
    """Removes the blocks up to this one with their rows; the chain begins behind it. For the owner of the tables only."""
    for table in ("audit_rows", "audit_seals"):
        await driver.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stay")
    await _ARCHIVE_ROWS.run(driver, ids=ids)
    await _ARCHIVE_BLOCKS.run(driver, number=block.number)
    for table in ("audit_rows", "audit_seals"):
        await driver.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_stay")
    await _ADD_ANCHOR.run(driver, number=block.number, digest=block.digest, proof=proof)
