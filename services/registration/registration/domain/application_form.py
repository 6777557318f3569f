"""The mini-program form (B1): twelve fields, and every fault of them in one answer (R-004)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Category, Channel
from registration.domain.materials import Material


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    DIGITS = "digits"
    ENUM = "enum"
    REGION = "region"
    DATE = "date"
    TICK = "tick"


_K = FieldKind
labelled(
    FieldKind,
    "填写项类型",
    {_K.TEXT: "文字", _K.DIGITS: "数字", _K.ENUM: "选项", _K.REGION: "行政区划", _K.DATE: "日期", _K.TICK: "勾选"},
)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form, for frontends; `codes` are its options, `pattern` what it must look like."""

    name: str
    label: str
    kind: FieldKind
    filled_by: str
    rule: str
    codes: type[StrEnum] | None = None
    pattern: str | None = None


_PHONE = r"\+?[0-9\- ]{7,20}"
_ACCOUNT = r"[0-9]{8,32}"
FIELDS: tuple[FormField, ...] = (
    FormField("name", "姓名", _K.TEXT, "登录信息", "与身份证件一致"),
    FormField("sex", "性别", _K.ENUM, "登录信息", "与居民身份证号码第17位一致", Sex),
    FormField("document_type", "证件类型", _K.ENUM, "登录信息", "R-010", DocumentType),
    FormField("document_number", "证件号码", _K.TEXT, "登录信息", "居民身份证校验位正确（R-010）"),
    FormField("household_area", "户口所在地", _K.REGION, "选择", "必填"),
    FormField("household_address", "户口地址", _K.TEXT, "申请人填写", "必填"),
    FormField("area", "参保区划", _K.REGION, "选择", "可与户口所在地不同（R-012）"),
    FormField("account_holder", "银行户名", _K.TEXT, "申请人填写", "扣费必填"),
    FormField("bank", "开户银行", _K.ENUM, "选择", "扣费必填"),
    FormField("account_number", "银行账号", _K.DIGITS, "申请人填写", "扣费必填", pattern=_ACCOUNT),
    FormField("phone", "联系电话", _K.TEXT, "申请人填写", "必填", pattern=_PHONE),
    FormField("confirmed", "我确认以上信息填写无误。", _K.TICK, "申请人勾选", "必须勾选"),
)

LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswers:
    """What was filled in, as it came: nothing is checked yet."""

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
    channel: Channel = Channel.YUE_YIBAO
    channel_open: bool = True
    credential_active: bool = True
    event_date: date | None = None
    materials: tuple[Material, ...] = ()
    employee_stop_proof: bool = False
    consent_signed_on: date | None = None
    consent_old_unit: str | None = None
    foreign: bool = False
    household_no: str | None = None
    permit_valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """All reasons and all missing things, at once (一次性告知)."""

    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons or self.missing)

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(self.reasons + other.reasons, self.missing + other.missing)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the form says it is, as far as it could be read."""

    document: Document
    sex: Sex
    birth_date: date


_SEXES = frozenset(Sex)
_OLDEST = 150
"""Years: a birth date further back is a slip of the pen."""
_WITH_BIRTH_DATE = {DocumentType.RESIDENT_ID, DocumentType.HOUSEHOLD_BOOK}
_BIRTH_DATE = FormField("birth_date", "出生日期", _K.DATE, "申请人填写", "证件号码不含出生日期时必填")


def missing_fields(form: FormAnswers, document: Document | None) -> tuple[Missing, ...]:
    """Every empty field of the twelve but the tick, and the birth date where the document does not tell it."""
    missing = [Missing(field.name, field.label, "B1") for field in FIELDS[:-1] if not str(getattr(form, field.name) or "").strip()]
    if form.birth_date is None and _tells_no_birth_date(document):
        missing.append(Missing(_BIRTH_DATE.name, _BIRTH_DATE.label, "B1"))
    return tuple(missing)


def _tells_no_birth_date(document: Document | None) -> bool:
    return document is not None and document.kind not in _WITH_BIRTH_DATE and len(document.number) != 18


def category_of(form: FormAnswers) -> Category | None:
    """GENERAL where the form names none, None if the one it names is not known."""
    return Category.__members__.get(form.category) if form.category else Category.GENERAL


def document_of(form: FormAnswers) -> Document | None:
    """The document, if kind and number are there and the kind is known."""
    if not form.document_number or not form.document_type or form.document_type not in DocumentType.__members__:
        return None
    return Document.read(DocumentType[form.document_type], form.document_number)


def identity_of(form: FormAnswers, document: Document | None) -> Identity | None:
    """Identity of a form without faults; None if something of it is missing."""
    birth = (document.birth_date or form.birth_date) if document else None
    if document is None or birth is None or form.sex not in _SEXES:
        return None
    return Identity(document, Sex(form.sex), birth)


def field_faults(form: FormAnswers, document: Document | None, today: date) -> Faults:
    """Faults of the single fields: shapes, check digit, sex digit, tick, credential. `today` is the business date."""
    reasons = (*_document_reasons(form, document, today), *_answer_reasons(form), *_precondition_reasons(form))
    return Faults(reasons, missing_fields(form, document))


def _document_reasons(form: FormAnswers, document: Document | None, today: date) -> Iterator[Reason]:
    """R-010: 441092197907121232/女 has two reasons, check digit and sex."""
    if form.document_type and form.document_type not in DocumentType.__members__:
        yield reason(ReasonCode.OTHER, field="document_type", rule="R-010", msg="证件类型不在可用范围")
    if document is None:
        return
    if not document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    if document.sex is not None and form.sex in _SEXES and document.sex != form.sex:
        yield reason(ReasonCode.SEX_MISMATCH, field="sex", rule="R-010")
    birth = document.birth_date or form.birth_date
    yield from birth_reasons(birth, today)


def birth_reasons(birth: date | None, today: date) -> Iterator[Reason]:
    """R-026: born on or before the business date, and within a human lifetime."""
    if birth is not None and birth > today:
        yield reason(ReasonCode.NOT_YET_BORN, field="birth_date", rule="R-026")
    elif birth is not None and today.year - birth.year > _OLDEST:
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="出生日期不正确")


def contact_reasons(phone: str | None, account_number: str | None) -> Iterator[Reason]:
    """Shapes of phone and account as the tax office takes them: half-width digits."""
    if phone and not re.fullmatch(_PHONE, phone.strip()):
        yield reason(ReasonCode.OTHER, field="phone", rule="B1", msg="联系电话格式不正确")
    if account_number and not re.fullmatch(_ACCOUNT, "".join(account_number.split())):
        yield reason(ReasonCode.OTHER, field="account_number", rule="B1", msg="银行账号只能填数字")


def _answer_reasons(form: FormAnswers) -> Iterator[Reason]:
    if form.sex and form.sex not in _SEXES:
        yield reason(ReasonCode.OTHER, field="sex", rule="B1", msg="性别只能填“男”或“女”")
    if form.household_area and not is_area_code(form.household_area.strip()):
        yield reason(ReasonCode.UNKNOWN_AREA, field="household_area", rule="B1", msg="户口所在地请从行政区划中选择")
    if category_of(form) is None:
        yield reason(ReasonCode.OTHER, field="category", rule="B1", msg="参保类别不在可用范围")
    yield from contact_reasons(form.phone, form.account_number)


def _precondition_reasons(form: FormAnswers) -> Iterator[Reason]:
    if not form.confirmed:
        yield reason(ReasonCode.NOT_CONFIRMED, field="confirmed", rule="B1")
    if not form.channel_open:
        yield reason(ReasonCode.OTHER, field="channel", rule="R-011", msg="当前登录身份不能使用该办理渠道")
    # 首次使用时需提前激活医保电子凭证; kiosk and counter do not require it
    if form.channel is Channel.YUE_YIBAO and not form.credential_active:
        yield reason(ReasonCode.CREDENTIAL_INACTIVE, rule="R-011")
