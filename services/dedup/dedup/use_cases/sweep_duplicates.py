"""The sweep over everybody's cover: by the compact side file, bucket by bucket, with a report by city (R-120).

Whoever is found is looked at as after any fact: the sweep opens no case by rules of its own. It goes on where it was after a break: each
portion commits with its place.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dedup.domain.individuals import Individual
from dedup.domain.packed_spells import Keys, Overlap, Overlaps, find_overlaps
from dedup.domain.relations import overlapping
from dedup.repository.individuals import individuals_of
from dedup.repository.number_changes import take_changes
from dedup.repository.side_file import SideFile, SideFileInUse
from dedup.repository.side_file_upkeep import NoSideFile, make_anew, note_filled, noted_file, numbers_after, opened, write
from dedup.repository.sweeps import ByArea, Sweep, open_sweep, save_sweep, with_cases
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.look_at_people import look_at
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Scheme
from service_runtime import Portion, Run, Runtime, TimedJob, Transaction, every_day, the_installation
from service_runtime.turns import in_turns

_WRITTEN_AT_ONCE, _READ_AT_ONCE, _KEYS_AT_ONCE = 2_000, 50, 5_000_000
_NIGHTLY = "NIGHTLY"
_FILL, _READ, _SWEEP = "fill", "read", "sweep"


class Sweeper:
    """The sweep with its side file in a folder; without one the file lives as long as the process."""

    def __init__(self, folder: Path | None, looked_at_once: int = 200) -> None:
        self._folder, self._looked_at_once = folder, looked_at_once
        self._own: TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> Path:
        """Where the side file lies."""
        if self._folder is None:
            self._own = TemporaryDirectory(prefix="canbao-side-file-")
            self._folder = Path(self._own.name)
        return self._folder

    @property
    def job(self) -> TimedJob:
        """Every day, and whenever an operator asks."""
        return TimedJob("sweep_duplicates", "重复参保全量排查", the_installation, every_day, self._step, catches_up=True)

    async def keep_up(self, runtime: Runtime) -> int:
        """Write what has changed since to the side file, if there is one. Returns for how many people."""
        async with runtime.database.transaction() as tx:
            try:
                with ExitStack() as stack:
                    file = stack.enter_context(opened(self.folder, await noted_file(tx.driver)))
                    return await _read_changes(tx, file)
            except (NoSideFile, SideFileInUse):  # it is not made yet, or another process writes it
                return 0

    async def _step(self, tx: Transaction, run: Run) -> Portion:
        phase, _, place = (run.cursor or "").partition(":")
        if not phase:
            return await self._begin(tx, run)
        try:
            with ExitStack() as stack:
                file = stack.enter_context(opened(self.folder, await noted_file(tx.driver)))
                if phase == _FILL:
                    return await _fill(tx, file, int(place))
                if phase == _READ:
                    done = await _read_changes(tx, file)
                    return Portion(done, more=True, cursor=f"{_READ}:" if done == _WRITTEN_AT_ONCE else f"{_SWEEP}:0:0")
                return await _look_through(tx, file, run, self._looked_at_once, *map(int, place.split(":")))
        except NoSideFile:
            return Portion(0, more=True, cursor=None)

    async def _begin(self, tx: Transaction, run: Run) -> Portion:
        """The side file that there is, else one made anew."""
        try:
            noted = await noted_file(tx.driver)
            with opened(self.folder, noted) as file:
                buckets, cursor = file.buckets, f"{_READ}:" if noted and noted.filled else f"{_FILL}:0"
        except NoSideFile:
            await make_anew(tx.driver, self.folder)
            with opened(self.folder, await noted_file(tx.driver)) as file:
                buckets, cursor = file.buckets, f"{_FILL}:0"
        if await open_sweep(tx.driver, _NIGHTLY, run.day) is None:
            await save_sweep(tx.driver, _new_sweep(tx, run, buckets))
        return Portion(0, more=True, cursor=cursor)


def _new_sweep(tx: Transaction, run: Run, buckets: int) -> Sweep:
    return Sweep(
        sweep_id=new_id(),
        kind=_NIGHTLY,
        day=run.day,
        buckets=buckets,
        done=0,
        spells=0,
        found=0,
        new=0,
        by_area={},
        started_at=tx.now,
        ended_at=None,
    )


async def _fill(tx: Transaction, file: SideFile, after: int) -> Portion:
    numbers = await numbers_after(tx.driver, after, _WRITTEN_AT_ONCE)
    if not numbers:
        await note_filled(tx.driver)
        return Portion(0, more=True, cursor=f"{_READ}:")
    await write(tx.driver, file, numbers, await _individuals_of(tx, numbers))
    return Portion(len(numbers), more=True, cursor=f"{_FILL}:{numbers[-1]}")


async def _read_changes(tx: Transaction, file: SideFile) -> int:
    changes = await take_changes(tx.driver, _WRITTEN_AT_ONCE)
    numbers = sorted({change.number for change in changes})
    if numbers:
        await write(tx.driver, file, numbers, await _individuals_of(tx, numbers))
    return len(changes)


async def _individuals_of(tx: Transaction, numbers: Sequence[int]) -> list[Individual]:
    """A few at a time: whoever asks for a check meanwhile is answered between them."""
    return [one async for some in in_turns(numbers, _READ_AT_ONCE) for one in await individuals_of(tx.driver, some)]


async def _look_through(tx: Transaction, file: SideFile, run: Run, most: int, bucket: int, after: int) -> Portion:
    """The next people who are covered twice, bucket by bucket: so many people at most, or so many keys, at once."""
    sweep = await open_sweep(tx.driver, _NIGHTLY, run.day) or _new_sweep(tx, run, file.buckets)
    classes: dict[int, int] = {}
    spells, first = 0, bucket
    while bucket < file.buckets and len(classes) < most and spells < _KEYS_AT_ONCE:
        keys, overlaps = await asyncio.to_thread(_overlaps_of, file, bucket)
        left = overlaps.numbers > after
        found = list(zip(overlaps.numbers[left].tolist(), overlaps.classes[left].tolist(), strict=True))
        taken = found[: most - len(classes)]
        classes |= dict(taken)
        if len(taken) < len(found):
            after = taken[-1][0]
        else:
            bucket, after, spells = bucket + 1, 0, spells + len(keys)
    numbers = sorted(classes)
    await hold_numbers(tx, numbers)
    before = await with_cases(tx.driver, numbers)
    individuals = [one async for some in in_turns(numbers, _READ_AT_ONCE) for one in await look_at(tx, some)]
    sweep = replace(
        sweep,
        found=sweep.found + len(numbers),
        new=sweep.new + len(await with_cases(tx.driver, numbers) - before),
        by_area=_counted(sweep.by_area, individuals, classes),
        done=sweep.done + bucket - first,
        spells=sweep.spells + spells,
        ended_at=tx.now if bucket == file.buckets else None,
    )
    await save_sweep(tx.driver, sweep)
    return Portion(len(numbers), more=sweep.ended_at is None, cursor=f"{_SWEEP}:{bucket}:{after}")


def _overlaps_of(file: SideFile, bucket: int) -> tuple[Keys, Overlaps]:
    file.compact(bucket)
    keys = file.bucket(bucket)
    return keys, find_overlaps(keys)


def _counted(before: ByArea, individuals: Sequence[Individual], classes: Mapping[int, int]) -> ByArea:
    """One more for each city in which somebody of these has a relation that overlaps, by what overlaps with what."""
    counts = {area: Counter(of) for area, of in before.items()}
    for one in individuals:
        names = _classes(Overlap(classes.get(one.number, 0)))
        for area in {relation.spell.region for relation in overlapping(one.relations)}:
            counts.setdefault(area, Counter()).update(names)
    return {area: dict(of) for area, of in sorted(counts.items())}


def _classes(overlap: Overlap) -> list[str]:
    named = {Overlap.EMPLOYEE: Scheme.EMPLOYEE.value, Overlap.RESIDENT: Scheme.RESIDENT.value, Overlap.ACROSS: "ACROSS"}
    return [name for flag, name in named.items() if flag in overlap]
