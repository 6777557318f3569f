"""Decisions of clerks and reviewers, one or a list."""

from uuid import UUID

from fastapi import Request, Response

from registration.domain.review import without_repeats
from registration.endpoints.items import items_of
from registration.endpoints.scopes import office_scope_of
from registration.errors import (
    ApplicationNotReadable,
    AskOffice,
    ChangeHasFaults,
    CheckIsPending,
    CheckIsStale,
    CheckTurned,
    ConsentLacksUnits,
    CorrectionHasFaults,
    DecisionNeedsReasons,
    DocumentOfAnother,
    EnrolledAgain,
    FilerDecides,
    IdentityDiffers,
    NotRegistered,
    PersonAlreadyRegistered,
    TransitionNotAllowed,
)
from registration.schemas import decisions as schemas
from registration.use_cases.decide_applications import Outcome, decide_applications
from service_runtime import Caller, CurrentRuntime, NotFound, Tx, YearNotOpen, allow, refusals, service_router
from service_runtime.problems import problem_of

router = service_router("/registration/v1", tags=["审核"])
_REVIEWERS = allow("clerk", "reviewer")


@router.post(
    "/applications/{application_id}/decision",
    operation_id="decideApplication",
    dependencies=[_REVIEWERS],
    response_model=schemas.DecisionResult,
    responses=refusals(
        *(NotFound, TransitionNotAllowed, DecisionNeedsReasons, FilerDecides, CheckIsPending, CheckIsStale, CheckTurned),
        *(PersonAlreadyRegistered, IdentityDiffers, ApplicationNotReadable, NotRegistered, EnrolledAgain, ConsentLacksUnits, YearNotOpen),
        *(ChangeHasFaults, CorrectionHasFaults, DocumentOfAnother, AskOffice),
    ),
)
async def decide(
    application_id: UUID, body: schemas.DecisionBody, request: Request, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> schemas.DecisionResult | Response:
    """审核一件申请"""
    [outcome] = await decide_applications(
        tx, [body.decision_on(application_id, items_of(runtime).labels)], office_scope_of(caller, tx, "clerk", "reviewer")
    )
    if isinstance(outcome.refused, CheckIsStale | CheckTurned):  # answered, not raised: the new check, or what it found, commits
        return problem_of(outcome.refused, request.scope.get("canbao.request_id", ""))
    if outcome.refused is not None:
        raise outcome.refused
    return _response(outcome)


@router.post("/decisions", operation_id="decideApplications", dependencies=[_REVIEWERS], responses=refusals(YearNotOpen))
async def decide_list(body: schemas.DecisionList, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> schemas.DecisionResults:
    """批量审核

    每件各有结果；有的未生效，不影响其余。
    """
    labels = items_of(runtime).labels
    decisions = without_repeats([listed.decision_on(listed.application_id, labels) for listed in body.decisions])
    outcomes = await decide_applications(tx, decisions, office_scope_of(caller, tx, "clerk", "reviewer"))
    return schemas.DecisionResults(results=[_response(outcome) for outcome in outcomes])


def _response(outcome: Outcome) -> schemas.DecisionResult:
    return schemas.DecisionResult(
        application_id=str(outcome.application_id),
        state=outcome.state,
        participation_id=str(outcome.participation_id) if outcome.participation_id else None,
        refused=schemas.Refused(code=outcome.refused.code, msg=outcome.refused.msg) if outcome.refused else None,
    )
