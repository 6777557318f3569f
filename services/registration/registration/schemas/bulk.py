"""Bulk work of operators."""

from typing import Annotated

from pydantic import Field

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.scheme import Category
from registration.domain.import_row import ImportRow
from registration.schemas.lines import HouseholdNo, NumberLine
from service_runtime.rest import Answer, Area, Body, Day, Line, ReasonResponse, Year


class ImportedPerson(Body):
    """上年度参保人员名单中的一人。"""

    name: Annotated[Line, Field(title="姓名", min_length=1, max_length=100)]
    sex: Annotated[Sex, Field(title="性别")]
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]
    area: Annotated[Line, Field(title="参保区划", max_length=12)]
    paid_on: Annotated[Day, Field(title="到账日期")]
    household_no: HouseholdNo | None = None
    phone: Annotated[NumberLine | None, Field(title="联系电话", max_length=32)] = None
    account_holder: Annotated[Line | None, Field(title="银行户名", max_length=100)] = None
    bank: Annotated[Line | None, Field(title="开户银行", max_length=100)] = None
    account_number: Annotated[NumberLine | None, Field(title="银行账号", max_length=64)] = None
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    birth_date: Annotated[Day | None, Field(title="出生日期")] = None
    permit_valid_to: Annotated[Day | None, Field(title="居住证有效期至")] = None
    foreign: Annotated[bool, Field(title="外国人、华侨或其子女")] = False

    def row(self) -> ImportRow:
        """As the domain reads it."""
        told = {name: value for name, value in self if name not in ("name", "document_type", "document_number")}
        return ImportRow(name=self.name.strip(), document=Document.read(self.document_type, self.document_number), **told)


class ImportList(Body):
    """上年度参保人员名单。"""

    benefit_year: Year
    people: Annotated[list[ImportedPerson], Field(title="人员清单", min_length=1, max_length=1000)]


class RefusedRow(Answer):
    """未导入的一行；row 从0起。"""

    row: int
    reasons: list[ReasonResponse]


class ImportResult(Answer):
    """导入结果。"""

    imported: int
    already_there: int
    refused: list[RefusedRow]


class RenewalRequest(Body):
    """续保登记的年度和范围。"""

    benefit_year: Year
    area: Area
    limit: Annotated[int, Field(title="本次上限", ge=1, le=10000)] = 5000


class RenewalResult(Answer):
    """本次续保登记的数量；remaining 为尚未处理的数量。"""

    renewed: int
    remaining: int


class OverdueRequest(Body):
    """逾期未补正的申请的处理范围。"""

    area: Area
    limit: Annotated[int, Field(title="本次上限", ge=1, le=5000)] = 1000


class OverdueResult(Answer):
    """本次不予通过的数量；remaining 为尚未处理的数量。"""

    rejected: int
    remaining: int
