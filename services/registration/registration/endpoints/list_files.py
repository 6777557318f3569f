"""/registration/v1/lists: the file of a list, as one call of a multipart form."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from registration.domain.lists import ListHead
from registration.endpoints.lists import FILERS, PATH
from registration.errors import AreaNotFound, ListHasFaults, UploadsNotPossible
from registration.gateways.sheets.archive import MOST_BYTES
from registration.schemas.lists import ListIdResponse, NewListForm
from registration.use_cases.file_list import take_list_in
from registration.use_cases.receive_material import UploadDesk
from service_runtime import Caller, CurrentRuntime, TooLarge, limited, refusals
from service_runtime.refusals import BadRequest
from service_runtime.upload_form import read_upload_form, upload_form_schema

REQUEST_BYTES = MOST_BYTES + 16 * 1024
"""With what a form has around the file."""
_FIELDS: dict[str, Any] = {
    "kind": {"type": "string", "title": "名单种类"},
    "area": {"type": "string", "title": "行政区划代码", "pattern": "^[0-9]{6}([0-9]{3}){0,2}$"},
    "benefit_year": {"type": "string", "title": "参保年度", "pattern": "^[0-9]{4}$"},
    "list_month": {"type": "string", "title": "名单月份（月度名单填写）", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
}
_EXAMPLE = {"kind": "LAST_YEAR", "area": "440783", "benefit_year": "2024"}


def list_files(desk: UploadDesk) -> APIRouter:
    """The route on which sheets travel; it holds no database connection meanwhile."""
    router = APIRouter(prefix=PATH, tags=["名单"])

    @router.post(
        "",
        status_code=202,
        operation_id="fileList",
        dependencies=[FILERS, limited("upload")],
        responses=refusals(ListHasFaults, AreaNotFound, UploadsNotPossible),
        openapi_extra=upload_form_schema(_FIELDS, _EXAMPLE),
    )
    async def upload(request: Request, response: Response, runtime: CurrentRuntime, caller: Caller) -> ListIdResponse:
        """上传名单

        XLSX 或 CSV，不超过50MB；在后台逐行校验，由另一名工作人员确认后处理。同一文件再次上传，返回同一名单编号，故无需 Idempotency-Key。
        """
        form = await read_upload_form(request)
        if form.content is not None and len(form.content) > MOST_BYTES:
            raise TooLarge()
        try:
            told = NewListForm.model_validate_strings(form.fields, strict=False)
        except ValidationError:
            raise BadRequest() from None
        head = ListHead(told.kind, told.area, told.benefit_year, told.list_month)
        list_id = await take_list_in(runtime, desk, form.content or b"", head, caller)
        response.headers["Location"] = f"{PATH}/{list_id}"
        return ListIdResponse(list_id=str(list_id))

    return router
