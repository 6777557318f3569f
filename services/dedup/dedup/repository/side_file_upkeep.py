"""Between the database and the side file: what changed is written to the file, and the database notes up to where."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from dedup.domain.individuals import Individual
from dedup.domain.packed_spells import Keys, pack_spells
from dedup.repository.side_file import SideFile
from dedup.repository.side_file_state import SideFileRefused
from dedup.tables import identities, side_file
from enrolment_terms.identifiers import new_id
from row_sets import Driver, Statement, value

_NOTED = Statement(sa.select(side_file.c.source, side_file.c.mark, side_file.c.filled))
_FORGET = Statement(sa.delete(side_file))
_NOTE = Statement(sa.insert(side_file).values(source=value("source", side_file.c.source), mark=0, filled=False))
_FILLED = Statement(sa.update(side_file).values(filled=True))
_MARK = Statement(sa.update(side_file).values(mark=value("mark", side_file.c.mark)))
_NUMBERS = Statement(
    sa.select(identities.c.number)
    .where(identities.c.number > value("after", identities.c.number))
    .distinct()
    .order_by(identities.c.number)
    .limit(value("most", sa.Integer()))
)


_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2149, 6, 5)
"""What can be packed (domain/packed_spells.py)."""


class NoSideFile(Exception):
    """There is none that the database knows, or it is not as the database left it: it is to be made anew."""


class Noted(NamedTuple):
    """What the database knows of its side file. `filled`: everybody who was known when it was made is in it."""

    source: UUID
    mark: int
    filled: bool


@contextmanager
def opened(folder: Path, noted: Noted | None) -> Iterator[SideFile]:
    """The side file that the database knows. Raises NoSideFile; SideFileInUse while another process writes it."""
    if noted is None:
        raise NoSideFile()
    try:
        file = SideFile.open(folder, str(noted.source))
    except SideFileRefused:
        raise NoSideFile() from None
    try:
        if file.mark() not in (noted.mark, noted.mark + 1):  # one more: it was written, and the database's transaction came to nothing
            raise NoSideFile()
        yield file
    finally:
        file.close()


async def noted_file(driver: Driver) -> Noted | None:
    """The side file as the database left it, None if there never was one."""
    row = await _NOTED.row(driver)
    return Noted(**row) if row else None


async def note_filled(driver: Driver) -> None:
    """Everybody is in it."""
    await _FILLED.run(driver)


async def make_anew(driver: Driver, folder: Path) -> None:
    """An empty side file in the place of whatever was there."""
    source = new_id()
    await asyncio.to_thread(_create, folder, str(source))
    await _FORGET.run(driver)
    await _NOTE.run(driver, source=source)


async def write(driver: Driver, file: SideFile, numbers: Sequence[int], individuals: Sequence[Individual]) -> None:
    """What these numbers have now; nothing for those that nobody has any more. The file first: written twice is the same."""
    keys = {one.number: keys_of(one) for one in individuals}
    nothing = pack_spells(())
    mark = file.mark() + 1
    await asyncio.to_thread(file.append, [(number, keys.get(number, nothing)) for number in numbers], mark)
    await _MARK.run(driver, mark=mark)


def _create(folder: Path, source: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    SideFile.create(folder, source).close()


async def numbers_after(driver: Driver, after: int, most: int) -> list[int]:
    """Numbers in their order."""
    return await _NUMBERS.values(driver, after=after, most=most)


def keys_of(one: Individual) -> Keys:
    """A key for each stretch of each relation that counts: a relation that many tell of is one. What was over by 1970 has none."""
    return pack_spells(
        (one.number, relation.spell.scheme, first, last if last.year < 9999 else None)
        for relation in one.relations
        if relation.spell.counts
        for first, last in relation.spell.stretches
        if last >= _FIRST_DAY and first <= _LAST_DAY
    )
