"""Certificates."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import Category, ParticipationState, Scheme
from registration.domain.certificate import CertificateKind
from registration.domain.rights_record import RightsKind
from service_runtime.rest import Answer, Body, Id, Line

_Kind = Annotated[CertificateKind, Field(title="凭证种类", examples=["COVER"])]
_Code = Annotated[str, Field(title="验证码", examples=["ABCD-EFGH-JKMN-PQRS"])]
_IssuedOn = Annotated[date, Field(title="出具日期", examples=["2023-10-11"])]


class CertificateRequest(Body):
    """开具凭证。"""

    kind: Annotated[CertificateKind, Field(title="凭证种类", examples=["COVER"], strict=False)]


class CertificateResponse(Answer):
    """已开具的凭证；code 印在每页，凭此核验。"""

    certificate_id: Annotated[Id, Field(title="凭证编号", examples=["018f3f3e-0000-7000-8000-000000000001"])]
    kind: _Kind
    code: _Code
    issued_on: _IssuedOn


class CertificateCheck(Body):
    """核验凭证：凭证上的验证码，大小写、空格和连字符不限。"""

    code: Annotated[Line, Field(title="验证码", min_length=1, max_length=64, examples=["ABCD-EFGH-JKMN-PQRS"])]


class StatedYear(Answer):
    """凭证所载的一个年度。"""

    benefit_year: int
    scheme: Scheme
    category: Category
    state: ParticipationState
    area: str
    registered_on: date
    paid_on: date | None
    starts_on: date | None
    ends_on: date | None


class StatedRecord(Answer):
    """凭证所载的一条权益记录。"""

    happened_on: Annotated[date, Field(title="发生日期", examples=["2023-10-11"])]
    kind: Annotated[RightsKind, Field(title="权益记录类别", examples=["PAYMENT"])]
    text: Annotated[str, Field(title="内容", examples=["2024年度缴费到账380.00元"])]


class CheckedCertificate(Answer):
    """系统出具的凭证及其当日所载内容（脱敏）。"""

    kind: _Kind
    issued_on: _IssuedOn
    name_masked: str
    number_masked: str
    years: Annotated[list[StatedYear], Field(title="参保情况")]
    lines: Annotated[list[StatedRecord], Field(title="权益记录")]
