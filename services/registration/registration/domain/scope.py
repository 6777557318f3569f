"""What a caller may see and touch: an office its areas, a person whom he is bound to, a filer what he filed."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """For the SQL. A caller without a part has an empty list or None there, and so no rows by it."""

    filed_by: str
    """The login; it stands in the history of whatever the caller does."""
    patterns: list[str]
    """Areas of an office: `area LIKE ANY(patterns)`."""
    documents: list[str] = field(default_factory=list)
    """Documents of a citizen or agent that the sign-on has verified."""
    holder: str | None = None
    """The login of a citizen or agent: his mandates count, and what he filed until it is approved."""
    desk: str | None = None
    """The login of a clerk or a school: what it took in counts, wherever it went (R-008)."""
    organisation: str | None = None
    """The school or department for which the caller is here; None for an office, which sees the lists of all in its areas."""
    day: date | None = None
    """The business day on which mandates must hold."""
    shown: tuple[str, ...] = ()
    """Whatever documents the token carries, also those of somebody who is here as an office: nobody decides on his own case."""
