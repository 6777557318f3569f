"""/registration/v1/bundles: one-thing services (R-068); each submission is its filer's alone."""

from dataclasses import asdict
from uuid import UUID

from fastapi import Response

from registration.domain.bundle import Bundle, BundleKinds, BundlePart
from registration.endpoints.items import items_of
from registration.endpoints.scopes import filer_of
from registration.errors import BundleKindNotFound
from registration.items.bundles import declared_bundles
from registration.schemas.applications import ApplicationForm
from registration.schemas.bundles import (
    BundleForm,
    BundleItemResponse,
    BundleKindResponse,
    BundlePartResponse,
    BundleResponse,
    PartNo,
)
from registration.use_cases.looks import LOOKS
from registration.use_cases.submit_bundle import read_parts, send_part_again, submit_bundle
from row_sets import values_of
from service_runtime import (
    Caller,
    CurrentRuntime,
    NotFound,
    Read,
    Runtime,
    Tx,
    YearNotOpen,
    allow,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.rest import Area, Page

router = service_router("/registration/v1", tags=["一件事联办"])
_FILERS = allow("citizen", "agent", "clerk")


def kinds_of(runtime: Runtime) -> BundleKinds:
    """The one-thing services of this installation."""
    return declared_bundles(runtime.settings.items_folder)


@router.get("/bundle-kinds", operation_id="listBundleKinds")
async def list_kinds(runtime: CurrentRuntime, area: Area) -> Page[BundleKindResponse]:
    """查询可联办的“一件事”

    只列本系统可办理的服务事项；其他部门的事项没有转交接口，不列出。
    """
    items = {item.code: item.title for item in items_of(runtime).in_area(area)}
    return Page(
        items=[
            BundleKindResponse(
                bundle=kind.code,
                title=kind.title,
                clause=kind.clause,
                items=[BundleItemResponse(item=code, title=items[code]) for code in kind.items if code in items],
            )
            for kind in kinds_of(runtime).values()
        ]
    )


@router.post(
    "/bundles",
    status_code=202,
    operation_id="submitBundle",
    dependencies=[_FILERS, limited("filing"), idempotent],
    responses=refusals(BundleKindNotFound, YearNotOpen),
)
async def submit(body: BundleForm, response: Response, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> BundleResponse:
    """提交联办

    一次提交几件申请，各件分别审核、分别告知；一件未受理，不影响其他各件。
    """
    told = body.bundle, body.answers(), filer_of(caller)
    bundle_id = await submit_bundle(tx, items_of(runtime), kinds_of(runtime), *told)
    response.headers["Location"] = f"/registration/v1/bundles/{bundle_id}"
    return _response(*await read_parts(tx, bundle_id, caller.subject))


@router.get("/bundles/{bundle_id}", operation_id="getBundle", dependencies=[_FILERS], responses=refusals(NotFound))
async def get(bundle_id: UUID, read: Read, caller: Caller) -> BundleResponse:
    """查询一次联办

    仅提交人可见；各件的办理经过按申请编号查询。
    """
    found = await read_parts(read, bundle_id, caller.subject)
    LOOKS.note(read, caller, "bundle", [bundle_id], "bundle.read")
    return _response(*found)


@router.post(
    "/bundles/{bundle_id}/parts/{part_no}",
    status_code=202,
    operation_id="sendBundlePartAgain",
    dependencies=[_FILERS, limited("filing"), idempotent],
    responses=refusals(NotFound, BundleKindNotFound, YearNotOpen),
)
async def send_again(
    bundle_id: UUID, part_no: PartNo, form: ApplicationForm, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> BundleResponse:
    """重新提交联办中未受理的一件

    内容须完整；已受理的一件不变，需补正的按该件申请补正。
    """
    told = bundle_id, part_no, form.answers(), filer_of(caller)
    await send_part_again(tx, items_of(runtime), kinds_of(runtime), *told)
    return _response(*await read_parts(tx, bundle_id, caller.subject))


def _response(bundle: Bundle, parts: list[BundlePart]) -> BundleResponse:
    return BundleResponse(
        bundle_id=str(bundle.bundle_id), bundle=bundle.kind, submitted_at=bundle.submitted_at, parts=[_part(one) for one in parts]
    )


def _part(part: BundlePart) -> BundlePartResponse:
    faults = {"reasons": [asdict(one) for one in part.reasons], "missing": [asdict(one) for one in part.missing]}
    ids = {"application_id": str(part.application_id) if part.application_id else None}
    return BundlePartResponse(**{**values_of(part), **ids, **faults})
