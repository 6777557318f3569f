"""Bind a login to the person of the document that the sign-on has verified: a mandate of the kind SELF, without a counter."""

from datetime import timedelta

from enrolment_events.registration import MandateKind
from enrolment_terms.documents import Document
from enrolment_terms.regions import pooling_region_of
from registration.domain.login import SIGN_ON
from registration.domain.mandate import PaperKind
from registration.repository.mandate_rows import bindings_of, end
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.record_mandate import SealedPaper, record_in_force
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
    paper, place = SealedPaper(PaperKind.IDENTITY_DOCUMENT, SIGN_ON), (pooling_region_of(area), area)
    await record_in_force(tx, MandateKind.SELF, subject, document, paper, place, SIGN_ON)
