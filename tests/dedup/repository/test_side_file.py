"""The side file holds exactly what was told last, whatever kills its writer, and says so where it does not."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.domain.packed_spells import MOST_PEOPLE, OPEN, Keys, find_overlaps, numbers_of, pack, sweep
from dedup.repository.side_file import SideFile, SideFileInUse
from dedup.repository.side_file_state import SideFileRefused

SOURCE = "dedup of Kaiping"
Files = dict[str, bytes]


def keys_of(number: int, *first_days: int) -> Keys:
    """Keys of one person: resident spells from these days on."""
    size = len(first_days)
    return pack(np.full(size, number), np.ones(size, np.int64), np.array(first_days, np.int64), np.full(size, OPEN))


def everything(file: SideFile) -> dict[int, list[int]]:
    """All keys by number, sorted."""
    found: dict[int, list[int]] = {}
    for bucket in range(file.buckets):
        keys = file.bucket(bucket)
        assert (numbers_of(keys) % file.buckets == bucket).all()
        for key in keys.tolist():
            found.setdefault(key >> 33, []).append(key)
    return {number: sorted(keys) for number, keys in found.items()}


def files_of(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def lay(folder: Path, files: Files) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SideFile]:
    made = SideFile.create(tmp_path / "side", SOURCE, buckets=4)
    yield made
    made.close()


def test_of_a_number_the_newest_keys_count(file: SideFile) -> None:
    """Across appends, and within one; a number without keys is gone."""
    file.append([(1, keys_of(1, 10)), (5, keys_of(5, 10, 20)), (2, keys_of(2, 7)), (2, keys_of(2, 8))], mark=1)
    file.append([(5, keys_of(5, 30)), (9, keys_of(9, 1))], mark=2)
    file.append([(1, keys_of(1))], mark=3)
    assert everything(file) == {5: keys_of(5, 30).tolist(), 2: keys_of(2, 8).tolist(), 9: keys_of(9, 1).tolist()}
    assert file.mark() == 3


def test_equal_keys_are_kept_each(file: SideFile) -> None:
    """R-120: two relations of the same days overlap."""
    file.append([(1, keys_of(1, 10, 10))], mark=1)
    file.compact(1)
    assert everything(file) == {1: keys_of(1, 10, 10).tolist()}


def test_the_highest_number_has_its_place(file: SideFile) -> None:
    file.append([(MOST_PEOPLE, keys_of(MOST_PEOPLE, 1)), (3, keys_of(3, 1))], mark=1)
    file.append([(3, keys_of(3, 2))], mark=2)
    assert everything(file) == {3: keys_of(3, 2).tolist(), MOST_PEOPLE: keys_of(MOST_PEOPLE, 1).tolist()}


def test_many_at_once(file: SideFile) -> None:
    """The way in for a whole database: columns, in any order."""
    numbers = np.arange(1, 10_001)
    keys = pack(np.repeat(numbers, 2), np.zeros(20_000, np.int64), np.tile([5, 100], 10_000), np.tile([50, 200], 10_000))
    file.replace(numbers, np.random.default_rng(1).permutation(keys), mark=7)
    file.replace(numbers[::2], keys[::4], mark=8)
    kept = {number: keys[2 * number - 2 : 2 * number - number % 2].tolist() for number in range(1, 10_001)}
    assert everything(file) == kept


def test_the_sweep_reads_it(file: SideFile) -> None:
    file.append([(number, keys_of(number, *[1] * (1 + (number % 5 == 0)))) for number in range(1, 101)], mark=1)
    found = [number for _, overlaps in sweep(file.bucket, range(file.buckets)) for number in overlaps.numbers.tolist()]
    assert sorted(found) == list(range(5, 101, 5))


CHANGES = st.dictionaries(st.integers(1, 9), st.lists(st.integers(0, 5), max_size=3), max_size=5)
ACTS = st.lists(st.one_of(CHANGES, st.sampled_from(["open again", "compact 0", "compact 1"])), max_size=12)


@settings(max_examples=80, deadline=None)
@given(acts=ACTS)
def test_whatever_is_done_in_whatever_order_it_holds_what_was_told(
    acts: list[dict[int, list[int]] | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("side")
    file = SideFile.create(folder, SOURCE, buckets=2)
    told: dict[int, list[int]] = {}
    for mark, act in enumerate(acts):
        if isinstance(act, dict):
            file.append([(number, keys_of(number, *days)) for number, days in act.items()], mark)
            told |= {number: sorted(keys_of(number, *days).tolist()) for number, days in act.items()}
        elif act == "open again":
            file.close()
            file = SideFile.open(folder, SOURCE)
        else:
            file.compact(int(act[-1]))
        assert everything(file) == {number: keys for number, keys in told.items() if keys}
    file.close()


class Killed:
    """A side file before and after one step, and everything that a kill in between can leave behind."""

    def __init__(self, folder: Path, name: str) -> None:
        file = SideFile.create(folder, SOURCE, buckets=2)
        file.append([(1, keys_of(1, 10)), (2, keys_of(2, 10))], mark=1)
        file.append([(1, keys_of(1, 11))], mark=2)
        self.before, self.held_before = files_of(folder), (file.mark(), everything(file))
        self.do = STEPS[name]
        self.do(file)
        self.after, self.held_after = files_of(folder), (file.mark(), everything(file))
        file.close()

    def left_behind(self) -> Iterator[Files]:
        """The files as they are after each byte written: first those of buckets, one after the other, then `state`, then deletions."""
        now = dict(self.before)
        for name in sorted(self.after, key=lambda name: name == "state"):
            was, becomes = now.get(name, b""), self.after[name]
            first = next((place for place, (a, b) in enumerate(zip(was, becomes, strict=False)) if a != b), min(len(was), len(becomes)))
            for place in range(first, len(becomes)):
                yield {**now, name: becomes[:place] + was[place:]}
            now[name] = becomes
            yield dict(now)
        yield self.after


STEPS: dict[str, Callable[[SideFile], None]] = {
    "append": lambda file: file.append([(1, keys_of(1, 20, 21)), (2, keys_of(2)), (3, keys_of(3, 5))], mark=3),
    "compact": lambda file: file.compact(1),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_writer_may_be_killed_after_each_byte(name: str, tmp_path: Path) -> None:
    """Either nothing of it or all of it; then it can be done again."""
    killed = Killed(tmp_path / "side", name)
    seen = []
    for files in killed.left_behind():
        file = SideFile.open(lay(tmp_path / "left", files), SOURCE)
        seen.append((file.mark(), everything(file)))
        killed.do(file)
        assert (file.mark(), everything(file)) == killed.held_after
        file.close()
        again = SideFile.open(tmp_path / "left", SOURCE)
        assert (again.mark(), everything(again)) == killed.held_after
        again.close()
    assert len(seen) > 40
    assert seen[0] == killed.held_before
    assert seen[-1] == killed.held_after
    assert all(held in (killed.held_before, killed.held_after) for held in seen)


def test_the_tail_of_a_killed_append_is_cut_off(tmp_path: Path) -> None:
    killed = Killed(tmp_path / "side", "append")
    files = {**killed.after, "state": killed.before["state"]}
    SideFile.open(lay(tmp_path / "left", files), SOURCE).close()
    left = files_of(tmp_path / "left")
    assert {name: content for name, content in left.items() if content} == {
        name: content for name, content in killed.before.items() if content
    }


def test_what_a_killed_compaction_left_is_removed(tmp_path: Path) -> None:
    killed = Killed(tmp_path / "side", "compact")
    assert sorted(killed.after) == ["0000.0.log", "0001.1.keys", "lock", "state"]
    not_committed = {**killed.before, "0001.1.keys": killed.after["0001.1.keys"]}
    SideFile.open(lay(tmp_path / "left", not_committed), SOURCE).close()
    assert set(files_of(tmp_path / "left")) == set(killed.before)
    not_deleted = {**killed.before, **killed.after}
    SideFile.open(lay(tmp_path / "left", not_deleted), SOURCE).close()
    assert set(files_of(tmp_path / "left")) == set(killed.after)


def test_the_compacted_file_is_the_keys_and_nothing_else(file: SideFile, tmp_path: Path) -> None:
    file.append([(1, keys_of(1, 3, 1)), (5, keys_of(5, 2))], mark=1)
    file.compact(1)
    assert sorted(np.fromfile(tmp_path / "side" / "0001.1.keys", np.uint64)) == sorted([*keys_of(1, 3, 1), *keys_of(5, 2)])


WRITER = """
import sys
from pathlib import Path
from dedup.repository.side_file import SideFile
file = SideFile.open(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def test_one_writer_at_a_time_and_a_killed_one_is_none(file: SideFile, tmp_path: Path) -> None:
    with pytest.raises(SideFileInUse, match="Somebody else writes the side file"):
        SideFile.open(tmp_path / "side", SOURCE)
    with pytest.raises(SideFileInUse):
        SideFile.create(tmp_path / "side", SOURCE)
    file.close()
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "side"), SOURCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(SideFileInUse):
            SideFile.open(tmp_path / "side", SOURCE)
        os.kill(other.pid, signal.SIGKILL)
    SideFile.open(tmp_path / "side", SOURCE).close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("the state is missing", "There is no side file in"),
        ("the state is cut", "is torn, or none"),
        ("the state is something else", "is torn, or none"),
        ("keys are cut", r"0001\.1\.keys has 16 bytes and not 24"),
        ("keys are missing", r"0001\.1\.keys has 0 bytes and not 24"),
        ("a log is cut", r"0000\.0\.log has 31 bytes and not 32"),
        ("another source", "was made of another database than"),
        ("another format", "is no side file of format 1"),
    ],
)
def test_a_torn_or_foreign_file_is_refused_and_can_be_made_anew(damage: str, said: str, tmp_path: Path) -> None:
    file = SideFile.create(tmp_path, SOURCE, buckets=2)
    file.append([(1, keys_of(1, 1, 2, 3)), (2, keys_of(2, 1))], mark=1)
    file.compact(1)
    file.close()
    state = (tmp_path / "state").read_bytes()
    source = SOURCE
    match damage:
        case "the state is missing":
            (tmp_path / "state").unlink()
        case "the state is cut":
            (tmp_path / "state").write_bytes(state[:-9])
        case "the state is something else":
            (tmp_path / "state").write_bytes(b"a poem" * 40)
        case "keys are cut":
            os.truncate(tmp_path / "0001.1.keys", 16)
        case "keys are missing":
            (tmp_path / "0001.1.keys").unlink()
        case "a log is cut":
            os.truncate(tmp_path / "0000.0.log", 31)
        case "another source":
            source = "dedup of Taishan"
        case "another format":
            (tmp_path / "state").write_bytes(of_another_format(state))
    with pytest.raises(SideFileRefused, match=said):
        SideFile.open(tmp_path, source)
    again = SideFile.create(tmp_path, source, buckets=4)
    assert (again.mark(), everything(again)) == (0, {})
    again.append([(1, keys_of(1, 9))], mark=1)
    assert everything(again) == {1: keys_of(1, 9).tolist()}
    again.close()


