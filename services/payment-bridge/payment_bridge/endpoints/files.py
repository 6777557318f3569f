"""Batch files: what comes in as a file, how far it is, and what was wrong with it (R-057)."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from payment_bridge.domain.batch_files import FileFault, FileState
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.levy_delivery import LevyRegion
from payment_bridge.errors import FileNotReady, NoSuchFile, NoSuchProfile, NotThisArea
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.repository.batch_files import NEWEST, faults_after, file_of, files
from payment_bridge.schemas.files import BatchFileItem, FileFaultItem, FileIdResponse, LevyFileForm
from payment_bridge.use_cases.make_levy_file import begin_levy_file, content_of, levy_file
from payment_bridge.use_cases.pass_levy_check import require_known_year
from payment_bridge.use_cases.take_file import store_file
from row_sets import Record
from service_runtime import ALL_OF_IT, Caller, CurrentRuntime, Read, Tx, YearNotOpen, allow, limited, refusals, service_router
from service_runtime.rest import AfterNumber, Limit, Page, page_of

PATH, LEVIES = "/payment-bridge/v1/files", "/payment-bridge/v1/levy-files"
_EXAMPLE = (
    "H|RESULTS|440783|2023-10-20\n1000000001|SUCCESS|0192e4a0-1111-7222-8333-000000000001|406.00|2023-10-20|SCHOOL|||||||\nT|1|40600\n"
)
_BODY = {"requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}}}
_FILE = {"schema": {"type": "string", "format": "binary"}, "example": ""}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": _FILE}}}
_faults, _fault = msgspec.json.Decoder(list[FileFault]), msgspec.json.Decoder(FileFault)
router = service_router(PATH, tags=["批量文件与对账"])


def incoming_files(stored: Callable[[], None]) -> APIRouter:
    """The route on which files travel; it holds no database connection meanwhile. `stored` is called after the commit of each new one."""
    incoming = APIRouter(prefix=PATH, tags=["批量文件与对账"])

    @incoming.post(
        "",
        operation_id="uploadBatchFile",
        status_code=202,
        dependencies=[allow("operator", "tax"), ALL_OF_IT, limited("upload")],
        responses={200: {"model": FileIdResponse}, **refusals(NoSuchProfile)},
        openapi_extra=_BODY,
    )
    async def upload(
        request: Request,
        response: Response,
        runtime: CurrentRuntime,
        caller: Caller,
        kind: Annotated[FileKind, Query(title="文件种类")],
        profile: Annotated[str, Query(title="文件格式", pattern="^[A-Z][A-Z0-9_]{1,30}$", examples=["PLAIN"])] = "PLAIN",
    ) -> FileIdResponse:
        """上传批量文件

        扣费结果、各渠道缴费、冲正，应征回执，退费初审和拨付结果，职工医保参保关系，或税务、银行（国库）对账单；内容与回执相同，文件与回执先后均可。
        先留存，再在后台整份校验，逐段处理。笔数或合计与明细不符的整份退回，全部错误一次列出。202 为新接收，200 为同一文件此前已接收，故无需
        Idempotency-Key。
        """
        told = profiles(runtime.settings.file_profiles).get(profile)
        if told is None or kind is FileKind.LEVIES or kind not in told.kinds:
            raise NoSuchProfile()
        content = await request.body()
        async with runtime.database.transaction() as tx:
            file_id, is_new = await store_file(tx, kind, told, content, caller.subject)
        if is_new:
            stored()
        response.status_code = 202 if is_new else 200
        response.headers["Location"] = f"{PATH}/{file_id}"
        return FileIdResponse(file_id=str(file_id))

    return incoming


def levy_files(begun: Callable[[], None]) -> APIRouter:
    """Levies as files. `begun` is called after the commit of each new one."""
    router = service_router(LEVIES, tags=["批量文件与对账"])

    @router.post(
        "",
        operation_id="makeLevyFile",
        status_code=202,
        dependencies=[allow("operator")],
        responses=refusals(NotThisArea, YearNotOpen, NoSuchProfile),
    )
    async def make(form: LevyFileForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> FileIdResponse:
        """生成应征数据文件

        把该统筹区该年度此刻应传送的账单写入文件，写入即视为已传送；在后台逐段生成，完成后下载。没有应传送的账单时文件没有明细。
        """
        if not caller.covers(form.region):
            raise NotThisArea()
        require_known_year(tx, form.region, form.benefit_year)
        told = profiles(runtime.settings.file_profiles).get(form.profile)
        if told is None or FileKind.LEVIES not in told.kinds:
            raise NoSuchProfile()
        file_id = await begin_levy_file(tx, LevyRegion(form.region, form.benefit_year), told, caller.subject)
        tx.after_commit(begun)
        return FileIdResponse(file_id=str(file_id))

    @router.get(
        "/{file_id}/content",
        operation_id="downloadLevyFile",
        dependencies=[allow("operator", "tax"), ALL_OF_IT],
        response_class=StreamingResponse,
        responses={**_DOWNLOAD, **refusals(NoSuchFile, FileNotReady)},
    )
    async def download(file_id: UUID, request: Request, runtime: CurrentRuntime, caller: Caller) -> StreamingResponse:
        """下载应征数据文件

        含姓名、证件号码和银行账号，仅供报送税务部门；每次下载留痕，逾期不再提供。
        """
        request_id, purpose = request.scope.get("canbao.request_id"), request.headers.get("x-purpose")
        async with runtime.database.read(request_id=request_id, purpose=purpose) as read:
            file = await levy_file(read, file_id, profiles(runtime.settings.file_profiles))
            read.audit("levy_file.downloaded", subject=str(file_id), actor=caller.subject, detail={"rows": file["rows"]})
        headers = {"Content-Disposition": f'attachment; filename="{file_id}.txt"'}
        return StreamingResponse(content_of(runtime, file), media_type="application/octet-stream", headers=headers)

    return router


@router.get("", operation_id="listBatchFiles", dependencies=[allow("operator", "auditor", "tax"), ALL_OF_IT])
async def list_files(
    read: Read,
    kind: Annotated[FileKind | None, Query(title="文件种类")] = None,
    state: Annotated[FileState | None, Query(title="批量文件状态")] = None,
    after: AfterNumber = None,
    limit: Limit = 50,
) -> Page[BatchFileItem]:
    """查询批量文件

    后接收的在前。
    """
    rows = await files(read.driver, kind, state, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, _item, lambda row: row["position"])


@router.get(
    "/{file_id}",
    operation_id="getBatchFile",
    dependencies=[allow("operator", "auditor", "tax"), ALL_OF_IT],
    responses=refusals(NoSuchFile),
)
async def get_file(file_id: UUID, read: Read) -> BatchFileItem:
    """查询一份批量文件

    处理进度，已入账、此前已入账、留存和未接收的笔数；未接收的明细列出行号和栏目，在税务待核事项中处理。
    """
    found = await file_of(read.driver, file_id)
    if found is None:
        raise NoSuchFile()
    return _item(found)


@router.get(
    "/{file_id}/faults",
    operation_id="listBatchFileFaults",
    dependencies=[allow("operator", "auditor", "tax"), ALL_OF_IT],
    responses=refusals(NoSuchFile),
)
async def list_faults(file_id: UUID, read: Read, after: AfterNumber = None, limit: Limit = 100) -> Page[FileFaultItem]:
    """查询一份批量文件的全部错误

    按行号排列，不含文件内容；随文件明细一并到期清除。
    """
    if await file_of(read.driver, file_id) is None:
        raise NoSuchFile()
    rows = await faults_after(read.driver, file_id, after or 0, limit + 1)
    return page_of(rows, limit, lambda row: _fault_item(_fault.decode(row["told"])), lambda row: row["position"])


def _item(row: Record) -> BatchFileItem:
    faults = [_fault_item(one) for one in _faults.decode(row["faults"] or "[]")]
    return BatchFileItem.model_validate({**row, "faults": faults})


def _fault_item(one: FileFault) -> FileFaultItem:
    return FileFaultItem(line=one.line, field=one.field, msg=one.msg)
