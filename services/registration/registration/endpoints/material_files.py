"""/registration/v1/materials: one file a call, as mini-programs send it, and read again as a download.

No route holds a database connection while a file is on its way.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from registration.endpoints.materials import PATH, READERS, material_response, seen_material
from registration.errors import MaterialHasFaults, TooManyUploads, UploadsNotPossible
from registration.schemas.materials import UploadedMaterialResponse
from registration.use_cases.receive_material import UploadDesk, receive_material
from service_runtime import Caller, CannotOpen, CurrentRuntime, NotFound, TooLarge, allow, get_logger, limited, refusals
from service_runtime.upload_form import read_upload_form, upload_form_schema
from service_runtime.uploads import UploadMissing, UploadsAway

MOST_BYTES = 10 * 1024 * 1024
"""Of one file."""
REQUEST_BYTES = MOST_BYTES + 16 * 1024
"""With what a form has around it."""
_UPLOADERS = allow("citizen", "agent", "clerk", "school")
_KIND: dict[str, Any] = {"material_kind": {"type": "string", "title": "材料代码", "pattern": "^[A-Z][A-Z0-9_]{1,63}$"}}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_FILE = {"schema": {"type": "string", "format": "binary"}, "example": ""}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": _FILE}}}
_log = get_logger("registration")


def material_files(desk: UploadDesk) -> APIRouter:
    """The routes on which files travel."""
    router = APIRouter(prefix=PATH, tags=["材料"])

    @router.post(
        "",
        status_code=201,
        operation_id="uploadMaterial",
        dependencies=[_UPLOADERS, limited("upload")],
        responses=refusals(MaterialHasFaults, TooManyUploads, UploadsNotPossible),
        openapi_extra=upload_form_schema(_KIND, {"material_kind": "HOUSEHOLD_BOOK"}),
    )
    async def upload(request: Request, runtime: CurrentRuntime, caller: Caller) -> UploadedMaterialResponse:
        """上传一份材料

        每次一个文件：JPEG、PNG 图片或 PDF，不超过10MB；图片重新生成，不保留拍摄地点等附加信息。尚未被申请引用的同一文件再次上传，
        返回同一材料编号，故无需 Idempotency-Key。
        """
        form = await read_upload_form(request)
        if form.content is not None and len(form.content) > MOST_BYTES:
            raise TooLarge()
        return material_response(await receive_material(runtime, desk, form, caller))

    @router.get(
        "/{material_id}/content",
        operation_id="downloadMaterial",
        dependencies=[READERS],
        response_class=StreamingResponse,
        responses={**_DOWNLOAD, **refusals(NotFound, UploadsNotPossible)},
    )
    async def download(material_id: UUID, request: Request, runtime: CurrentRuntime, caller: Caller) -> StreamingResponse:
        """下载材料文件

        仅供下载，不在浏览器中打开；经办人员调阅留痕。
        """
        request_id, purpose = request.scope.get("canbao.request_id"), request.headers.get("x-purpose")
        async with runtime.database.read(request_id=request_id, purpose=purpose) as read:
            row = await seen_material(read, material_id, caller)
        content = await _begun(desk.store.get(material_id), material_id)
        headers = {"Content-Disposition": f'attachment; filename="{material_id}.{_ENDINGS[row["media_type"]]}"'}
        return StreamingResponse(content, media_type="application/octet-stream", headers=headers)

    return router


async def _begun(parts: AsyncGenerator[bytes, None], material_id: UUID) -> AsyncIterator[bytes]:
    """The parts, of which the first is there: what cannot be read is told before an answer begins. Raises UploadsNotPossible."""
    try:
        first = await anext(parts)
    except (UploadMissing, UploadsAway, CannotOpen) as error:
        _log.error("material.not_readable", material_id=str(material_id), error=type(error).__name__)
        raise UploadsNotPossible() from None

    async def go_on() -> AsyncIterator[bytes]:
        async with aclosing(parts):
            yield first
            async for part in parts:
                yield part

    return go_on()
