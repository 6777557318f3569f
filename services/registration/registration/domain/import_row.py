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
from policy_parameters import PolicyBook, is_known_area
from registration.domain.application_form import birth_reasons, contact_reasons, name_reasons
from registration.domain.listed_category import category_reasons


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


TOLD = ("name", "sex", "birth_date", "area", "phone", "account_holder", "account_number", "paid_on", "category", "permit_valid_to")
"""What is looked at beside the document, in a row over REST as in a list."""


def row_reasons(row: ImportRow, benefit_year: int, today: date, accepts: Callable[[str], bool], policy: PolicyBook) -> Iterator[Reason]:
    """All faults of one row: a bad row never stops the others. `accepts` tells the areas of whoever imports."""
    told = {name: getattr(row, name) for name in TOLD}
    yield from told_reasons(row.document, **told, benefit_year=benefit_year, today=today, accepts=accepts, policy=policy)


def told_reasons(
    document: Document | None,
    *,
    name: str | None,
    sex: Sex | None,
    birth_date: date | None,
    area: str | None,
    phone: str | None,
    account_holder: str | None,
    account_number: str | None,
    paid_on: date | None,
    category: Category | None,
    permit_valid_to: date | None,
    benefit_year: int,
    today: date,
    accepts: Callable[[str], bool],
    policy: PolicyBook,
) -> Iterator[Reason]:
    """Faults of what a row tells; what it does not tell has none here."""
    yield from name_reasons(name)
    yield from name_reasons(account_holder, "account_holder", "银行户名")
    if document is not None:
        yield from document_reasons(document, sex, birth_date)
    if area is not None and not (is_area_code(area) and is_known_area(area) and accepts(area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012")
    birth = (document.birth_date if document else None) or birth_date
    yield from birth_reasons(birth, today)
    yield from contact_reasons(phone, account_number)
    yield from _payment_reasons(paid_on, benefit_year, today)
    yield from category_reasons(category, document, birth, permit_valid_to, benefit_year, area, policy)


def document_reasons(document: Document, sex: Sex | None, birth_date: date | None) -> Iterator[Reason]:
    """R-010: shape, check digit, sex and birth date."""
    if not document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    if sex is not None and document.sex is not None and document.sex is not sex:
        yield reason(ReasonCode.SEX_MISMATCH, field="sex", rule="R-010")
    if sex is None and document.sex is None:
        yield reason(ReasonCode.OTHER, field="sex", rule="R-010", msg="缺少性别")
    if birth_date is None and document.birth_date is None and len(document.number) != 18:
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="缺少出生日期")
    if birth_date is not None and document.birth_date not in (None, birth_date):
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="出生日期与证件号码不一致")


def _payment_reasons(paid_on: date | None, benefit_year: int, today: date) -> Iterator[Reason]:
    """R-032, R-024: money for a year arrives from the year before on, that of a newborn or of finance in the year after at the latest."""
    if paid_on is not None and (paid_on > today or abs(paid_on.year - benefit_year) > 1):
        yield reason(ReasonCode.OTHER, field="paid_on", rule="R-032", msg="到账日期晚于今天，或不在该年度的缴费时间内")


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
