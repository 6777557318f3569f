"""A ruling on a duplicate: which relation is kept, by which principle, and what is done with the others (R-121 ... R-131, R-133)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrolment_events.duplicates import CaseRemedy, DuplicateCaseKind
from enrolment_terms.labels import labelled


class DecidedBy(StrEnum):
    """What decided: the principle alone, the person, or the principle because the person gave no answer in time."""

    PRINCIPLE = "PRINCIPLE"
    CHOICE = "CHOICE"
    TIME_OUT = "TIME_OUT"


labelled(
    DecidedBy,
    "保留关系的确定方式",
    {DecidedBy.PRINCIPLE: "按处理原则", DecidedBy.CHOICE: "本人选择", DecidedBy.TIME_OUT: "逾期未选择，按处理原则"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceAsked:
    """The person is asked which relation to keep (征求参保人意愿)."""

    among: tuple[str, ...]
    promise: bool
    """A written promise must be filed with the choice (R-124)."""
    times_out: bool
    """False: no day decides for the person (R-124)."""
    fallback: str | None
    """What is kept if no answer comes in time; None where no time-out decides."""
    due_on: date | None
    """Last day for an answer; None as long as nobody has asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundHint:
    """R-133: what was paid for a year that has not begun may be given back, on application up to `until_on`, which counts."""

    relation: str
    benefit_year: int
    ground: int
    """Number of the ground in R-070: 2 paid twice, 3 employee scheme, 4 another region."""
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What follows from the records and facts of one case, as they are known today."""

    kind: DuplicateCaseKind
    principle: str
    """Rule id that decides, R-121 ... R-131."""
    rules: tuple[str, ...]
    """The principle and all other rules that were used."""
    clause: str
    """Where the principle stands, in Chinese."""
    order: tuple[str, ...]
    """All relations of the overlap, best first, as the principle and the choice have them."""
    decided_by: DecidedBy | None
    """None as long as the person's answer is waited for."""
    decided_on: date | None
    """The day of the choice, or the day after it was due; None where the principle decides by itself."""
    choice: ChoiceAsked | None
    """None where nobody is asked."""
    kept: str | None = None
    meanwhile: str | None = None
    """What gives cover today, where the kept relation does so only from `not_before` on (R-127)."""
    kept_stands: bool = False
    """True if the kept relation gives cover today: a suspension may be asked for at once."""
    not_before: date | None = None
    """First day on which the kept relation gives cover: nothing else rests before it (no gap)."""
    remedies: tuple[CaseRemedy, ...] = ()
    """By relation and day. `from_on` of a suspension is the first day without it, of a resumption the first day with it."""
    refunds: tuple[RefundHint, ...] = ()
    explanation: tuple[str, ...] = ()
    """Chinese sentences: what matched, which principle, what follows."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """The relations that something is done with, sorted."""
        return tuple(sorted({remedy.relation for remedy in self.remedies}))
