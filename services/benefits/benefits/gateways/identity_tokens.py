"""Identity tokens of documents, from the registration service, in the name of whoever asks: it audits the caller."""

from collections.abc import Sequence

import httpx
import msgspec

from benefits.settings import Settings
from enrolment_terms.documents import Document
from service_runtime.json_calls import JsonCalls, Peer, PeerAway


class _OfDocument(msgspec.Struct, frozen=True):
    tokens: tuple[str, ...]


class _Named(msgspec.Struct, frozen=True):
    results: list[_OfDocument]


class IdentityTokens:
    """The lookup at one address."""

    def __init__(self, calls: JsonCalls) -> None:
        self._calls = calls
        self.close = calls.close

    async def of(self, documents: Sequence[Document], bearer: str) -> list[tuple[str, ...]]:
        """The tokens of each, in order. Raises PeerAway."""
        asked = [{"document_type": one.kind.value, "document_number": one.number} for one in documents]
        status, told = await self._calls.call("POST", "/registration/v1/identity-tokens", body={"documents": asked}, bearer=bearer)
        if status != httpx.codes.OK:
            raise PeerAway(f"HTTP {status}")
        try:
            named = msgspec.convert(told, _Named).results
        except msgspec.ValidationError:
            raise PeerAway("not understood") from None
        if len(named) != len(documents):
            raise PeerAway("not of these documents")
        return [one.tokens for one in named]


def identity_tokens_of(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> IdentityTokens | None:
    """As the settings name it; None where nobody can be asked. `transport` replaces the network."""
    if settings.registration_url is None:
        return None
    return IdentityTokens(JsonCalls(Peer(settings.registration_url, settings.registration_seconds, settings.ca_file, transport)))
