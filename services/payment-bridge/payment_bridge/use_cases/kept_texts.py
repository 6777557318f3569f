"""Texts that people wrote and that only this service reads: they lie in its safe, each bound to its row."""

from service_runtime import ReadConnection

PLAIN = "plain."
"""A text of before, which was not sealed yet, begins with it; no key is named so."""
AGREEMENT, NOTE, REASON, PAYEE = "agreement", "note", "reason", "payee"
"""Purposes."""


def seal_text(read: ReadConnection, text: str, purpose: str, owner: object) -> str:
    """As it is kept."""
    return read.safe.seal(text, purpose, str(owner))


def text_of(read: ReadConnection, sealed: str, purpose: str, owner: object) -> str:
    """As it was written. Raises CannotOpen."""
    return sealed.removeprefix(PLAIN) if sealed.startswith(PLAIN) else read.safe.open(sealed, purpose, str(owner))
