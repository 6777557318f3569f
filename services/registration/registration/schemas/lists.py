"""Lists that offices hand in."""

from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import BillState
from registration.domain.application_states import ApplicationState
from registration.domain.lists import ListKind, ListState, RowState
from service_runtime.rest import Amount, Answer, Area, Body, Id, Moment, ReasonResponse, Year


class NewListForm(Body):
    """与名单文件一起提交的内容。"""

    kind: ListKind
    area: Area
    benefit_year: Year
    list_month: Annotated[str | None, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] = None


class ListResponse(Answer):
    """一份名单。people、added、removed 为人数，后两项与 compared_with 相比。

    compared_with 为同种类、同区划、同一提交单位上一份已处理的名单；late 为是否逾期报送，只有月度名单有。
    """

    list_id: Id
    kind: ListKind
    area: Area
    benefit_year: Year
    state: ListState
    refusal: str | None
    organisation: str | None
    list_month: str | None
    late: bool | None
    filed_by: str
    filed_at: Moment
    checked_at: Moment | None
    confirmed_by: str | None
    confirmed_at: Moment | None
    applied_at: Moment | None
    compared_with: Id | None
    people: int | None
    added: int | None
    removed: int | None


class ListCollection(Answer):
    """学校代收代缴的学生：人数、未缴人数、合计应缴、已缴和未缴。"""

    students: Annotated[int, Field(title="学生人数", examples=[120])]
    unpaid: Annotated[int, Field(title="未缴人数", examples=[1])]
    owed: Annotated[Amount, Field(title="合计应缴（元）")]
    paid_amount: Annotated[Amount, Field(title="已缴（元）")]
    shortfall: Annotated[Amount, Field(title="未缴（元）")]


class ListCounts(ListResponse):
    """一份名单及其各行的处理情况；collection 为由学校代收代缴的学生，没有的为空。"""

    rows: dict[RowState, int]
    collection: Annotated[ListCollection | None, Field(title="代收代缴")]


class ListRowResponse(Answer):
    """名单中的一行；row_no 为表格的行号，twin_no 为同一人的另一行。

    application_state 为该行所成申请的状态，bill_state 为学校代收的账单的状态。
    """

    row_no: Annotated[int, Field(title="行号", examples=[12])]
    state: RowState
    twin_no: int | None
    application_state: ApplicationState | None
    bill_state: BillState | None
    reasons: list[ReasonResponse]


class ListDifference(Answer):
    """与 compared_with 相比：added_rows 为本名单新增人员的行号，removed_rows 为该名单中减少人员的行号；各列出前1000行。"""

    compared_with: Id | None
    added_rows: Annotated[list[int], Field(title="新增人员的行号", examples=[[12, 15]])]
    removed_rows: Annotated[list[int], Field(title="减少人员的行号", examples=[[3]])]


class ListIdResponse(Answer):
    """名单编号。"""

    list_id: Id
