"""Materials: what somebody handed in, and by what it counts as present (R-005, S3 Art. 4 「不再要求用人单位或个人提供」)."""

from collections.abc import Sequence
from dataclasses import dataclass
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
class Material:
    """One material of an application; `reference` names the uploaded file or the data source, never its content."""

    kind: str
    satisfied_by: SatisfiedBy
    reference: str | None = None

    @property
    def file_id(self) -> UUID | None:
        """The uploaded file that it names, if it names one."""
        if self.satisfied_by in SHARED:
            return None
        try:
            return UUID(self.reference or "")
        except ValueError:
            return None

    def is_shown_at(self, counter: bool) -> bool:
        """True for a paper that the counter saw, or of which there is an upload (R-013)."""
        return self.satisfied_by in _PAPER and (counter or self.file_id is not None)


STOP_PROOF = "EMPLOYEE_STOP_PROOF"
"""停保凭证 (R-002)."""
FOREIGN_PARENT = "FOREIGN_PARENT"
"""The card or passport of a parent who is a foreigner or an overseas Chinese (R-017)."""
_PAPER = frozenset({SatisfiedBy.ORIGINAL, SatisfiedBy.COPY})
SHARED = frozenset({SatisfiedBy.INTERNAL_CHECK, SatisfiedBy.DATA_SHARING})
"""Nothing is shown: a register must have answered."""


def is_handed_in(materials: Sequence[Material], alternatives: Sequence[str], answered: Sequence[str] = ()) -> bool:
    """True if one of the alternatives is there. A check or shared data count only where a register has `answered` (R-005)."""
    return any(one.kind in alternatives and (one.satisfied_by not in SHARED or one.kind in answered) for one in materials)
