"""Decisions of reviewers."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from registration.domain.application_form import LABELS, Faults
from registration.domain.review import Decision, Verdict
from registration.schemas.lines import Code, Id, Text
from service_runtime.rest import Body


class ReasonBody(Body):
    code: ReasonCode
    msg: Text | None = None
    field: Code | None = None


class MissingBody(Body):
    field: Code
    label: Text | None = None


class DecisionBody(Body):
    decision: Annotated[Verdict, Field(title="审核意见")]
    reasons: Annotated[list[ReasonBody], Field(title="原因", max_length=50, default_factory=list)]
    missing: Annotated[list[MissingBody], Field(title="需补正材料", max_length=50, default_factory=list)]
    note: Annotated[Text | None, Field(title="备注")] = None

    def decision_on(self, application_id: UUID) -> Decision:
        """As the domain reads it; standard texts where the reviewer wrote none."""
        reasons: tuple[Reason, ...] = tuple(reason(body.code, field=body.field, msg=body.msg) for body in self.reasons)
        missing = tuple(Missing(body.field, body.label or LABELS.get(body.field, body.field)) for body in self.missing)
        return Decision(application_id, self.decision, Faults(reasons, missing), self.note)


class ListedDecisionBody(DecisionBody):
    application_id: UUID


class DecisionList(Body):
    decisions: Annotated[list[ListedDecisionBody], Field(title="审核清单", min_length=1, max_length=500)]


class Refused(BaseModel):
    code: str
    msg: str


class DecisionResult(BaseModel):
    application_id: Id
    state: str | None
    participation_id: Id | None
    refused: Refused | None


class DecisionResults(BaseModel):
    results: list[DecisionResult]
