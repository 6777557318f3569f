"""/registration/v1/drafts: applications that are begun and not handed in; each is its filer's alone."""

from uuid import UUID

from fastapi import Response

from registration.domain.draft import Draft
from registration.endpoints.applications import accepted
from registration.endpoints.items import items_of
from registration.endpoints.scopes import filer_of, scope_of
from registration.errors import ApplicationHasFaults
from registration.repository.draft_rows import list_drafts, read_draft
from registration.schemas.applications import ApplicationAccepted, ApplicationForm
from registration.schemas.drafts import DraftItem, DraftResponse, as_filled_in
from registration.use_cases.keep_draft import discard_draft, save_draft, save_draft_again
from registration.use_cases.looks import LOOKS
from registration.use_cases.open_form import open_form
from registration.use_cases.submit_draft import submit_draft
from row_sets import values_of
from service_runtime import (
    Caller,
    CurrentRuntime,
    NotFound,
    Read,
    Tx,
    YearNotOpen,
    allow,
    can_wait,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/registration/v1/drafts", tags=["申请草稿"])
_FILERS = allow("citizen", "agent", "clerk", "school")


@router.post(
    "",
    status_code=201,
    operation_id="saveDraft",
    dependencies=[_FILERS, limited("filing"), idempotent],
    responses=refusals(ApplicationHasFaults),
)
async def save(form: ApplicationForm, tx: Tx, caller: Caller) -> DraftItem:
    """暂存申请

    可以不完整，提交前不校验、不审核；仅暂存人可见，最后保存30天后自动删除。
    """
    return _item(await save_draft(tx, form.answers(), caller.subject))


@router.get("", operation_id="listDrafts", dependencies=[_FILERS])
async def list_page(read: Read, caller: Caller, after: After = None, limit: Limit = 50) -> Page[DraftItem]:
    """查询本人暂存的申请"""
    drafts = await list_drafts(read.driver, caller.subject, read.now, after, limit + 1)
    return page_of(drafts, limit, _item, lambda draft: draft.draft_id)


@router.get("/{draft_id}", operation_id="getDraft", dependencies=[_FILERS], responses=refusals(NotFound))
async def get(draft_id: UUID, read: Read, caller: Caller) -> DraftResponse:
    """查询一份暂存的申请

    内容为本人填写，不脱敏，供继续填写。
    """
    draft = await read_draft(read.driver, draft_id, caller.subject, read.now)
    if draft is None:
        LOOKS.miss(read, caller, "draft")
        raise NotFound()
    LOOKS.note(read, caller, "draft", [draft_id], "draft.read")
    filled_in = as_filled_in(open_form(read.safe, draft.form, draft_id))
    return DraftResponse(**dict(_item(draft)), application=filled_in)


@router.put(
    "/{draft_id}",
    operation_id="saveDraftAgain",
    dependencies=[_FILERS, limited("filing")],
    responses=refusals(NotFound, ApplicationHasFaults),
)
async def save_again(draft_id: UUID, form: ApplicationForm, tx: Tx, caller: Caller) -> DraftItem:
    """再次保存暂存的申请

    以本次内容替换；不再引用的材料文件随之删除。
    """
    return _item(await save_draft_again(tx, draft_id, form.answers(), caller.subject))


@router.post("/{draft_id}/discard", status_code=204, operation_id="discardDraft", dependencies=[_FILERS], responses=refusals(NotFound))
async def discard(draft_id: UUID, tx: Tx, caller: Caller) -> None:
    """删除暂存的申请"""
    await discard_draft(tx, draft_id, caller.subject)


@router.post(
    "/{draft_id}/submit",
    status_code=202,
    operation_id="submitDraft",
    dependencies=[_FILERS, limited("filing"), idempotent, can_wait],
    responses=refusals(NotFound, ApplicationHasFaults, YearNotOpen),
)
async def submit(draft_id: UUID, response: Response, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> ApplicationAccepted:
    """提交暂存的申请

    申请编号即草稿编号；重复提交得到同一件申请。未通过校验的，草稿保留。
    """
    application = await submit_draft(tx, items_of(runtime), draft_id, filer_of(caller), scope_of(caller, tx, "clerk"))
    return accepted(application, response, tx)


def _item(draft: Draft) -> DraftItem:
    told = values_of(draft)
    return DraftItem(**{name: told[name] for name in DraftItem.model_fields})
