"""May this caller file this form? Decided by verified documents, mandates and areas, never by the file of persons."""

from enrolment_terms.documents import Document
from registration.domain.filer import Filer
from registration.repository.mandate_rows import holds
from service_runtime import Transaction


async def is_bound(tx: Transaction, filer: Filer, document: Document | None, before: str | None = None) -> bool:
    """True if the filer is the person of the document or acts for him today. `before` is the document of an application he may correct.

    His own verified document is known from the token: no question to the database.
    """
    if not filer.is_person or document is None:
        return False
    tokens = tx.vault.identity_tokens(document)
    if before in tokens or not set(tokens).isdisjoint(filer.documents):
        return True
    return await holds(tx.driver, filer.subject, tokens, tx.now.date())
