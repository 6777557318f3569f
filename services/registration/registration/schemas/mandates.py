"""Mandates: asked for in the mini-program, recorded or confirmed at the counter."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from enrolment_events.registration import MandateKind
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason, reason
from registration.domain.mandate import MandateForm, MandateState, PaperKind
from registration.domain.materials import SatisfiedBy
from registration.domain.registers import Named
from registration.schemas.decisions import ReasonBody
from registration.schemas.lines import Text
from service_runtime.rest import Answer, Body, Day, Id, Line, Moment, ReasonResponse


class MandateRequest(Body):
    """代办关系：由谁（登录账号）、凭什么材料、为哪一证件的人员办理。缺少的内容在一次答复中全部告知。"""

    kind: Annotated[MandateKind | None, Field(title="代办关系", examples=["GUARDIAN"])] = None
    subject: Annotated[Line | None, Field(title="代办人登录账号，本人申请时不填", max_length=128, examples=["wx:0001"])] = None
    document_type: Annotated[DocumentType | None, Field(title="被代办人证件类型")] = None
    document_number: Annotated[Line | None, Field(title="被代办人证件号码", max_length=64)] = None
    area: Annotated[Line | None, Field(title="办理区划", max_length=12)] = None
    paper: Annotated[PaperKind | None, Field(title="代办依据材料", examples=["HOUSEHOLD_BOOK"])] = None
    reference: Annotated[Text | None, Field(title="已上传材料的编号；本人绑定、窗口当面核验的，为证件号码")] = None
    name: Annotated[Line | None, Field(title="被监护人姓名；由部门数据核验亲子关系、不提供材料的填写", max_length=100)] = None
    guardian_name: Annotated[Line | None, Field(title="监护人姓名", max_length=100)] = None
    guardian_document_type: Annotated[DocumentType | None, Field(title="监护人证件类型，须为实名登录的证件")] = None
    guardian_document_number: Annotated[Line | None, Field(title="监护人证件号码", max_length=64)] = None
    from_on: Annotated[Day | None, Field(title="开始日期，不填为今日", examples=["2025-03-01"])] = None
    until_on: Annotated[Day | None, Field(title="截止日期（含当日）", examples=["2025-12-31"])] = None

    def form(self, asked_by: str | None) -> MandateForm:
        """As the domain reads it; `asked_by` is the login of somebody who asks for himself, None at the counter."""
        told = dict(vars(self))
        for name in ("subject", "area", "reference", "name", "guardian_name"):
            told[name] = (told[name] or "").strip() or None
        told["document"] = _document(told.pop("document_type"), told.pop("document_number"))
        guardian = _document(told.pop("guardian_document_type"), told.pop("guardian_document_number"))
        name = told.pop("guardian_name")
        told["guardian"] = Named(guardian, name) if guardian and name else None
        told["subject"] = told["subject"] or asked_by
        return MandateForm(**told, at_counter=asked_by is None)


def _document(kind: DocumentType | None, number: str | None) -> Document | None:
    written = (number or "").strip()
    return Document.read(kind, written) if kind and written else None


class MandateStateResponse(Answer):
    """代办关系的当前状态。"""

    mandate_id: Annotated[Id, Field(title="代办关系编号")]
    state: MandateState


class MandateResponse(MandateStateResponse):
    """一项代办关系；证件号码已脱敏。"""

    kind: MandateKind
    subject: Annotated[str, Field(title="代办人登录账号", examples=["wx:0001"])]
    document_type: DocumentType
    number_masked: str
    area: str
    paper: Annotated[PaperKind, Field(title="代办依据材料")]
    reference: str
    provided_by: Annotated[SatisfiedBy, Field(title="材料提供方式", examples=["COPY"])]
    from_on: Annotated[date, Field(title="开始日期", examples=["2025-03-01"])]
    until_on: Annotated[date | None, Field(title="截止日期（含当日）", examples=["2025-12-31"])]
    reasons: list[ReasonResponse]
    recorded_by: Annotated[str, Field(title="登记人", examples=["wx:0001"])]
    recorded_at: Moment
    confirmed_by: Annotated[str | None, Field(title="确认人", examples=["clerk:0001"])]
    ended_by: Annotated[str | None, Field(title="终止人", examples=["wx:0001"])]


class MandateVerdict(StrEnum):
    """What a clerk may say."""

    CONFIRM = "CONFIRM"
    REFUSE = "REFUSE"


labelled(MandateVerdict, "代办关系审核意见", {MandateVerdict.CONFIRM: "确认", MandateVerdict.REFUSE: "不予确认"})


class MandateDecision(Body):
    """对代办申请的意见；不予确认的，须写明原因。"""

    decision: Annotated[MandateVerdict, Field(title="审核意见", examples=["CONFIRM"])]
    reasons: Annotated[list[ReasonBody], Field(title="原因", max_length=50, default_factory=list)]

    def told(self) -> list[Reason]:
        """Standard texts where the clerk wrote none."""
        return [reason(body.code, field=body.field, msg=body.msg) for body in self.reasons]
