"""One-thing services (一件事联办, S3 第三十四条, R-068): one submission, several applications, each with a result of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enrolment_terms.reasons import Missing, Reason
from registration.domain.application_states import ApplicationState

MOST_PARTS = 8
"""A family's, not a list's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleKind:
    """What may be asked for together, by items of ours. What is another department's is not offered: no port hands it over."""

    code: str = ""
    title: str
    clause: str
    items: tuple[str, ...]


BundleKinds = Mapping[str, BundleKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One submission; it is its filer's alone, as a draft is."""

    bundle_id: UUID
    kind: str
    filed_by: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePart:
    """One application of it, or why there is none yet. `state` is that of the application now."""

    part_no: int
    item: str | None
    application_id: UUID | None = None
    state: ApplicationState | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
