"""Sign somebody in at a kiosk by the identity card that it has read (B2, B28): for one visit, bound to nothing that stays."""

from dataclasses import dataclass

from enrolment_terms.identifiers import new_id
from registration.domain.login import RealNameLevel, VerifiedIdentity
from registration.errors import TicketRefused
from registration.use_cases.login_peers import LoginTerms
from service_runtime import AT_KIOSK, Transaction
from service_runtime.token_signer import TokenSigner


@dataclass(frozen=True, slots=True)
class KioskSession:
    """A token that ends by itself. Its subject is new at each visit: the next one who stands there is another."""

    subject: str
    access_token: str
    level: RealNameLevel


def open_kiosk_session(
    tx: Transaction, identity: VerifiedIdentity | None, device: str, terms: LoginTerms, signer: TokenSigner
) -> KioskSession:
    """He is the person of his card, which the token carries, and acts by the channel of the kiosk. Raises TicketRefused.

    No binding is kept: it would let whoever has the card's number act long after he has gone.
    """
    if identity is None or not identity.level.reaches(terms.least_level):
        raise TicketRefused()
    subject = f"kiosk:{new_id()}"
    token = signer.sign(
        subject,
        sorted(AT_KIOSK),
        ttl_seconds=int(terms.kiosk.total_seconds()),
        documents=[tx.vault.identity_token(identity.document)],
        credential_active=identity.credential_active,
    )
    tx.audit("session.opened_at_kiosk", subject=subject, actor=device, detail={"level": identity.level})
    return KioskSession(subject, token, identity.level)
