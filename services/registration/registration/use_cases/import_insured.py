"""Take over last year's insured from another system as paid participations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Channel
from enrolment_terms.sealed import Sealed
from registration.domain.eligibility import payer_of
from registration.domain.import_row import ImportRow, SealedImport, row_reasons
from registration.repository.import_rows import keep_participations, keep_persons
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.seal_application import seal_person
from service_runtime import Transaction, Vault, in_turns

_ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """`refused` names rows by their position, from 0."""

    imported: int
    already_there: int
    refused: list[tuple[int, tuple[Reason, ...]]]


async def import_insured(
    tx: Transaction, benefit_year: int, rows: Sequence[ImportRow], actor: str, accepts: Callable[[str], bool]
) -> ImportOutcome:
    """Idempotent by person and year. A bad row, or one of an area that is not the caller's, is refused alone."""
    today = tx.now.date()
    refused: list[tuple[int, tuple[Reason, ...]]] = []
    sealed: list[SealedImport] = []
    async for part in in_turns(enumerate(rows), _ROWS_AT_ONCE):
        for number, row in part:
            if reasons := tuple(row_reasons(row, today, accepts)):
                refused.append((number, reasons))
            else:
                sealed.append(_seal(row, tx.vault))
    persons = await keep_persons(tx.driver, sealed, tx.now)
    kept = await keep_participations(tx.driver, sealed, persons, benefit_year, tx.now, actor)
    await publish_participations(tx, kept)
    tx.audit("participations.imported", subject=str(benefit_year), actor=actor, detail={"imported": len(kept), "refused": len(refused)})
    return ImportOutcome(len(kept), len(sealed) - len(kept), refused)


def _seal(row: ImportRow, vault: Vault) -> SealedImport:
    assert row.birth is not None
    return SealedImport(
        participation_id=new_id(),
        person=seal_person(vault, row.name, row.document, row.sex, row.birth, row.foreign),
        phone=_sealed(vault, row.phone, "phone"),
        region=pooling_region_of(row.area),
        area=row.area,
        category=row.category,
        payer=payer_of(row.category, Channel.IMPORT),
        household_no=row.household_no,
        holder=_sealed(vault, row.account_holder, "holder"),
        bank=row.bank,
        account_number=_sealed(vault, row.account_number, "account"),
        paid_on=row.paid_on,
        permit_valid_to=row.permit_valid_to,
    )


def _sealed(vault: Vault, text: str | None, purpose: str) -> Sealed | None:
    return vault.seal(text, purpose) if text else None
