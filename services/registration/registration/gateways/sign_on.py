"""The real-name sign-on: exchanges a ticket for what it has verified of somebody (docs/contracts/wechat.yaml)."""

from typing import Any

from enrolment_terms.documents import Document, DocumentType
from registration.domain.login import RealNameLevel, VerifiedIdentity
from service_runtime.json_calls import JsonCalls, PeerAway

_GONE = {404, 410}


class TicketInvalid(Exception):
    """The ticket is unknown, too old or used."""


class SignOn:
    """The sign-on at one address."""

    def __init__(self, calls: JsonCalls, secret: str) -> None:
        self._calls, self._secret = calls, secret

    async def identity_of(self, ticket: str) -> VerifiedIdentity:
        """Who the ticket was given to. Raises TicketInvalid, PeerAway."""
        status, told = await self._calls.call("POST", "/sign-on/v1/identities", body={"ticket": ticket}, bearer=self._secret)
        if status in _GONE:
            raise TicketInvalid
        if status != 200:
            raise PeerAway(f"HTTP {status}")
        return _identity(told)


def _identity(told: dict[str, Any]) -> VerifiedIdentity:
    """Nothing is guessed: claims that cannot be read, or a number that cannot be, are no answer."""
    try:
        document = Document.read(DocumentType(told["document_type"]), _text(told["document_number"]))
        level, active = RealNameLevel(told["level"]), told["credential_active"] is True
    except (KeyError, ValueError, TypeError):
        raise PeerAway("claims not understood") from None
    if not (document.has_valid_shape and document.has_valid_checksum):
        raise PeerAway("no such document")
    return VerifiedIdentity(document, level, active)


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
