"""Documents, by what this service finds them: made here where the process holds the key, else told by the registration service."""

from collections.abc import Sequence
from dataclasses import dataclass

from benefits.errors import DocumentsAway, DocumentsNotReadable
from benefits.gateways.identity_tokens import IdentityTokens
from enrolment_terms.documents import Document
from service_runtime import Runtime, Transaction, get_logger
from service_runtime.json_calls import PeerAway
from service_runtime.outside import AskOutside

Tokens = tuple[str, ...]
_log = get_logger("documents")


@dataclass(slots=True)
class DocumentsToName:
    """What one request asks by. `bearer`: its caller's token, in whose name registration is asked; `tokens`: what it told, kept nowhere."""

    documents: Sequence[Document]
    bearer: str
    tokens: list[Tokens] | None = None


async def name_documents(tx: Transaction, runtime: Runtime, asked: DocumentsToName) -> list[Tokens]:
    """The tokens of each document, in order. Raises DocumentsNotReadable, DocumentsAway, AskOutside."""
    if not asked.documents:
        return []
    if runtime.settings.vault_keys is not None:
        return [runtime.vault.identity_tokens(document) for document in asked.documents]
    if runtime.outside is None:
        raise DocumentsNotReadable
    if tx.may_ask_outside:
        raise AskOutside(asked)
    if asked.tokens is None:
        raise DocumentsAway
    return asked.tokens


async def ask_registration(peer: IdentityTokens, asked: DocumentsToName) -> None:
    """Asks once, while no transaction waits."""
    try:
        asked.tokens = await peer.of(asked.documents, asked.bearer)
    except PeerAway as away:
        _log.warning("documents.not_named", why=str(away))
