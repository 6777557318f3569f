"""Bind a login to the person of the document that the sign-on has verified: a mandate of the kind SELF, without a counter."""

from datetime import timedelta

import msgspec

from enrolment_events.registration import MandateKind
from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from registration.domain.login import SIGN_ON
from registration.domain.mandate import Mandate, MandateState, PaperKind
from registration.repository.mandate_rows import bindings_of, end, record, recorded
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.record_mandate import SealedDocument, SealedPaper
from service_runtime import Transaction


async def bind_login(tx: Transaction, subject: str, document: Document, area: str) -> None:
    """The login is of this person from today on. One that the sign-on bound to another before is so no more: it tells who has it now.

    What a counter bound stays: an office has seen both.
    """
    there = await bindings_of(tx.driver, subject, tx.now.date())
    if any(binding.token in tx.vault.identity_tokens(document) for binding in there):
        return
    for binding in there:
        if binding.recorded_by == SIGN_ON:
            publish_mandates(tx, [await end(tx.driver, binding.mandate_id, tx.now.date() - timedelta(days=1), SIGN_ON, tx.now)])
            tx.audit("mandate.ended", subject=str(binding.mandate_id), actor=SIGN_ON)
    new = _binding(tx, subject, document, area)
    _, person_id = await record(tx.driver, new)
    publish_mandates(tx, [recorded(new, person_id)])
    tx.audit("mandate.recorded", subject=str(new.mandate_id), actor=SIGN_ON, detail={"kind": new.kind, "state": new.state})


def _binding(tx: Transaction, subject: str, document: Document, area: str) -> Mandate:
    mandate_id = new_id()
    shown = msgspec.json.encode(SealedDocument(document.kind, document.number)).decode()
    paper = msgspec.json.encode(SealedPaper(PaperKind.IDENTITY_DOCUMENT, SIGN_ON)).decode()
    return Mandate(
        mandate_id=mandate_id,
        subject=subject,
        token=tx.vault.identity_token(document),
        kind=MandateKind.SELF,
        region=pooling_region_of(area),
        area=area,
        document=tx.safe.seal(shown, "mandate.document", mandate_id),
        paper=tx.safe.seal(paper, "mandate.paper", mandate_id),
        state=MandateState.IN_FORCE,
        from_on=tx.now.date(),
        until_on=None,
        version=1,
        recorded_by=SIGN_ON,
        recorded_at=tx.now,
        confirmed_by=SIGN_ON,
    )
