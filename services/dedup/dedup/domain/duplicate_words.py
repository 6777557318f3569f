"""Why two people are proposed as one, in words for a clerk: what agrees, what agrees in part, what contradicts."""

from collections.abc import Iterable, Mapping

from dedup.domain.probable_duplicates import Level
from enrolment_terms.weak_identity import WeakKind

_KINDS: Mapping[WeakKind, str] = {
    WeakKind.NAME_PART_BIRTH_SEX: "姓名（可有一字不同）和出生日期、性别",
    WeakKind.NAME_BIRTH_PART: "姓名和出生日期（可有一处不同）",
    WeakKind.NAME_PHONE: "姓名和手机号码",
    WeakKind.BIRTH_PHONE: "出生日期和手机号码",
    WeakKind.NAME_NUMBER_PART: "姓名和证件号码末几位",
    WeakKind.BIRTH_NUMBER_PART: "出生日期和证件号码末几位",
    WeakKind.NAME_ADDRESS: "姓名和住址",
    WeakKind.BIRTH_ADDRESS: "出生日期和住址",
}
_LEVELS: Mapping[str, tuple[Level, ...]] = {
    "一致": (Level.IN_MUCH, Level.AGREES),
    "部分一致": (Level.IN_PART, Level.SLIGHTLY, Level.HARDLY),
    "不一致": (Level.CONTRADICTS,),
}


def in_words(told: Iterable[tuple[WeakKind, Level]]) -> str:
    """What `explained` tells of two people as one sentence; empty if nothing is known."""
    known = tuple(told)
    parts = ((title, [_KINDS[kind] for kind, level in known if level in levels]) for title, levels in _LEVELS.items())
    return "；".join(f"{title}：{'、'.join(kinds)}" for title, kinds in parts if kinds)
