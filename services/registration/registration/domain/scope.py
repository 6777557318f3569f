"""What a caller may see: what he filed himself, and what lies in his areas."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """For the SQL: `filed_by = subject OR area LIKE ANY(patterns)`."""

    filed_by: str
    patterns: list[str]
