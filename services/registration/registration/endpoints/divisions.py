"""Administrative divisions, level by level, for whoever chooses a place."""

from hashlib import sha256
from typing import Annotated

from fastapi import Header, Response

from policy_parameters import areas_below, is_known_area
from registration.errors import AreaNotFound
from registration.schemas.divisions import DivisionResponse
from service_runtime import refusals, service_router
from service_runtime.rest import Area, Page

router = service_router("/registration/v1/divisions", tags=["行政区划"])
_A_DAY = "public, max-age=86400"


@router.get(
    "",
    operation_id="listDivisions",
    response_model=Page[DivisionResponse],
    responses={**refusals(AreaNotFound), 304: {}},
)
async def list_below(
    response: Response,
    parent: Area | None = None,
    if_none_match: Annotated[str | None, Header(title="已有版本", examples=['"a3f1c0"'])] = None,
) -> Page[DivisionResponse] | Response:
    """查询下级行政区划

    不带 parent 时为各省；广东省可查到镇街和村居。回答可缓存一天，ETag 未变时回 304。
    """
    if parent is not None and not is_known_area(parent):
        raise AreaNotFound()
    below = areas_below(parent)
    version = f'"{sha256(repr(sorted(below.items())).encode()).hexdigest()[:16]}"'
    cached = {"Cache-Control": _A_DAY, "ETag": version}
    if if_none_match is not None and version in if_none_match:
        return Response(status_code=304, headers=cached)
    response.headers.update(cached)
    return Page(items=[DivisionResponse(area=code, name=name, has_more=bool(areas_below(code))) for code, name in below.items()])
