"""One row of last year's insured, as another system kept it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import Document, Sex
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Category, Payer
from enrolment_terms.sealed import Sealed
from policy_parameters import is_known_area
from registration.domain.application_form import birth_reasons, contact_reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """What the row says, unsealed and unchecked."""

    name: str
    sex: Sex
    document: Document
    birth_date: date | None
    area: str
    household_no: str | None
    phone: str | None
    account_holder: str | None
    bank: str | None
    account_number: str | None
    category: Category
    paid_on: date
    permit_valid_to: date | None
    foreign: bool

    @property
    def birth(self) -> date | None:
        """From the number, else from the row."""
        return self.document.birth_date or self.birth_date


def row_reasons(row: ImportRow, today: date, accepts: Callable[[str], bool]) -> Iterator[Reason]:
    """All faults of one row: a bad row never stops the others. `accepts` tells the areas of whoever imports."""
    if not row.document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not row.document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    if row.document.sex is not None and row.document.sex is not row.sex:
        yield reason(ReasonCode.SEX_MISMATCH, field="sex", rule="R-010")
    if not (is_area_code(row.area) and is_known_area(row.area) and accepts(row.area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")
    if row.birth is None and len(row.document.number) != 18:
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="缺少出生日期")
    yield from birth_reasons(row.birth, today)
    yield from contact_reasons(row.phone, row.account_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedImport:
    """The participation of a good row, sealed for its person and ready to be written."""

    participation_id: UUID
    person_id: UUID
    region: str
    area: str
    category: Category
    payer: Payer
    household_no: Sealed | None
    holder: Sealed | None
    bank: Sealed | None
    account_number: Sealed | None
    paid_on: date
    permit_valid_to: date | None
