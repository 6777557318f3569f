"""/registration/v1/applications and what happens to them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from registration import schemas
from registration.domain.application_states import ApplicationState
from registration.domain.filing import Case
from registration.endpoints.scopes import channels_of, scope_of
from registration.endpoints.shown import application_item
from registration.repository.application_rows import list_applications, read_application, read_history, read_state
from registration.repository.connection import driver_of
from registration.use_cases.correct_application import correct_application
from registration.use_cases.submit_application import submit_application
from registration.use_cases.withdraw_application import withdraw_application
from service_runtime import Caller, Here, NotFound, ReadConnection, Reading, Tx, UnitOfWork, allow, idempotent, service_router

router = service_router("/registration/v1/applications", tags=["applications"])
_FILERS = allow("citizen", "agent", "clerk", "school")
_READERS = allow("citizen", "agent", "clerk", "school", "reviewer", "operator", "auditor")
_UNDECIDED = {ApplicationState.SUBMITTED, ApplicationState.CHECK_PENDING}


@router.post("", status_code=202, operation_id="submitApplication", dependencies=[_FILERS, idempotent])
async def submit(form: schemas.ApplicationForm, response: Response, tx: Tx, caller: Caller, runtime: Here) -> schemas.ApplicationAccepted:
    """提交城乡居民参保登记申请"""
    case = await submit_application(tx, form.answers(channels_of(caller)), caller.subject, runtime.vault, runtime.policy)
    return _accepted(case, response, tx)


@router.post("/{application_id}/corrections", status_code=202, operation_id="correctApplication", dependencies=[_FILERS, idempotent])
async def correct(
    application_id: UUID, form: schemas.ApplicationForm, response: Response, tx: Tx, caller: Caller, runtime: Here
) -> schemas.ApplicationAccepted:
    """补正后重新提交"""
    answers = form.answers(channels_of(caller))
    case = await correct_application(tx, application_id, answers, scope_of(caller), runtime.vault, runtime.policy)
    return _accepted(case, response, tx)


@router.post("/{application_id}/withdraw", operation_id="withdrawApplication", dependencies=[_FILERS])
async def withdraw(application_id: UUID, tx: Tx, caller: Caller) -> schemas.ApplicationState:
    """撤回申请"""
    state = await withdraw_application(tx, application_id, scope_of(caller))
    return schemas.ApplicationState(application_id=str(application_id), state=state)


@router.get("/{application_id}", operation_id="readApplication", dependencies=[_READERS])
async def read(application_id: UUID, reading: Reading, caller: Caller, runtime: Here) -> schemas.ApplicationShown:
    """查询办理进度和结果（R-007）"""
    driver = await driver_of(reading)
    row = await read_application(driver, application_id, scope_of(caller))
    if row is None:
        raise NotFound()
    steps = [schemas.StepShown(**step) for step in await read_history(driver, application_id)]
    return schemas.ApplicationShown(**application_item(row, runtime.vault), history=steps)


@router.get("", operation_id="listApplications", dependencies=[_READERS])
async def read_list(
    reading: Reading,
    caller: Caller,
    runtime: Here,
    state: ApplicationState | None = None,
    area: schemas.Area | None = None,
    benefit_year: schemas.Year | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> schemas.ApplicationPage:
    """申请列表；next 用作下一页的 after"""
    driver = await driver_of(reading)
    rows = await list_applications(driver, scope_of(caller), state=state, area=area, benefit_year=benefit_year, after=after, limit=limit)
    items = [schemas.ApplicationItem(**application_item(row, runtime.vault)) for row in rows]
    return schemas.ApplicationPage(items=items, next=items[-1].application_id if len(items) == limit else None)


def _accepted(case: Case, response: Response, tx: UnitOfWork) -> schemas.ApplicationAccepted:
    response.headers["Location"] = f"/registration/v1/applications/{case.application_id}"

    async def checked(read: ReadConnection) -> schemas.ApplicationAccepted | None:
        state = await read_state(read.driver, case.application_id)
        return None if state in _UNDECIDED else _shown(case, state)

    tx.answer_after_commit(checked)
    return _shown(case, case.state)


def _shown(case: Case, state: str) -> schemas.ApplicationAccepted:
    return schemas.ApplicationAccepted(
        application_id=str(case.application_id), state=state, benefit_year=case.benefit_year, submitted_at=case.submitted_at
    )
