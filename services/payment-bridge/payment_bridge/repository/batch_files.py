"""Files: kept once, in parts; read part by part; the lines of statements."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from payment_bridge.domain.batch_files import FileHead, FileState
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.reconciliation import BankLine, TaxLine
from payment_bridge.domain.row_counts import Counts
from payment_bridge.tables import batch_file_parts, batch_files, statement_lines
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, reader, row, value, values_of

NEWEST = 2**63 - 1
"""Before which position the newest files are."""
FAULTS_OF_A_PART = 1_000_000
"""More than a part keeps: the place of a fault is that of its part and its own."""
_f, _p = batch_files.c, batch_file_parts.c
_this, _now, _most = _f.file_id == value("file_id", _f.file_id), sa.func.clock_timestamp(), value("most", sa.Integer())
_part_of_this = _p.file_id == value("file_id", _p.file_id)
_NEW = ("file_id", "kind", "profile", "digest", "bytes", "lines", "filed_by")


class NewFile(NamedTuple):
    """A file as it came."""

    file_id: UUID
    kind: FileKind
    profile: str
    digest: str
    bytes: int
    lines: int
    filed_by: str


class OpenFile(NamedTuple):
    """A file that waits to be checked or taken."""

    file_id: UUID
    kind: FileKind
    profile: str
    state: FileState
    lines: int
    day: date | None
    issuer: str | None
    benefit_year: int | None
    rows: int | None
    filed_by: str


class FilePart(NamedTuple):
    """Some lines of a file, sealed."""

    first_line: int
    body: bytes


_KEEP = Statement(
    insert(batch_files)
    .values(row(batch_files, *_NEW, state=FileState.STORED.value))
    .on_conflict_do_nothing(index_elements=["digest"])
    .returning(_f.file_id)
)
_NEW_LEVIES = Statement(
    insert(batch_files).values(
        row(
            batch_files, "file_id", "profile", "digest", "filed_by", "issuer", "day", "benefit_year",
            kind=FileKind.LEVIES.value, state=FileState.CHECKED.value, bytes=0, lines=0, rows=0, total=0,
        )
    )
)  # fmt: skip
_GROW = Statement(
    sa.update(batch_files)
    .values({name: _f[name] + value(name, _f[name]) for name in ("rows", "total", "bytes")} | {"lines": _f.lines + value("rows", _f.rows)})
    .where(_this)
)
_BY_DIGEST = Statement(sa.select(_f.file_id).where(_f.digest == value("digest", _f.digest)))
_KEEP_PARTS = Statement(insert_rows(batch_file_parts, "file_id", "first_line", "body"))
_NEXT = Statement(
    sa.select(*(_f[name] for name in OpenFile._fields))
    .where(_f.state.in_(["STORED", "CHECKED"]))
    .order_by(_f.position)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_PARTS = Statement(sa.select(_p.first_line, _p.body).where(_part_of_this).order_by(_p.first_line))
_next_part = sa.select(_p.first_line, _p.body).where(_part_of_this, ~_p.taken).order_by(_p.first_line).limit(1)
_NEXT_PART, _CLAIM_PART = Statement(_next_part), Statement(_next_part.with_for_update(skip_locked=True))
_PART_AFTER = Statement(
    sa.select(_p.first_line, _p.body).where(_part_of_this, _p.first_line > value("after", _p.first_line)).order_by(_p.first_line).limit(1)
)
_CHECKED = Statement(sa.update(batch_files).values(state="CHECKED", **row(batch_files, "issuer", "day", "rows", "total")).where(_this))
_TAKEN = Statement(
    sa.update(batch_file_parts)
    .values(taken=True, faults=sa.cast(value("faults", sa.Text()), sa.JSON))
    .where(_part_of_this, _p.first_line == value("first_line", _p.first_line), ~_p.taken)
)
_FAULTS_OF_PART = Statement(
    sa.update(batch_file_parts)
    .values(faults=sa.cast(value("faults", sa.Text()), sa.JSON))
    .where(_part_of_this, _p.first_line == value("first_line", _p.first_line))
)
_fault = (
    sa.func.json_array_elements(_p.faults).table_valued(sa.column("told", sa.JSON), with_ordinality="number", name="fault").render_derived()
)
_place = (sa.cast(_p.first_line, sa.BigInteger) * FAULTS_OF_A_PART + _fault.c.number).label("position")
_FAULTS_AFTER = Statement(
    sa.select(_place, _fault.c.told)
    .select_from(batch_file_parts.join(_fault, sa.true()))
    .where(_part_of_this, _p.first_line >= value("after", sa.BigInteger()) // FAULTS_OF_A_PART, _place > value("after", sa.BigInteger()))
    .order_by(_place)
    .limit(_most)
)
_COUNT = Statement(
    sa.update(batch_files)
    .values(
        **{name: _f[name] + value(name, _f[name]) for name in Counts._fields},
        faults=sa.case((value("faults", sa.Text()).is_not(None), sa.cast(value("faults", sa.Text()), sa.JSON)), else_=_f.faults),
        faults_number=_f.faults_number + value("faults_number", _f.faults_number),
    )
    .where(_this)
)
_END = Statement(sa.update(batch_files).values(state="DONE", finished_at=_now).where(_this))
_refused = row(batch_files, "faults_number", faults=sa.cast(value("faults", sa.Text()), sa.JSON))
_REFUSE = Statement(sa.update(batch_files).values(state="REFUSED", finished_at=_now, **_refused).where(_this))
_FAULTS = Statement(sa.select(_f.faults).where(_this))
_TAX_LINES = Statement(insert_rows(statement_lines, *names_of(TaxLine), file_id=value("file_id", _f.file_id)).on_conflict_do_nothing())
_BANK_LINES = Statement(
    insert_rows(statement_lines, *names_of(BankLine), file_id=value("file_id", _f.file_id), takes_back=sa.false()).on_conflict_do_nothing()
)
_shown = [_f[name] for name in _f.keys() if name != "digest"]  # noqa: SIM118 -- columns, no dict
_LIST = Statement(
    sa.select(*_shown)
    .where(_f.position < value("before", _f.position))
    .where(value("kind", sa.Text()).is_(None) | (_f.kind == value("kind", sa.Text())))
    .where(value("state", sa.Text()).is_(None) | (_f.state == value("state", sa.Text())))
    .order_by(_f.position.desc())
    .limit(_most)
)
_ONE = Statement(sa.select(*_shown).where(_this))
_LOCK = Statement(sa.select(_f.file_id).where(_this).with_for_update())
_old = sa.select(_f.file_id).where(_f.state.in_(["DONE", "REFUSED"]), _f.finished_at < _now - value("kept", sa.Interval()))
_gone = sa.select(_p.file_id, _p.first_line).where(_p.file_id.in_(_old)).limit(_most).with_for_update(skip_locked=True)
_EMPTY = Statement(sa.delete(batch_file_parts).where(sa.tuple_(_p.file_id, _p.first_line).in_(_gone.correlate(None))))
_open_file, _part = reader(OpenFile), reader(FilePart)


async def keep_file(driver: Driver, new: NewFile) -> tuple[UUID, bool]:
    """Its id, and whether it is new: the same bytes of the same profile and kind are the same file."""
    if await _KEEP.row(driver, **values_of(new)) is not None:
        return new.file_id, True
    found: UUID = await _BY_DIGEST.value(driver, digest=new.digest)
    return found, False


async def begin_levies(driver: Driver, file_id: UUID, profile: str, region: str, year: int, day: date, by: str) -> None:
    """A file that goes out, without any rows yet."""
    told = {"profile": profile, "issuer": region, "benefit_year": year, "day": day, "filed_by": by}
    await _NEW_LEVIES.run(driver, file_id=file_id, digest=file_id.hex, **told)


async def grow_levies(driver: Driver, file_id: UUID, rows: int, total: int, size: int) -> None:
    """So many rows more. Total in fen, size in bytes."""
    await _GROW.run(driver, file_id=file_id, rows=rows, total=total, bytes=size)


async def keep_parts(driver: Driver, file_id: UUID, parts: Sequence[FilePart]) -> None:
    """Its lines, sealed."""
    await _KEEP_PARTS.run(driver, file_id=[file_id] * len(parts), **columns_of(parts, FilePart._fields))


async def next_file(driver: Driver) -> OpenFile | None:
    """The oldest that is not done and that nobody else is at, locked."""
    found = await _NEXT.row(driver)
    return _open_file(found) if found else None


async def parts_of_file(driver: Driver, file_id: UUID) -> list[FilePart]:
    """All of it, in order."""
    return [_part(one) for one in await _PARTS.rows(driver, file_id=file_id)]


async def next_part(driver: Driver, file_id: UUID) -> FilePart | None:
    """The first that is not taken."""
    found = await _NEXT_PART.row(driver, file_id=file_id)
    return _part(found) if found else None


async def part_after(driver: Driver, file_id: UUID, after: int) -> FilePart | None:
    """The one behind the part that begins with this line."""
    found = await _PART_AFTER.row(driver, file_id=file_id, after=after)
    return _part(found) if found else None


async def claim_part(driver: Driver, file_id: UUID) -> FilePart | None:
    """The first that is not taken and that nobody else is at, locked."""
    found = await _CLAIM_PART.row(driver, file_id=file_id)
    return _part(found) if found else None


async def lock_file(driver: Driver, file_id: UUID) -> None:
    """Nobody else counts its rows meanwhile."""
    await _LOCK.run(driver, file_id=file_id)


async def file_checked(driver: Driver, file_id: UUID, head: FileHead) -> None:
    """Its totals are right; its rows may be taken."""
    await _CHECKED.run(driver, file_id=file_id, **values_of(head))


async def part_taken(
    driver: Driver, file_id: UUID, first_line: int, counts: Counts, faults: str | None, faults_number: int, own: str | None = None
) -> None:
    """In the transaction of its effects, once. As JSON: `faults`, all that the file shows from now on (None: as before), and its `own`."""
    if await _TAKEN.run(driver, file_id=file_id, first_line=first_line, faults=own):
        await _COUNT.run(driver, file_id=file_id, **counts._asdict(), faults=faults, faults_number=faults_number)


async def end_file(driver: Driver, file_id: UUID) -> None:
    """All of it is taken."""
    await _END.run(driver, file_id=file_id)


async def refuse_file(driver: Driver, file_id: UUID, faults: str, number: int) -> None:
    """Nothing of it is taken."""
    await _REFUSE.run(driver, file_id=file_id, faults=faults, faults_number=number)


async def keep_faults(driver: Driver, file_id: UUID, first_line: int, faults: str) -> None:
    """Of the lines of a part of a file that is refused, as JSON."""
    await _FAULTS_OF_PART.run(driver, file_id=file_id, first_line=first_line, faults=faults)


async def faults_after(driver: Driver, file_id: UUID, after: int, most: int) -> list[Record]:
    """All faults of a file, by line: each with its place, and as JSON."""
    return await _FAULTS_AFTER.rows(driver, file_id=file_id, after=after, most=most)


async def faults_of_file(driver: Driver, file_id: UUID) -> str | None:
    """As JSON."""
    faults: str | None = await _FAULTS.value(driver, file_id=file_id)
    return faults


async def keep_tax_lines(driver: Driver, file_id: UUID, lines: Sequence[TaxLine]) -> None:
    """Of a statement of the tax office."""
    await _TAX_LINES.run(driver, file_id=file_id, **columns_of(lines, names_of(TaxLine)))


async def keep_bank_lines(driver: Driver, file_id: UUID, lines: Sequence[BankLine]) -> None:
    """Of a statement of a bank or the treasury."""
    await _BANK_LINES.run(driver, file_id=file_id, **columns_of(lines, names_of(BankLine)))


async def files(driver: Driver, kind: str | None, state: str | None, most: int, before: int = NEWEST) -> list[Record]:
    """The newest first; older ones than the one at `before`."""
    return await _LIST.rows(driver, kind=kind, state=state, most=most, before=before)


async def file_of(driver: Driver, file_id: UUID) -> Record | None:
    """One as it is listed."""
    return await _ONE.row(driver, file_id=file_id)


async def empty_files(driver: Driver, kept: timedelta, most: int) -> int:
    """Takes away lines of files that were done with so long ago; what they told stays. How many parts went."""
    return await _EMPTY.run(driver, kept=kept, most=most)
