"""One file and a few short fields out of a multipart form, as mini-programs send them (wx.uploadFile).

All of it stays in memory, bounded by the edge: nothing that somebody hands in touches the disk before it is sealed. The file's own name and
its declared type are not looked at.
"""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from service_runtime.refusals import BadRequest

_MOST_FIELDS = 10
_FIELD_BYTES = 1024


class _InMemory(MultiPartParser):
    spool_max_size = 2**31


@dataclass(frozen=True, slots=True)
class UploadForm:
    """`content` is None if there was no file under the name `file`."""

    content: bytes | None
    fields: dict[str, str]


async def read_upload_form(request: Request) -> UploadForm:
    """Raises BadRequest if it is no such form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise BadRequest()
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=_MOST_FIELDS, max_part_size=_FIELD_BYTES)
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError):
        raise BadRequest() from None
    try:
        return await _read(form)
    finally:
        await form.close()


async def _read(form: FormData) -> UploadForm:
    told = form.multi_items()
    if len({name for name, _ in told}) != len(told):
        raise BadRequest()
    file = next((part for name, part in told if name == "file" and isinstance(part, UploadFile)), None)
    content = await file.read() if file is not None else None
    return UploadForm(content, {name: part for name, part in told if isinstance(part, str)})


def upload_form_schema(fields: dict[str, Any], example: dict[str, str]) -> dict[str, Any]:
    """The request body of such a route, for its contract: `openapi_extra=upload_form_schema(…)`.

    `fields` are schemas by name; those of the example are required.
    """
    file = {"type": "string", "format": "binary", "title": "文件", "contentMediaType": "application/octet-stream"}
    schema = {"type": "object", "required": ["file", *example], "properties": {"file": file, **fields}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema, "example": {"file": "", **example}}}}}
