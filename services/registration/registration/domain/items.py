"""A service item as data (B0): what is asked, who files it by which channel, and what is handed in with it.

Declared in registration/items: one file for the whole nation, and one for each area that tells only what is different there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from enrolment_terms.labels import dictionary_named, labelled
from enrolment_terms.scheme import Category, Channel
from policy_parameters import FactsRefused
from registration.domain.application_states import ENROLS, ApplicationEvent, ApplicationKind
from registration.domain.materials import SatisfiedBy


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NAME = "name"
    """Of a person, as his document has it."""
    DIGITS = "digits"
    ENUM = "enum"
    REGION = "region"
    DATE = "date"
    TICK = "tick"


_K = FieldKind
labelled(
    FieldKind,
    "填写项类型",
    {_K.TEXT: "文字", _K.NAME: "姓名", _K.DIGITS: "数字", _K.ENUM: "选项", _K.REGION: "行政区划", _K.DATE: "日期", _K.TICK: "勾选"},
)


class DateSense(StrEnum):
    """Which dates make sense: PAST ends today, COMING begins today; `within_days` bounds the other side."""

    PAST = "past"
    COMING = "coming"


When = dict[str, tuple[str, ...]]
"""Asked only if each of these answers is one of the values; the category and the channel are answers too."""


@dataclass(frozen=True, kw_only=True)
class ItemField:
    """One field of a form. `options` is the name of a dictionary, `codes` those of it that are offered; `choices` are the item's own."""

    label: str
    kind: FieldKind = FieldKind.TEXT
    filled_by: str = "申请人填写"
    rule: str = ""
    required: bool = True
    when: When = field(default_factory=dict)
    options: str | None = None
    codes: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)
    pattern: str | None = None
    most: int | None = None
    sense: DateSense | None = None
    within_days: int | None = None
    refuses: dict[str, str] = field(default_factory=dict)
    """Choices that are another office's to take, each with where to go."""

    def __post_init__(self) -> None:
        """Raises FactsRefused for what cannot be."""
        if (self.kind is FieldKind.ENUM) != bool(self.options or self.choices):
            raise FactsRefused("选项须有 options 或 choices，其他类型没有")
        if self.options and (dictionary_named(self.options) is None or not set(self.codes) <= set(self.offered)):
            raise FactsRefused(f"没有代码表 {self.options}，或其中没有所列代码")
        if not set(self.refuses) <= set(self.offered):
            raise FactsRefused("refuses 所列的须为可选的代码")
        if self.sense and (self.kind is not FieldKind.DATE or self.within_days is None):
            raise FactsRefused("sense 只用于日期，并须写明 within_days")
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise FactsRefused(f"pattern 不是正则表达式：{error}") from error

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """What its pattern lets pass: anything where it has none."""
        return re.compile(self.pattern or ("[0-9]+" if self.kind is FieldKind.DIGITS else "(?s:.*)"))

    @cached_property
    def offered(self) -> Mapping[str, str]:
        """Code -> Chinese label of what may be chosen."""
        dictionary = dictionary_named(self.options) if self.options else None
        if dictionary is None:
            return self.choices
        labels = {str(code): label for code, label in dictionary.labels.items()}
        return {code: labels.get(code, code) for code in self.codes} if self.codes and set(self.codes) <= set(labels) else labels


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMaterial:
    """Something to hand in: any one of `any_of` is enough, in one of the ways of `satisfied_by` (R-005)."""

    label: str
    any_of: dict[str, str]
    rule: str = ""
    required: bool = True
    when: When = field(default_factory=dict)
    satisfied_by: tuple[SatisfiedBy, ...] = tuple(SatisfiedBy)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTemplate:
    """A paper to download, fill in and sign (H-R-150); `page` is the name of its drawing."""

    label: str
    page: str
    rule: str = ""