def of_another_format(state: bytes) -> bytes:
    """The same records, whole, of format 2."""
    half = len(state) // 2
    records = [
        state[:8] + (2).to_bytes(8, "little") + state[16 : half - 8],
        state[half : half + 8] + (2).to_bytes(8, "little") + state[half + 16 : -8],
    ]
    return b"".join(record + zlib.crc32(record).to_bytes(8, "little") for record in records)


@pytest.mark.parametrize("name", ["0001.1.keys", "0000.0.log"])
def test_no_changed_byte_goes_unseen(name: str, tmp_path: Path) -> None:
    file = SideFile.create(tmp_path, SOURCE, buckets=2)
    file.append([(1, keys_of(1, 1, 2)), (2, keys_of(2, 1))], mark=1)
    file.compact(1)
    whole = (tmp_path / name).read_bytes()
    for place in range(len(whole)):
        (tmp_path / name).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(SideFileRefused, match=r"Bucket [01] of the side file in .* is not what was written"):
            file.bucket(int(name[:4]))
    (tmp_path / name).unlink()
    with pytest.raises(SideFileRefused, match="is gone"):
        file.bucket(int(name[:4]))
    file.close()


def test_a_torn_record_of_state_leaves_the_one_before(tmp_path: Path) -> None:
    """The older mark is told, and what was appended after it can be told again."""
    file = SideFile.create(tmp_path, SOURCE, buckets=2)
    file.append([(1, keys_of(1, 1))], mark=1)
    file.append([(1, keys_of(1, 2))], mark=2)
    file.close()
    state = bytearray((tmp_path / "state").read_bytes())
    state[48] ^= 1  # of the record of sequence 2
    (tmp_path / "state").write_bytes(state)
    again = SideFile.open(tmp_path, SOURCE)
    assert (again.mark(), everything(again)) == (1, {1: keys_of(1, 1).tolist()})
    again.append([(1, keys_of(1, 2))], mark=2)
    assert everything(again) == {1: keys_of(1, 2).tolist()}
    again.close()


