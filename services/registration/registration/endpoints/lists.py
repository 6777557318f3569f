"""/registration/v1/lists: what offices hand in as sheets. The file itself comes in by `list_files`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from enrolment_terms.scheme import BillState
from registration.domain.lists import RowState
from registration.endpoints.scopes import list_scope_of
from registration.errors import FilerConfirms, ListNotFound, ListNotReady
from registration.repository.list_rows import ShownRow, bills_of_rows, collection_of, count_rows, list_page, rows_only_in
from registration.repository.lists import ShownList, find_list, page_of_lists
from registration.schemas.lists import ListCollection, ListCounts, ListDifference, ListResponse, ListRowResponse
from registration.use_cases.answer_list import answer_list, reasons_in
from registration.use_cases.confirm_list import confirm, take_back
from row_sets import values_of
from service_runtime import Caller, Principal, Read, ReadConnection, Tx, allow, idempotent, refusals, service_router
from service_runtime.rest import After, AfterNumber, Limit, Page, ReasonResponse, page_of

PATH = "/registration/v1/lists"
_OCTETS = "application/octet-stream"
_FILE = {"schema": {"type": "string", "format": "binary"}, "example": ""}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {_OCTETS: _FILE}}}
_OFFICES, _CONFIRMERS, _ORGANISED = ("clerk", "operator", "reviewer", "auditor"), ("clerk", "operator"), ("school", "department")
FILERS = allow(*_CONFIRMERS, *_ORGANISED)
router = service_router(PATH, tags=["名单"])
_READERS = allow(*_OFFICES, *_ORGANISED)
_MOST_DIFFERENT = 1_000
_State = Annotated[RowState | None, Query(title="处理结果")]


@router.get("", operation_id="listLists", dependencies=[_READERS])
async def list_all(read: Read, caller: Caller, after: After = None, limit: Limit = 50) -> Page[ListResponse]:
    """查询名单

    本辖区的；学校和部门只列出本单位的。
    """
    found = await page_of_lists(read.driver, list_scope_of(caller, read, *_OFFICES), after, limit + 1)
    return page_of(found, limit, lambda one: ListResponse(**values_of(one)), lambda one: one.list_id)


@router.get("/{list_id}", operation_id="getList", dependencies=[_READERS], responses=refusals(ListNotFound))
async def get(list_id: UUID, read: Read, caller: Caller) -> ListCounts:
    """查询一份名单及其处理情况

    学校代收代缴的，附应缴、已缴和未缴人数；未缴的学生按行号查看各行的账单状态。
    """
    found = await _found(read, list_id, caller)
    rows = await count_rows(read.driver, list_id)
    return ListCounts(**values_of(found), rows=rows, collection=await _collection(read, found))


@router.get("/{list_id}/rows", operation_id="listListRows", dependencies=[_READERS], responses=refusals(ListNotFound))
async def list_rows(
    list_id: UUID, read: Read, caller: Caller, state: _State = None, after: AfterNumber = None, limit: Limit = 100
) -> Page[ListRowResponse]:
    """查询名单各行的处理结果

    一行的全部问题一次列出；不含个人信息，按行号对照原表。
    """
    found = await _found(read, list_id, caller)
    rows = await list_page(read.driver, list_id, after or 0, limit + 1, state)
    bills = await bills_of_rows(read.driver, list_id, [row.row_no for row in rows]) if found.organisation else {}
    return page_of(rows, limit, lambda row: _row(read, list_id, row, bills.get(row.row_no)), lambda row: row.row_no)


@router.get("/{list_id}/difference", operation_id="getListDifference", dependencies=[_READERS], responses=refusals(ListNotFound))
async def difference(list_id: UUID, read: Read, caller: Caller) -> ListDifference:
    """查询与上一份名单的差异

    按行号对照两份原表；没有可比的名单时均为空。
    """
    before = (await _found(read, list_id, caller)).compared_with
    if before is None:
        return ListDifference(compared_with=None, added_rows=[], removed_rows=[])
    added = await rows_only_in(read.driver, list_id, before, _MOST_DIFFERENT)
    removed = await rows_only_in(read.driver, before, list_id, _MOST_DIFFERENT)
    return ListDifference(compared_with=str(before), added_rows=added, removed_rows=removed)


@router.get(
    "/{list_id}/answer",
    operation_id="downloadListAnswer",
    dependencies=[_READERS],
    responses={**_DOWNLOAD, **refusals(ListNotFound, ListNotReady)},
    response_class=Response,
)
async def download(list_id: UUID, tx: Tx, caller: Caller) -> Response:
    """下载名单的处理结果

    原表各列之后加“处理结果”一列；单元格均为文本。
    """
    await _found(tx, list_id, caller)
    content = await answer_list(tx, list_id)
    if content is None:
        raise ListNotReady()
    tx.audit("list.downloaded", subject=str(list_id), actor=caller.subject)
    return Response(content, media_type=_OCTETS, headers={"Content-Disposition": f'attachment; filename="{list_id}.xlsx"'})


@router.post(
    "/{list_id}/confirm",
    status_code=204,
    operation_id="confirmList",
    dependencies=[allow(*_CONFIRMERS, "department"), idempotent],
    responses=refusals(ListNotFound, ListNotReady, FilerConfirms),
)
async def confirm_one(list_id: UUID, tx: Tx, caller: Caller) -> None:
    """确认名单

    由上传人以外的另一名工作人员确认（学校的名单由经办机构确认，部门的名单由本部门或经办机构确认），之后在后台处理；有误的行不处理，其余照常。
    """
    await confirm(tx, list_id, list_scope_of(caller, tx, *_CONFIRMERS), caller)


@router.post(
    "/{list_id}/take-back",
    status_code=204,
    operation_id="takeBackList",
    dependencies=[FILERS, idempotent],
    responses=refusals(ListNotFound, ListNotReady),
)
async def take_one_back(list_id: UUID, tx: Tx, caller: Caller) -> None:
    """撤回名单

    确认之前可以撤回。
    """
    await take_back(tx, list_id, list_scope_of(caller, tx, *_CONFIRMERS), caller)


async def _found(read: ReadConnection, list_id: UUID, caller: Principal) -> ShownList:
    found = await find_list(read.driver, list_id, list_scope_of(caller, read, *_OFFICES))
    if found is None:
        raise ListNotFound()
    return found


async def _collection(read: ReadConnection, found: ShownList) -> ListCollection | None:
    """Of a school's list alone: an office's may have all people of a year."""
    money = await collection_of(read.driver, found.list_id) if found.organisation else None
    if money is None or not money.students:
        return None
    told = {"students": money.students, "unpaid": money.unpaid, "owed": money.owed, "paid_amount": money.paid}
    return ListCollection.model_validate(told | {"shortfall": money.shortfall})


def _row(read: ReadConnection, list_id: UUID, row: ShownRow, bill: BillState | None) -> ListRowResponse:
    reasons = [ReasonResponse.model_validate(one) for one in reasons_in(read, list_id, row)]
    told = {"row_no": row.row_no, "state": row.state, "twin_no": row.twin_no, "application_state": row.application_state}
    return ListRowResponse(**told, bill_state=bill, reasons=reasons)
