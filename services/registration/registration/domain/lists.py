"""Lists that offices hand in: how far one is, what became of each row, and who may do what with it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason
from enrolment_terms.regions import area_prefix


class ListKind(StrEnum):
    """What a list is of; each is declared in list_kinds."""

    LAST_YEAR = "LAST_YEAR"
    STOPS = "STOPS"
    RENEWALS = "RENEWALS"
    CHANGES = "CHANGES"
    STUDENTS = "STUDENTS"
    SUBSIDY = "SUBSIDY"
    ROSTER = "ROSTER"


class ListState(StrEnum):
    """How far a list is: read, checked row by row, confirmed by a second person, applied. REFUSED: no row of it is taken."""

    UPLOADED = "UPLOADED"
    CHECKED = "CHECKED"
    CONFIRMED = "CONFIRMED"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"


class RowState(StrEnum):
    """What became of a row: FAULTY by what it says, REFUSED when it was applied."""

    GOOD = "GOOD"
    FAULTY = "FAULTY"
    APPLIED = "APPLIED"
    ALREADY_THERE = "ALREADY_THERE"
    REFUSED = "REFUSED"


labelled(
    ListKind,
    "名单种类",
    {
        ListKind.LAST_YEAR: "上年度参保人员名单",
        ListKind.STOPS: "停保名单",
        ListKind.RENEWALS: "续保名单",
        ListKind.CHANGES: "信息变更名单",
        ListKind.STUDENTS: "学校代办学生名单",
        ListKind.SUBSIDY: "困难居民月度名单",
        ListKind.ROSTER: "摸底人员名单",
    },
)
labelled(
    ListState,
    "名单状态",
    {
        ListState.UPLOADED: "已上传，校验中",
        ListState.CHECKED: "已校验，待第二人确认",
        ListState.CONFIRMED: "已确认，待处理",
        ListState.APPLYING: "处理中",
        ListState.APPLIED: "已处理",
        ListState.REFUSED: "已退回",
    },
)
ROW_LABELS = labelled(
    RowState,
    "名单行处理结果",
    {
        RowState.GOOD: "校验通过",
        RowState.FAULTY: "有误，未办理",
        RowState.APPLIED: "已办理",
        RowState.ALREADY_THERE: "此前已办理",
        RowState.REFUSED: "未办理",
    },
)


@dataclass(frozen=True, slots=True)
class ListHead:
    """What is told of a list beside its sheet; `list_month` (2024-02) of those that departments hand in month by month."""

    kind: ListKind
    area: str
    benefit_year: int
    list_month: str | None = None


@dataclass(frozen=True, slots=True)
class FiledList:
    """One list, without its rows. `filer_areas` and `confirmer_areas`: a row is applied only if its place lies in both."""

    list_id: UUID
    kind: ListKind
    area: str
    benefit_year: int
    state: ListState
    filed_by: str
    filer_areas: tuple[str, ...]
    filed_at: datetime
    confirmed_by: str | None
    confirmer_areas: tuple[str, ...]
    titles: str | None
    refusal: str | None
    organisation: str | None = None
    """The school or department that handed it in; None: an office of the agency."""
    list_month: str | None = None
    """2024-02: of which month a department tells."""

    @property
    def filed_on(self) -> date:
        """The day on which it was handed in."""
        return self.filed_at.astimezone(SHANGHAI).date()

    def accepts(self, area: str) -> bool:
        """True if a row of this place may be taken: it lies in the list's area and in the areas of whoever filed and confirmed it."""
        offices = (self.filer_areas, self.confirmer_areas) if self.confirmed_by else (self.filer_areas,)
        inside = area_prefix(area).startswith(area_prefix(self.area))
        return inside and all(area_prefix(area).startswith(areas) for areas in offices)


@dataclass(frozen=True, slots=True)
class ApplyOutcome:
    """What became of one good row; `made` is the id of what it made."""

    state: RowState
    made: UUID | None = None
    reasons: tuple[Reason, ...] = ()
