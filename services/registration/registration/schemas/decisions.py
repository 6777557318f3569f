"""Decisions of reviewers."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationState
from registration.domain.review import Decision, Verdict
from registration.errors import CheckIsPending
from registration.schemas.lines import Code, Text
from service_runtime.rest import Answer, Body, Id


class ReasonBody(Body):
    """一条原因；msg 不填则用标准文字。"""

    code: ReasonCode
    msg: Annotated[Text | None, Field(title="文字")] = None
    field: Annotated[Code | None, Field(title="有关的填写项")] = None


class MissingBody(Body):
    """一项需补正的内容；label 不填则用填写项的名称。"""

    field: Annotated[Code, Field(title="有关的填写项")]
    label: Annotated[Text | None, Field(title="中文名称")] = None


class DecisionBody(Body):
    """审核意见；退回补正或不予通过的，须写明原因或所需补正材料。"""

    decision: Annotated[Verdict, Field(title="审核意见")]
    reasons: Annotated[list[ReasonBody], Field(title="原因", max_length=50, default_factory=list)]
    missing: Annotated[list[MissingBody], Field(title="需补正材料", max_length=50, default_factory=list)]
    note: Annotated[Text | None, Field(title="备注")] = None

    def decision_on(self, application_id: UUID, labels: Mapping[str, str]) -> Decision:
        """As the domain reads it; standard texts where the reviewer wrote none."""
        reasons: tuple[Reason, ...] = tuple(reason(body.code, field=body.field, msg=body.msg) for body in self.reasons)
        missing = tuple(Missing(body.field, body.label or labels.get(body.field, body.field)) for body in self.missing)
        return Decision(application_id, self.decision, Faults(reasons, missing), self.note)


class ListedDecisionBody(DecisionBody):
    """对一件申请的审核意见。"""

    application_id: Annotated[UUID, Field(title="申请编号")]


class DecisionList(Body):
    """一批审核意见。"""

    decisions: Annotated[list[ListedDecisionBody], Field(title="审核清单", min_length=1, max_length=500)]


class Refused(Answer):
    """审核意见未生效的原因。"""

    code: Annotated[str, Field(examples=["CHECK_PENDING"])]
    msg: Annotated[str, Field(examples=[CheckIsPending.msg])]


class DecisionResult(Answer):
    """一件申请的审核结果。"""

    application_id: Id
    state: ApplicationState | None
    participation_id: Id | None
    refused: Refused | None


class DecisionResults(Answer):
    """批量审核的结果，每件一项。"""

    results: list[DecisionResult]
