"""B29: an e-credential is activated at the counter, for people who cannot do it themselves (foreigners)."""

from enrolment_terms.documents import Document
from registration.errors import OwnMandate
from registration.repository.login_rows import activate_credential
from registration.use_cases.looks import LOOKS
from service_runtime import NotFound, Principal, Transaction


async def activate_at_counter(tx: Transaction, subject: str, document: Document, caller: Principal) -> None:
    """From the next token of this login on. Raises OwnMandate, NotFound: no counter of the caller's areas has bound it to the document."""
    if subject == caller.subject:
        raise OwnMandate()
    tokens, today = tx.vault.identity_tokens(document), tx.now.date()
    if not await activate_credential(tx.driver, subject, tokens, caller.area_patterns, today):
        LOOKS.miss(tx, caller, "mandate")
        raise NotFound()
    tx.audit("credential.activated", subject=subject, actor=caller.subject)
