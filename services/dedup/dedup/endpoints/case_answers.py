"""Duplicate cases as answers."""

from dataclasses import replace

from dedup.domain.explanations import PRINCIPLES
from dedup.domain.notices import Notice
from dedup.repository.cases import Case, Version
from dedup.schemas.cases import (
    CaseChoiceResponse,
    CaseFactsResponse,
    CaseFieldResponse,
    CaseMatchResponse,
    CaseRecordResponse,
    CaseRefundResponse,
    CaseRemedyResponse,
    CaseRequestResponse,
    CaseSnapshotRecord,
    CaseStepResponse,
    CaseStepTaken,
    CaseVersionResponse,
    DuplicateCaseDetail,
    DuplicateCaseSummary,
)
from dedup.schemas.notices import NoticeResponse
from dedup.use_cases.read_case import KnownCase
from dedup.use_cases.settle_notices import open_reason
from dedup.use_cases.show_case import CasePicture
from service_runtime import Principal, Safe


def case_summary(case: Case) -> DuplicateCaseSummary:
    """One line of the list."""
    told = case.told
    return DuplicateCaseSummary(
        case_id=str(case.case_id),
        version=case.version,
        person_id=str(case.person_id),
        state=told.state,
        escalated=case.escalated,
        kind=told.kind,
        principle=told.principle,
        areas=list(case.areas),
        relations=[record.relation for record in told.records],
        kept=told.kept,
        opened_on=told.opened_on,
        due_on=told.choice.due_on if told.choice else None,
        recorded_at=case.recorded_at,
    )


def case_version(one: Version, caller: Principal) -> CaseVersionResponse:
    """One state that a case was in."""
    told = one.told
    return CaseVersionResponse(
        version=one.version,
        state=told.state,
        kind=told.kind,
        principle=told.principle,
        clause=told.clause,
        kept=told.kept,
        records=[CaseSnapshotRecord.model_validate(record) for record in told.records],
        remedies=[CaseRemedyResponse.model_validate(remedy) for remedy in told.dropped],
        actor=caller.reads_actor(one.actor),
        recorded_at=one.recorded_at,
    )


def case_detail(safe: Safe, caller: Principal, picture: CasePicture) -> DuplicateCaseDetail:
    """Everything of one case."""
    case, view, ruling = picture.known.case, picture.view, picture.known.judged.ruling
    principle = view.principle or case.told.principle
    return DuplicateCaseDetail(
        **case_summary(case).model_dump(exclude={"state_label", "kind_label", "principle"}),
        principle=principle,
        principle_text=PRINCIPLES[principle] if principle else None,
        clause=view.clause or case.told.clause,
        decided_by=ruling.decided_by if ruling else None,
        double_from=view.double_from,
        double_since=view.double_since,
        records=[CaseRecordResponse.model_validate(column) for column in view.columns],
        comparison=[CaseFieldResponse.model_validate(row) for row in view.rows],
        matches=[CaseMatchResponse.model_validate(match) for match in view.matches],
        explanation=list(view.explanation),
        remedies=[CaseRemedyResponse.model_validate(one) for one in (ruling.remedies if ruling else case.told.dropped)],
        choice=_choice(picture.known),
        refunds=[CaseRefundResponse.model_validate(refund) for refund in (ruling.refunds if ruling else ())],
        facts=CaseFactsResponse.model_validate(case.facts),
        steps=[CaseStepResponse.model_validate(step) for step in view.steps],
        requests=[CaseRequestResponse.model_validate(request) for request in picture.requests],
        notices=[_notice(safe, notice) for notice in picture.notices],
        history=[
            CaseStepTaken(version=one.version, state=one.told.state, actor=caller.reads_actor(one.actor), recorded_at=one.recorded_at)
            for one in picture.history
        ],
        joined_case_id=str(case.told.joined_case_id) if case.told.joined_case_id else None,
    )


def _choice(known: KnownCase) -> CaseChoiceResponse | None:
    asked, facts = known.judged.ruling.choice if known.judged.ruling else None, known.case.facts
    if asked is None:
        return None
    return CaseChoiceResponse(
        among=list(asked.among),
        promise=asked.promise,
        times_out=asked.times_out,
        fallback=asked.fallback,
        asked_on=facts.asked_on,
        due_on=asked.due_on,
        chosen=facts.chosen,
        chosen_on=facts.chosen_on,
        promise_ref=known.case.promise,
    )


def _notice(safe: Safe, notice: Notice) -> NoticeResponse:
    return NoticeResponse.model_validate(replace(notice, answer_reason=open_reason(safe, notice)))
