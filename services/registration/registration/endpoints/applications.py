"""/registration/v1/applications and what happens to them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from registration.domain.application import Application
from registration.domain.application_states import ApplicationState
from registration.endpoints.items import items_of
from registration.endpoints.responses import Way, application_item, application_response
from registration.endpoints.scopes import filer_of, scope_of
from registration.errors import ApplicationHasFaults, TransitionNotAllowed
from registration.repository.application_rows import list_applications, read_application, read_history, read_state
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.submission_rows import read_notices, read_submissions
from registration.schemas import applications as schemas
from registration.use_cases.correct_application import correct_application
from registration.use_cases.looks import LOOKS
from registration.use_cases.submit_application import submit_application
from registration.use_cases.withdraw_application import withdraw_application
from service_runtime import (
    Caller,
    CurrentRuntime,
    NotFound,
    Read,
    ReadConnection,
    Transaction,
    Tx,
    YearNotOpen,
    allow,
    can_wait,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.locks import holding
from service_runtime.rest import After, AreaPrefix, Limit, Page, Year, page_of

router = service_router("/registration/v1/applications", tags=["参保申请"])
_FILERS = allow("citizen", "agent", "clerk", "school")
_READERS = allow("citizen", "agent", "clerk", "school", "reviewer", "operator", "auditor")
_Taken = Annotated[bool, Query(title="只列本人受理的")]
_UNDECIDED = {ApplicationState.SUBMITTED, ApplicationState.CHECK_PENDING}


@router.post(
    "",
    status_code=202,
    operation_id="submitApplication",
    dependencies=[_FILERS, limited("filing"), idempotent, can_wait, holding(PERSON_FACTS)],
    responses=refusals(ApplicationHasFaults, YearNotOpen),
)
async def submit(
    form: schemas.ApplicationForm, response: Response, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> schemas.ApplicationAccepted:
    """提交申请

    按服务事项填写；未写明事项的，为该参保类别的参保登记。
    """
    return accepted(await submit_application(tx, items_of(runtime), form.answers(), filer_of(caller)), response, tx)


@router.post(
    "/{application_id}/corrections",
    status_code=202,
    operation_id="correctApplication",
    dependencies=[_FILERS, limited("filing"), idempotent, can_wait],
    responses=refusals(NotFound, TransitionNotAllowed, ApplicationHasFaults, YearNotOpen),
)
async def correct(
    application_id: UUID, form: schemas.ApplicationForm, response: Response, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> schemas.ApplicationAccepted:
    """补正后重新提交"""
    items, scope = items_of(runtime), scope_of(caller, tx, "clerk")
    corrected = await correct_application(tx, items, application_id, form.answers(), filer_of(caller), scope)
    return accepted(corrected, response, tx)


@router.post(
    "/{application_id}/withdraw",
    operation_id="withdrawApplication",
    dependencies=[_FILERS],
    responses=refusals(NotFound, TransitionNotAllowed),
)
async def withdraw(application_id: UUID, tx: Tx, caller: Caller) -> schemas.ApplicationStateResponse:
    """撤回申请"""
    state = await withdraw_application(tx, application_id, scope_of(caller, tx, "clerk"))
    return schemas.ApplicationStateResponse(application_id=str(application_id), state=state)


@router.get("/{application_id}", operation_id="getApplication", dependencies=[_READERS], responses=refusals(NotFound))
async def get(application_id: UUID, read: Read, caller: Caller) -> schemas.ApplicationResponse:
    """查询一件申请的办理进度和结果"""
    row = await read_application(read.driver, application_id, scope_of(caller, read))
    if row is None:
        LOOKS.miss(read, caller, "application")
        raise NotFound()
    LOOKS.note(read, caller, "application", [application_id], "application.read")
    way = Way(
        await read_history(read.driver, application_id),
        await read_submissions(read.driver, application_id),
        await read_notices(read.driver, application_id),
    )
    return application_response(row, way, read, caller)


@router.get("", operation_id="listApplications", dependencies=[_READERS])
async def list_page(
    read: Read,
    caller: Caller,
    state: ApplicationState | None = None,
    area: AreaPrefix | None = None,
    benefit_year: Year | None = None,
    taken: _Taken = False,
    after: After = None,
    limit: Limit = 50,
) -> Page[schemas.ApplicationItem]:
    """查询申请列表

    经办机构为参保地在本辖区的；taken 为本人所受理的，含转往省内其他地方审核的（异地通办）。
    """
    filters = {"state": state, "area": area, "benefit_year": benefit_year, "after": after}
    rows = await list_applications(read.driver, scope_of(caller, read), limit + 1, taken=taken, **filters)
    LOOKS.note_list(read, caller, "applications", [row["application_id"] for row in rows[:limit]])
    return page_of(rows, limit, lambda row: application_item(row, read), lambda row: row["application_id"])


def accepted(application: Application, response: Response, tx: Transaction) -> schemas.ApplicationAccepted:
    """An application on its way; with `Prefer: wait`, once its check is answered."""
    response.headers["Location"] = f"/registration/v1/applications/{application.application_id}"

    async def checked(read: ReadConnection) -> schemas.ApplicationAccepted | None:
        state = await read_state(read.driver, application.application_id)
        return None if state in _UNDECIDED else _response(application, state)

    tx.answer_later(checked)
    return _response(application, application.state)


def _response(application: Application, state: ApplicationState) -> schemas.ApplicationAccepted:
    return schemas.ApplicationAccepted(
        application_id=str(application.application_id),
        state=state,
        benefit_year=application.benefit_year,
        submitted_at=application.submitted_at,
    )
