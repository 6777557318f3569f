"""Monthly lists of subsidised persons."""

from typing import Annotated

from pydantic import Field

from enrolment_terms.documents import Document, DocumentType
from registration.domain.subsidy import MarkAction, MarkRow
from service_runtime.rest import Answer, Body, Day, Line, ReasonResponse


class MarkedPerson(Body):
    """困难居民名单中的一人。"""

    name: Annotated[Line, Field(title="姓名", min_length=1, max_length=100)]
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]
    category: Annotated[Line, Field(title="困难身份类别", max_length=16, examples=["SUB01"])]
    action: Annotated[MarkAction, Field(title="变动", examples=["ADD"])]
    effective_on: Annotated[Day, Field(title="生效日期", examples=["2024-02-05"])]
    area: Annotated[Line, Field(title="户籍所在区划", max_length=12)]

    def row(self) -> MarkRow:
        """As the domain reads it."""
        told = {name: value for name, value in self if name not in ("document_type", "document_number")}
        return MarkRow(**told, document=Document.read(self.document_type, self.document_number))


class SubsidyListRequest(Body):
    """一个部门一个月的困难居民名单（新增和减员）。"""

    list_month: Annotated[str, Field(title="名单月份", pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2024-02"])]
    people: Annotated[list[MarkedPerson], Field(title="人员清单", min_length=1, max_length=1000)]


class RefusedMark(Answer):
    """未处理的一行；row 从0起。"""

    row: int
    reasons: list[ReasonResponse]


class SubsidyListResult(Answer):
    """名单处理结果。"""

    marked: Annotated[int, Field(title="新标识人数", examples=[12])]
    unmarked: Annotated[int, Field(title="取消标识人数", examples=[3])]
    registered: Annotated[int, Field(title="自动参保登记数", examples=[5])]
    late: Annotated[bool, Field(title="是否逾期报送", examples=[False])]
    refused: list[RefusedMark]
