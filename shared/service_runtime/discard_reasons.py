"""Why something was given up: free text of an operator, sealed in its own row; no audit row and no log holds it."""

import re

from service_runtime.logs import redact
from service_runtime.safe import Safe
from service_runtime.sealer import CannotOpen

PURPOSE = "discard-reason"
_SEALED = re.compile(r"[^.\s]+\.[A-Za-z0-9_-]{38,}")


def seal_reason(safe: Safe, reason: str, owner: int | str) -> str:
    """For the row `owner`."""
    return safe.seal(reason, PURPOSE, str(owner))


def is_sealed(kept: str) -> bool:
    """False of one that was kept in clear before."""
    return _SEALED.fullmatch(kept) is not None


def open_reason(safe: Safe, kept: str | None, owner: int | str) -> str | None:
    """As it was written; one that was kept in clear before is told with its numbers hidden, one that does not open is not told."""
    if kept is None or not is_sealed(kept):
        return None if kept is None else redact(kept)
    try:
        return safe.open(kept, PURPOSE, str(owner))
    except CannotOpen:
        return None
