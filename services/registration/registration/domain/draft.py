"""An application that somebody has begun and not handed in (D1 DRAFT): nobody but its filer sees it, and nobody judges it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enrolment_terms.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it is kept. Its id is the one that the application will have: who hands it in twice has one application."""

    draft_id: UUID
    filed_by: str
    item: str | None
    form: Sealed
    saved_at: datetime
    ends_at: datetime
    """Then it is over, unless it is saved again before."""