_ALWAYS = ("name", "document_type", "document_number", "area", "confirmed")
"""What every application has: who, where, and that it is true."""
_ANSWERS = ("category", "channel")
_ROLES = frozenset({"citizen", "agent", "kiosk", "clerk", "school"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One service item as it holds in one area."""

    code: str = ""
    numbers: tuple[str, ...]
    """Of the rule book: B1."""
    title: str
    kind: ApplicationKind
    clause: str
    reviewer: str
    channels: dict[Channel, tuple[str, ...]]
    """Channel -> roles that may file by it; the first of a role is meant where it names none."""
    conflict_check: bool
    """Whether dedup is asked if the person is insured elsewhere (C8)."""
    categories: tuple[Category, ...] = ()
    """What one may be enrolled as; the first is meant where none is named."""
    deadline: str | None = None
    """A parameter of the policy book."""
    refusal: str | None = None
    """Where to go with an item that is not taken here at all; it is declared so that whoever asks is told."""
    preschool: When = field(default_factory=dict)
    """With these answers it is for children before school age; empty for an item of people of any age."""
    fields: dict[str, ItemField]
    materials: dict[str, ItemMaterial] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    templates: dict[str, ItemTemplate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises FactsRefused for what cannot be."""
        lacking = [name for name in _ALWAYS if name not in self.fields]
        if lacking:
            raise FactsRefused(f"每一事项都须有填写项 {'、'.join(lacking)}")
        conditions = [field.when for field in self.fields.values()] + [material.when for material in self.materials.values()]
        conditions.append(self.preschool)
        if unknown := sorted({name for when in conditions for name in when} - {*self.fields, *_ANSWERS}):
            raise FactsRefused(f"when 所指的填写项 {'、'.join(unknown)} 没有声明")
        if strange := sorted({role for roles in self.channels.values() for role in roles} - _ROLES):
            raise FactsRefused(f"没有角色 {'、'.join(strange)}")
        if (self.kind in ENROLS) != bool(self.categories):
            raise FactsRefused("参保类事项须有 categories，其他事项没有")
        if (self.kind in ENROLS) != self.conflict_check:
            raise FactsRefused("参保类事项须发起重复参保校验，其他事项不发起")

    @property
    def is_of_its_categories(self) -> bool:
        """A form that names no item is that of its category; a child before birth is enrolled by the item's name only."""
        return self.kind is not ApplicationKind.PRE_NEWBORN

    @property
    def promises(self) -> frozenset[str]:
        """The texts that may be promised in writing (R-005), by version: promise_2023."""
        return frozenset(name for name in self.texts if name.startswith("promise_"))

    @property
    def event_of_submit(self) -> ApplicationEvent:
        """What follows a submission (D1): dedup is asked, or the application goes straight to its reviewer."""
        return ApplicationEvent.CHECK_SENT if self.conflict_check else ApplicationEvent.CHECK_NOT_ASKED

    def channels_of(self, roles: frozenset[str]) -> tuple[Channel, ...]:
        """The channels by which a caller with these roles may file it."""
        return tuple(channel for channel, its in self.channels.items() if not roles.isdisjoint(its))


@dataclass(frozen=True, slots=True)
class Items:
    """All items: by code and area, the area empty for the whole nation."""

    declared: Mapping[tuple[str, str], Item]
    by_category: Mapping[Category, str]
    labels: Mapping[str, str]
    """The Chinese name of every field of any item."""

    def find(self, code: str, area: str) -> Item | None:
        """The item as it holds in an area: county, else city, else province, else nation. None if there is none."""
        return next((self.declared[code, place] for place in places_of(area) if (code, place) in self.declared), None)

    def in_area(self, area: str) -> list[Item]:
        """All items of an area, by code."""
        codes = sorted({code for code, _ in self.declared})
        return [found for code in codes if (found := self.find(code, area)) is not None]


@lru_cache(maxsize=4096)
def places_of(area: str) -> tuple[str, ...]:
    """County, city, province and nation of an area, the nearest first: each once."""
    return tuple(dict.fromkeys((area[:6], f"{area[:4]}00", f"{area[:2]}0000", ""))) if len(area) >= 6 else ("",)
