"""What a new relation in the employee scheme meets: told, recorded, and never a hindrance of ours, for the tax office acts (S3 Art. 7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import EmployeeIdentity

_NOTICES = UUID("7d1f7be0-52a5-5f1f-8f57-43616e62616f")


class EmployeeNoticeKind(StrEnum):
    """Whom the tax office reminds of the other relation; or that the other one is a resident's, in another province."""

    REMIND_EMPLOYER = "REMIND_EMPLOYER"
    REMIND_PERSON = "REMIND_PERSON"
    RESIDENT_ELSEWHERE = "RESIDENT_ELSEWHERE"


_K = EmployeeNoticeKind
labelled(
    EmployeeNoticeKind,
    "职工参保核查提示",
    {
        _K.REMIND_EMPLOYER: "已有职工医保关系，税务部门提醒用人单位办理停保后再登记",
        _K.REMIND_PERSON: "已有职工医保关系，税务部门提醒本人办理停保后再登记",
        _K.RESIDENT_ELSEWHERE: "省外有居民医保关系，不影响职工参保，待全国重复参保核查",
    },
)
RULES = {_K.REMIND_EMPLOYER: "R-080", _K.REMIND_PERSON: "R-080", _K.RESIDENT_ELSEWHERE: "R-082"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """A relation in the employee scheme, as far as it says whether another may begin."""

    spell_id: UUID
    person_id: UUID
    identity: EmployeeIdentity
    area: str
    registered_on: date
    benefits_until: date | None = None
    ended_notice_on: date | None = None
    employer: str | None = None

    @property
    def over_on(self) -> date | None:
        """The day on which it was stopped (停保), which ends it for whoever registers anew; its benefits may run on."""
        return self.ended_notice_on or self.benefits_until

    def lasts_to(self, day: date) -> bool:
        """Not stopped before that day."""
        return self.over_on is None or self.over_on >= day


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentElsewhere:
    """A relation in the resident scheme of another province, which a check has found."""

    person_id: UUID
    area: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeNotice:
    """One thing that was met. `over_on`: when the other relation was stopped after all."""

    notice_id: UUID
    person_id: UUID
    spell_id: UUID
    kind: EmployeeNoticeKind
    area: str
    other_area: str
    noted_on: date
    over_on: date | None


def all_stopped(employments: Sequence[Employment], found_in: Sequence[str], today: date) -> UUID | None:
    """R-002: the relation that was stopped last, if all are by that day and each region in which one was found has one of them."""
    if any(one.over_on is None or one.over_on > today for one in employments):
        return None
    regions = {pooling_region_of(one.area) for one in employments}
    if not {pooling_region_of(area) for area in found_in} <= regions:
        return None
    return max(employments, key=lambda one: (one.over_on or today, one.spell_id)).spell_id if employments else None


def notices_of(employments: Sequence[Employment], residents: Iterable[ResidentElsewhere]) -> Iterator[EmployeeNotice]:
    """All that the relations of one person meet, whatever the order in which they were told."""
    for new in employments:
        for old in employments:
            if _came_before(old, new) and old.lasts_to(new.registered_on) and not _is_same_work(old, new):
                kind = _K.REMIND_EMPLOYER if new.identity is EmployeeIdentity.WORKER else _K.REMIND_PERSON
                yield _notice(new, kind, str(old.spell_id), old.area, old.over_on)
        for one in residents:
            if one.starts_on <= new.registered_on and (one.ends_on is None or one.ends_on >= new.registered_on):
                yield _notice(new, _K.RESIDENT_ELSEWHERE, f"{one.area}/{one.starts_on}", one.area, None)


def _came_before(old: Employment, new: Employment) -> bool:
    """R-080 asks of relations in Guangdong: whether one is registered there."""
    return (old.registered_on, old.spell_id) < (new.registered_on, new.spell_id) and old.area[:2] == new.area[:2]


def _is_same_work(old: Employment, new: Employment) -> bool:
    """The same employer registers its worker again."""
    return old.employer is not None and old.employer == new.employer


def _notice(new: Employment, kind: EmployeeNoticeKind, other: str, other_area: str, over_on: date | None) -> EmployeeNotice:
    return EmployeeNotice(
        notice_id=named_id(_NOTICES, f"{new.spell_id}/{kind}/{other}"),
        person_id=new.person_id,
        spell_id=new.spell_id,
        kind=kind,
        area=new.area,
        other_area=other_area,
        noted_on=new.registered_on,
        over_on=over_on,
    )
