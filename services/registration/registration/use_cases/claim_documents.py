"""Whose documents these are: one locked look-up for any number, so that two who claim one document at once make one person."""

from collections.abc import Sequence
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.sealed import IdentityToken
from registration.domain.person import PersonKey, holders_among
from registration.repository.person_keys import claim_keys, give_up_keys, holders_of
from service_runtime import Transaction, Vault


async def claim_documents(tx: Transaction, documents: Sequence[Document], wanted: Sequence[UUID]) -> list[UUID]:
    """For each document its holder; a document that is nobody's becomes a key of the person wanted."""
    tokens = [tx.vault.identity_tokens(document) for document in documents]
    known = await holders_of(tx.driver, [token for each in tokens for token in each])
    holders = holders_among(tokens, wanted, known)
    keys: dict[IdentityToken, PersonKey] = {}
    for document, each, holder in zip(documents, tokens, holders, strict=True):
        if not any(token in known for token in each):
            keys.update((key.token, key) for key in keys_of(tx.vault, document, holder, each) if key.token not in keys)
    taken = await claim_keys(tx.driver, list(keys.values()), tx.now)
    lost = {token for token, holder in taken.items() if holder != keys[token].person_id}
    if not lost:
        return holders
    settled = [next((taken[token] for token in each if token in lost), own) for each, own in zip(tokens, holders, strict=True)]
    halves = {token for each in tokens if lost.intersection(each) for token in each if token in keys} - lost
    await give_up_keys(tx.driver, sorted(halves))
    return settled


def keys_of(vault: Vault, document: Document, person_id: UUID, tokens: Sequence[IdentityToken] = ()) -> list[PersonKey]:
    """The document as a key of the person, under each identity key; the active one first. `tokens` are its own, where they are known."""
    number = vault.seal(document.number, "document", person_id)
    named = zip(tokens or vault.identity_tokens(document), vault.identity_key_ids, strict=True)
    return [PersonKey(token, key_id, person_id, document.kind, number) for token, key_id in named]
