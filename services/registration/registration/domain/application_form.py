"""What was filled in on the form of an item, and who it says it is: the faults of all that come in one answer (R-004)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.scheme import Channel
from enrolment_terms.writing import NOT_A_NAME, is_name
from registration.domain.materials import Material

PHONE = r"\+?[0-9\- ]{7,20}"
ACCOUNT = r"[0-9]{8,32}"


@dataclass(frozen=True, kw_only=True)
class FormAnswers:
    """What was filled in, as it came: nothing is checked yet. `more` are the answers that only some items ask for.

    What a tick on a form cannot prove is no answer: the channel that is open, the credential, what registers answered.
    """

    item: str | None = None
    name: str | None = None
    sex: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    household_area: str | None = None
    household_address: str | None = None
    area: str | None = None
    account_holder: str | None = None
    bank: str | None = None
    account_number: str | None = None
    phone: str | None = None
    confirmed: bool | None = None
    benefit_year: int | None = None
    category: str | None = None
    birth_date: date | None = None
    channel: Channel | None = None
    channel_open: bool = True
    credential_active: bool = True
    event_date: date | None = None
    materials: tuple[Material, ...] = ()
    answered: tuple[str, ...] = ()
    """Kinds of materials for which another department's register has answered."""
    consent_signed_on: date | None = None
    consent_old_unit: str | None = None
    household_no: str | None = None
    permit_valid_to: date | None = None
    more: dict[str, str] = field(default_factory=dict)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What was filled in, by field: text, date, number or tick; texts without the blanks around them."""
        given = {**self.more, **{name: getattr(self, name) for name in ASKED}}
        return {name: told for name, one in given.items() if (told := one.strip() if isinstance(one, str) else one) not in _NOTHING}

    @cached_property
    def document(self) -> Document | None:
        """The document, if kind and number are there and the kind is known."""
        if not self.document_number or not self.document_type or self.document_type not in DocumentType.__members__:
            return None
        return Document.read(DocumentType[self.document_type], self.document_number)


_NOTHING = (None, "")
_NOT_ASKED = frozenset({"item", "materials", "answered", "more", "channel_open", "credential_active"})
ASKED: Mapping[str, None] = dict.fromkeys(name for name in FormAnswers.__dataclass_fields__ if name not in _NOT_ASKED)
"""The answers that have a place of their own; all others stand in `more`."""


@dataclass(frozen=True, slots=True)
class Faults:
    """All reasons and all missing things, at once (一次性告知)."""

    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons or self.missing)

    def __add__(self, other: "Faults") -> "Faults":
        if not (other.reasons or other.missing):
            return self
        return Faults(self.reasons + other.reasons, self.missing + other.missing)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the form says it is, as far as it could be read. A child that is not born yet has neither sex nor birth date (B6)."""

    document: Document
    name: str
    sex: Sex | None
    birth_date: date | None
    expected_on: date | None = None


SEXES = frozenset(Sex)
_CHILD = "之婴"
_OLDEST = 150
"""Years: a birth date further back is a slip of the pen."""
_WITH_BIRTH_DATE = {DocumentType.RESIDENT_ID, DocumentType.HOUSEHOLD_BOOK}


def tells_birth_date(document: Document | None) -> bool:
    """False for a document of which the form has to tell it."""
    return document is None or document.kind in _WITH_BIRTH_DATE or len(document.number) == 18


def identity_of(form: FormAnswers, document: Document | None) -> Identity | None:
    """Identity of a form without faults; None if something of it is missing."""
    name = form.told.get("name")
    if document is None or name is None:
        return None
    if document.kind is DocumentType.EXPECTED_CHILD:
        return Identity(document, name_before_birth(name), None, None)
    birth = document.birth_date or form.birth_date
    sex = Sex(form.sex) if form.sex in SEXES else document.sex
    return Identity(document, name, sex, birth) if birth is not None and sex is not None else None


def name_before_birth(mother: str) -> str:
    """Under what name a child stands that has none yet: whose it is."""
    return f"{mother.removesuffix(_CHILD)}{_CHILD}"


def document_reasons(form: FormAnswers, document: Document | None, today: date) -> Iterator[Reason]:
    """R-010: 441092197907121232/女 has two reasons, check digit and sex."""
    if document is None:
        return
    if not document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    if document.sex is not None and form.sex in SEXES and document.sex != form.sex:
        yield reason(ReasonCode.SEX_MISMATCH, field="sex", rule="R-010")
    birth = document.birth_date or form.birth_date
    yield from birth_reasons(birth, today)


def birth_reasons(birth: date | None, today: date) -> Iterator[Reason]:
    """R-026: born on or before the business date, and within a human lifetime."""
    if birth is not None and birth > today:
        yield reason(ReasonCode.NOT_YET_BORN, field="birth_date", rule="R-026")
    elif birth is not None and today.year - birth.year > _OLDEST:
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="出生日期不正确")


def name_reasons(name: str | None, field: str = "name", label: str = "姓名") -> Iterator[Reason]:
    """R-010: whoever is named is named by letters; what is not told has no fault here."""
    if name is not None and not is_name(name):
        yield reason(ReasonCode.OTHER, field=field, rule="R-010", msg=f"{label}{NOT_A_NAME}")


def contact_reasons(phone: str | None, account_number: str | None) -> Iterator[Reason]:
    """Shapes of phone and account as the tax office takes them: half-width digits."""
    if phone and not re.fullmatch(PHONE, phone.strip()):
        yield reason(ReasonCode.OTHER, field="phone", rule="B1", msg="联系电话格式不正确")
    if account_number and not re.fullmatch(ACCOUNT, "".join(account_number.split())):
        yield reason(ReasonCode.OTHER, field="account_number", rule="B1", msg="银行账号只能填数字")
