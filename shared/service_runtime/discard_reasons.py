"""Why something was given up: free text of an operator, sealed in its own row; no audit row and no log holds it."""

import re

from service_runtime.logs import redact
from service_runtime.safe import Safe
from service_runtime.sealer import CannotOpen

_PURPOSE = "discard-reason"
_SEALED = re.compile(r"[^.\s]+\.[A-Za-z0-9_-]{38,}")


def seal_reason(safe: Safe, reason: str, owner: int | str) -> str:
    """For the row `owner`."""
    return safe.seal(reason, _PURPOSE, str(owner))


def open_reason(safe: Safe, kept: str | None, owner: int | str) -> str | None:
    """As it was written; one that was kept in clear before is told with its numbers hidden, one that does not open is not told."""
    if kept is None or not _SEALED.fullmatch(kept):
        return None if kept is None else redact(kept)
    try:
        return safe.open(kept, _PURPOSE, str(owner))
    except CannotOpen:
        return None