def test_what_makes_no_sense_is_refused_and_changes_nothing(file: SideFile, tmp_path: Path) -> None:
    file.append([(1, keys_of(1, 1))], mark=5)
    before = files_of(tmp_path / "side")
    for numbers, keys, mark, said in [
        ([1], keys_of(2, 1), 6, "keys of numbers that are not named"),
        ([], keys_of(1, 1), 6, "keys of numbers that are not named"),
        ([0], keys_of(1), 6, "Numbers go from 1 to"),
        ([MOST_PEOPLE + 1], keys_of(1), 6, "Numbers go from 1 to"),
        ([1], keys_of(1, 2), 4, "Mark 4 is behind 5"),
    ]:
        with pytest.raises(ValueError, match=said):
            file.replace(np.array(numbers, np.int64), keys, mark)
    assert files_of(tmp_path / "side") == before
    for buckets in (0, 3, 8192):
        with pytest.raises(ValueError, match="power of two"):
            SideFile.create(tmp_path / "other", SOURCE, buckets)


def test_a_new_one_takes_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    for name in ("notes.txt", "0001.keys", "10001.1.keys"):
        (tmp_path / name).write_text("somebody's")
    (tmp_path / "0003.2.keys").write_bytes(b"\1" * 8)
    SideFile.create(tmp_path, SOURCE, buckets=4).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001.keys", "10001.1.keys", "lock", "notes.txt", "state"]


def test_only_its_owner_may_read_it(file: SideFile, tmp_path: Path) -> None:
    file.append([(1, keys_of(1, 1))], mark=1)
    file.compact(1)
    assert (tmp_path / "side").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "side").iterdir() if re.search("keys|log|state", path.name))


def test_readers_beside_a_writer_see_whole_changes(file: SideFile) -> None:
    """Each look finds the two spells of one change, never one of two changes, while the bucket is written and compacted."""
    file.append([(1, keys_of(1, 0, 0))], mark=0)
    done, mixed = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            keys = file.bucket(1)
            if len(keys) != 2 or keys[0] != keys[1]:
                mixed.append(keys)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for mark in range(1, 300):
        file.append([(1, keys_of(1, mark, mark))], mark)
        if mark % 7 == 0:
            file.compact(1)
    done.set()
    for reader in readers:
        reader.join()
    assert mixed == []
    assert find_overlaps(file.bucket(1)).numbers.tolist() == [1]
