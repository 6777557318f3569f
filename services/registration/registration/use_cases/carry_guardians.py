"""Whoever acts for a child by the key or paper that it had first acts for it by the next one too (B8, R-026)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document
from enrolment_terms.identifiers import new_id
from registration.domain.mandate import Mandate, guardian_until, limits_of
from registration.repository.expected_children import guardians_of
from registration.repository.mandate_rows import record, recorded
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.record_mandate import SealedDocument
from service_runtime import Transaction


async def carry_guardians(tx: Transaction, person_id: UUID, document: Document, born: date | None) -> None:
    """A mandate for the new document beside each that is in force; a guardian's ends when the child is of age."""
    today = tx.now.date()
    for before in await guardians_of(tx.driver, person_id, tx.vault.identity_token(document), today):
        limits = limits_of(tx.policy, before.area, today.year)
        new = _for_document(tx, before, document)
        new = replace(new, until_on=before.until_on or (guardian_until(born, limits) if born else None))
        _, person = await record(tx.driver, new)
        publish_mandates(tx, [recorded(new, person)])
        tx.audit("mandate.recorded", subject=str(new.mandate_id), actor=new.recorded_by, detail={"kind": new.kind, "state": new.state})


def _for_document(tx: Transaction, before: Mandate, document: Document) -> Mandate:
    mandate_id = new_id()
    shown = msgspec.json.encode(SealedDocument(document.kind, document.number)).decode()
    paper = tx.safe.open(before.paper, "mandate.paper", before.mandate_id)
    return replace(
        before,
        mandate_id=mandate_id,
        token=tx.vault.identity_token(document),
        document=tx.safe.seal(shown, "mandate.document", mandate_id),
        paper=tx.safe.seal(paper, "mandate.paper", mandate_id),
        from_on=tx.now.date(),
        version=1,
        recorded_at=tx.now,
    )
