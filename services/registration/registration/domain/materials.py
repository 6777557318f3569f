"""Materials: what somebody handed in, and by what it counts as present (R-005, S3 Art. 4 「不再要求用人单位或个人提供」)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled


class SatisfiedBy(StrEnum):
    """How a material is satisfied: all five count."""

    ORIGINAL = "ORIGINAL"
    COPY = "COPY"
    INTERNAL_CHECK = "INTERNAL_CHECK"
    DATA_SHARING = "DATA_SHARING"
    WRITTEN_PROMISE = "WRITTEN_PROMISE"


labelled(
    SatisfiedBy,
    "材料提供方式",
    {
        SatisfiedBy.ORIGINAL: "原件",
        SatisfiedBy.COPY: "复印件",
        SatisfiedBy.INTERNAL_CHECK: "内部核验",
        SatisfiedBy.DATA_SHARING: "数据共享",
        SatisfiedBy.WRITTEN_PROMISE: "书面承诺",
    },
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A written promise (书面告知承诺): which text was promised, and when it was signed."""

    version: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Material:
    """One material of an application; `reference` names the uploaded file or the answer of a register, never its content.

    `seen_by` is the clerk who saw the paper at the counter (R-013 「提供原件校验，收复印件」).
    """

    kind: str
    satisfied_by: SatisfiedBy
    reference: str | None = None
    promise: Promise | None = None
    seen_by: str | None = None

    @property
    def file_id(self) -> UUID | None:
        """The uploaded file that it names, if it names one."""
        if self.satisfied_by in SHARED:
            return None
        try:
            return UUID(self.reference or "")
        except ValueError:
            return None

    def counts(self, answered: Sequence[str]) -> bool:
        """R-005, R-013: a paper that was uploaded or seen, a register that has answered, a promise with its text and day."""
        if self.satisfied_by not in ways_of(self.kind):
            return False
        if self.satisfied_by in PAPER:
            return self.seen_by is not None or self.file_id is not None
        return self.kind in answered if self.satisfied_by in SHARED else self.promise is not None


@dataclass(frozen=True, slots=True)
class Together:
    """What several applications are filed by at once, and the files that are for more than one of them."""

    together_id: UUID
    files: frozenset[UUID]


ALONE = Together(UUID(int=0), frozenset())


def files_in(given: Iterable[Material]) -> list[UUID]:
    """The uploaded files that are named."""
    return [file for one in given if (file := one.file_id) is not None]


def of_several(together_id: UUID, forms: Iterable[Iterable[Material]]) -> Together:
    """R-013: a paper that was handed in once is named by each form that needs it."""
    count = Counter(file for given in forms for file in set(files_in(given)))
    return Together(together_id, frozenset(file for file, forms in count.items() if forms > 1))


STOP_PROOF = "EMPLOYEE_STOP_PROOF"
"""停保凭证 (R-002)."""
FOREIGN_PARENT = "FOREIGN_PARENT"
"""The card or passport of a parent who is a foreigner or an overseas Chinese (R-017)."""
PARENT_INSURED = "PARENT_INSURED"
"""That a parent is insured here (R-017, R-020)."""
PAPER = frozenset({SatisfiedBy.ORIGINAL, SatisfiedBy.COPY})
"""Something is shown: as a file, or at the counter."""
SHARED = frozenset({SatisfiedBy.INTERNAL_CHECK, SatisfiedBy.DATA_SHARING})
"""Nothing is shown: a register must have answered."""

SUBSIDY_MARK = "SUBSIDY_MARK"
"""困难居民身份标识 (R-040): a department's list or register says it; it is no paper, and nobody promises it (R-046, MY8)."""


def ways_of(kind: str) -> frozenset[SatisfiedBy]:
    """By what a material of this kind can count at all."""
    return SHARED if kind == SUBSIDY_MARK else frozenset(SatisfiedBy)


def is_handed_in(materials: Sequence[Material], alternatives: Sequence[str], answered: Sequence[str] = ()) -> bool:
    """True if one of the alternatives is there. `answered`: kinds for which a register has answered."""
    return any(one.kind in alternatives and one.counts(answered) for one in materials)
