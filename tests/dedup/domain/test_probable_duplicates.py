"""Probable duplicates: what the passes find is what comparing everybody with everybody finds; they propose, explain, and merge nobody."""

import random
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import numpy as np
import pytest

from dedup.domain.duplicate_words import in_words
from dedup.domain.probable_duplicates import KINDS, LIKELY, Candidates, Level, WeakRows, explained, groups_of, propose
from enrolment_terms.documents import Sex
from enrolment_terms.weak_identity import WeakFields, WeakKind, weak_forms

Told = tuple[int, WeakKind, bytes]
LIN = WeakFields(name="林志强", birth_date="19900203", sex=Sex.MALE, phone="10099990005", address="月山镇测试路一号")


def token(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def rows_of(told: Iterable[Told]) -> WeakRows:
    rows = sorted(told, key=lambda one: one[0])
    halves = np.frombuffer(b"".join(one[2] for one in rows), ">u8").astype(np.uint64).reshape(-1, 2)
    numbers, kinds = [one[0] for one in rows], [KINDS.index(one[1]) for one in rows]
    return WeakRows(np.array(numbers, np.uint32), np.array(kinds, np.uint8), halves[:, 0], halves[:, 1])


def people(known: Mapping[int, Sequence[WeakFields]]) -> WeakRows:
    """Records of individuals, as dedup hears of them."""
    forms = (
        (number, kind, text)
        for number, records in known.items()
        for one in records
        for kind, texts in weak_forms(one).items()
        for text in texts
    )
    return rows_of((number, kind, token(f"{kind}:{text}")) for number, kind, text in forms)


def pairs_of(found: Candidates) -> dict[tuple[int, int], dict[WeakKind, Level]]:
    both = zip(found.first.tolist(), found.second.tolist(), found.levels, strict=True)
    return {(one, other): dict(explained(levels)) for one, other, levels in both}


def by_hand(told: Iterable[Told], most: int) -> dict[tuple[int, int], dict[WeakKind, Level]]:
    """Everybody with everybody."""
    held: dict[int, dict[WeakKind, set[bytes]]] = {}
    for number, kind, what in told:
        held.setdefault(number, {}).setdefault(kind, set()).add(what)
    holders = {(kind, what): {n for n, kinds in held.items() if what in kinds.get(kind, ())} for _, kind, what in told}
    found = {}
    for one in held:
        for other in held:
            both = held[one].keys() & held[other].keys()
            shared = {kind: {t for t in held[one][kind] & held[other][kind] if len(holders[kind, t]) <= most} for kind in both}
            if one < other and any(shared.values()):
                ratio = {kind: len(shared[kind]) / min(len(held[one][kind]), len(held[other][kind])) for kind in both}
                found[one, other] = {kind: level(ratio[kind], len(shared[kind])) for kind in both}
    return found


def level(ratio: float, shared: int) -> Level:
    if ratio == 0:
        return Level.CONTRADICTS
    if ratio >= 0.7 - 1e-9 and shared >= 4:
        return Level.IN_MUCH
    return Level(Level.HARDLY + (ratio >= 0.1 - 1e-9) + (ratio >= 0.3 - 1e-9) + (ratio >= 0.7 - 1e-9))


@pytest.mark.parametrize("seed", range(12))
def test_it_finds_what_comparing_everybody_with_everybody_finds(seed: int) -> None:
    """R-120: people match over all keys, in any order of the rows, rows told twice counted once, large blocks left out and counted."""
    dice = random.Random(seed)
    people_of, values = range(5, 60, dice.choice([1, 3])), range(dice.choice([8, 30, 120]))
    told = [(dice.choice(people_of), dice.choice(KINDS), token(str(dice.choice(values)))) for _ in range(400)]
    told += dice.choices(told, k=60)
    dice.shuffle(told)
    found = propose(rows_of(told), least=0.0, most=6)
    assert pairs_of(found) == by_hand(told, most=6)
    blocks: dict[tuple[WeakKind, bytes], set[int]] = {}
    for number, kind, what in told:
        blocks.setdefault((kind, what), set()).add(number)
    too_large = [kind for (kind, _), holders in blocks.items() if len(holders) > 6]
    assert found.left_out == {kind: too_large.count(kind) for kind in too_large}
    assert found.people == len({number for number, _, _ in told})
    assert (np.diff(found.score) <= 0).all()


def test_tokens_that_begin_alike_are_not_taken_for_one() -> None:
    """The sort looks at the first bits only; who differs in the last bit of all is somebody else."""
    alike = [b"\xff" * 15 + bytes([last]) for last in (1, 2, 1, 3, 2, 1)] + [
        b"\xff" * 7 + bytes([last]) + b"\x00" * 8 for last in (1, 2, 1)
    ]
    told = [(number, WeakKind.NAME_PHONE, what) for number, what in enumerate(alike, 1)]
    found = propose(rows_of(told), least=0.0)
    assert set(pairs_of(found)) == {(1, 3), (1, 6), (3, 6), (2, 5), (7, 9)}


def test_nobody_shares_nothing() -> None:
    """R-026: empty fields match nobody."""
    none = propose(rows_of([]))
    assert (len(none.first), none.people, groups_of(none), none.left_out) == (0, 0, [], {})
    empty = WeakFields(name="测试", birth_date="19000101", phone="11111111111", address="无")
    assert len(propose(people({1: [empty], 2: [empty]}), least=0.0).first) == 0


def test_rows_that_are_not_in_order_are_refused() -> None:
    rows = people({1: [LIN], 2: [LIN]})
    turned = WeakRows(rows.numbers[::-1], rows.kinds[::-1], rows.high[::-1], rows.low[::-1])
    with pytest.raises(ValueError, match="ascending"):
        propose(turned)


CROWD = {
    number: [WeakFields(name=f"{first}{second}明", birth_date=f"19{40 + place}{1 + place % 12:02d}{1 + other % 28:02d}", sex=Sex.FEMALE)]
    for place, first in enumerate("陈李黄张梁吴罗谭周何冯关")
    for other, second in enumerate("安宁永兴旺发财贵生长光耀")
    if (number := 1000 + place * 100 + other)
}


def proposed(*others: WeakFields, least: float = LIKELY) -> list[tuple[int, int]]:
    """LIN, the others, and a crowd of strangers."""
    known = {1: [LIN], **{number: [one] for number, one in enumerate(others, 2)}}
    found = propose(people(known | CROWD), least=least)
    return sorted(zip(found.first.tolist(), found.second.tolist(), strict=True))


@pytest.mark.parametrize(
    "other",
    [
        WeakFields(name="林志强", birth_date="19900203", sex=Sex.MALE),
        WeakFields(name="林志祥", birth_date="19900203", sex=Sex.MALE, phone="10099990005"),
        WeakFields(name="林志强", birth_date="19900302", sex=Sex.MALE, phone="10099990005"),
        WeakFields(name="林志强", birth_date="19910203", address="开平市月山镇测试路1号"),
        WeakFields(name="志强林", birth_date="19900203", sex=Sex.FEMALE, phone="10088880005"),
    ],
)
def test_a_mistake_is_seen_through(other: WeakFields) -> None:
    """R-120, V-31: two numbers that are probably one person are proposed."""
    assert proposed(other) == [(1, 2)]


@pytest.mark.parametrize(
    "other",
    [
        WeakFields(name="林志祥", birth_date="19960708", sex=Sex.MALE, phone="10099990005", address="月山镇测试路一号"),
        WeakFields(name="陈秀英", birth_date="19680101", sex=Sex.FEMALE, phone="10099990005", address="月山镇测试路一号"),
        WeakFields(name="林志强", birth_date="19541230", sex=Sex.MALE),
        WeakFields(name="王大山", birth_date="19900203", sex=Sex.MALE),
    ],
)
def test_a_family_and_a_namesake_are_not_one(other: WeakFields) -> None:
    """R-120: a brother and a mother share telephone and house, a namesake the name, a stranger the birth date."""
    assert proposed(other) == []


def test_twins_of_whom_two_numbers_are_known_are_not_proposed() -> None:
    """R-010: all they share is all but the name and the number."""
    here = {"birth_date": "20240115", "phone": "10099990005", "address": "月山镇测试路一号"}
    one = WeakFields(name="司徒子轩", sex=Sex.MALE, number="440799202401150012", **here)
    two = WeakFields(name="司徒子涵", sex=Sex.FEMALE, number="440799202401150047", **here)
    found = propose(people({1: [one], 2: [two]} | CROWD))
    assert len(found.first) == 0


@pytest.mark.parametrize("birth_date", [None, "19780523"])
def test_where_a_birth_date_is_missing_a_kind_must_agree_in_part(birth_date: str | None) -> None:
    """R-010, R-120: the family name and the first three of a number are no reason where nothing could contradict; all but these are."""
    one = WeakFields(name="MOLLIE GREEN", birth_date="19780523", number="1683305")
    sister = WeakFields(name="KASEY GREEN", number="1683627")
    mistyped = WeakFields(name="MOLLIE GREEN", birth_date=birth_date, number="1983305")
    found = propose(people({1: [one], 2: [sister], 3: [mistyped]} | CROWD))
    assert (found.first.tolist(), found.second.tolist()) == ([1], [3])


def test_why_two_are_proposed_is_told() -> None:
    """R-120: what agrees, and what contradicts, the surest first."""
    other = WeakFields(name="林志祥", birth_date="19900203", sex=Sex.MALE, phone="10099990005", address="赤坎镇长堤路九号")
    found = propose(people({1: [LIN], 2: [other]} | CROWD))
    [levels] = found.levels
    assert explained(levels) == (
        (WeakKind.BIRTH_PHONE, Level.AGREES),
        (WeakKind.NAME_PART_BIRTH_SEX, Level.IN_PART),
        (WeakKind.NAME_BIRTH_PART, Level.CONTRADICTS),
        (WeakKind.NAME_PHONE, Level.CONTRADICTS),
        (WeakKind.NAME_ADDRESS, Level.CONTRADICTS),
        (WeakKind.BIRTH_ADDRESS, Level.CONTRADICTS),
    )
    assert LIKELY <= found.score[0] < 1
    assert in_words(explained(levels)) == (
        "一致：出生日期和手机号码；部分一致：姓名（可有一字不同）和出生日期、性别；"
        "不一致：姓名和出生日期（可有一处不同）、姓名和手机号码、姓名和住址、出生日期和住址"
    )
    assert in_words(explained(np.zeros(len(KINDS), np.uint8))) == ""


def test_all_records_of_an_individual_count() -> None:
    """V-31: what was told under either of his documents is his."""
    moved = WeakFields(name="林志强", birth_date="19900203", sex=Sex.MALE, phone="10011110005")
    found = propose(people({1: [LIN, moved], 2: [WeakFields(name="林志强", phone="10011110005")]} | CROWD), least=0.0)
    assert dict(explained(found.levels[0]))[WeakKind.NAME_PHONE] is Level.AGREES


def candidates(*pairs: tuple[int, int]) -> Candidates:
    """Pairs with falling scores."""
    first, second = np.array(pairs, np.uint32).reshape(-1, 2).T
    score = np.linspace(0.9, 0.6, len(pairs)).astype(np.float32)
    nothing = np.zeros((len(pairs), len(KINDS)), np.uint8)
    return Candidates(first, second, score, nothing, np.zeros(len(pairs), np.uint8), {}, 10)


def test_pairs_make_groups_but_one_pair_joins_no_two_families() -> None:
    """R-120: of two groups that one pair of nine ties each stays by itself; four of nine are enough."""
    families = [(1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)]
    assert [group.numbers for group in groups_of(candidates(*families, (3, 4)))] == [(1, 2, 3), (4, 5, 6)]
    tied = groups_of(candidates(*families, (1, 4), (2, 5), (3, 6), (3, 4)))
    assert [group.numbers for group in tied] == [(1, 2, 3, 4, 5, 6)]
    assert tied[0].score == pytest.approx(0.7)
    assert [group.numbers for group in groups_of(candidates((7, 9), (8, 9)))] == [(7, 8, 9)]
