"""Persons and their participations."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_events.benefits import EntitlementState
from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.scheme import Category, Channel, FailureCause, Insutype, ParticipationState, Payer, PsnInsuStas, Scheme
from registration.domain.identity_correction import IdentityCorrection
from registration.domain.participation_states import StateReason
from registration.schemas.lines import Text
from service_runtime.rest import Answer, Body, Day, Id, Line


class StopRequest(Body):
    """停保申请。"""

    reason: Annotated[Text | None, Field(title="停保原因")] = None


class ParticipationStateResponse(Answer):
    """参保关系的当前状态。"""

    participation_id: Id
    state: ParticipationState


class DocumentQuery(Body):
    """按证件查找。"""

    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]


class IdentityCorrectionRequest(Body):
    """更正人员身份信息：只填需要更正的内容，并写明原因；证件为增加的证件。"""

    name: Annotated[Line | None, Field(title="姓名", max_length=100)] = None
    sex: Annotated[Sex | None, Field(title="性别")] = None
    birth_date: Annotated[Day | None, Field(title="出生日期")] = None
    foreign: Annotated[bool | None, Field(title="外国人、华侨或其子女")] = None
    document: Annotated[DocumentQuery | None, Field(title="增加的证件")] = None
    reason: Annotated[Text, Field(title="更正原因", min_length=1)]

    def correction(self) -> IdentityCorrection:
        """As the domain reads it."""
        added = self.document
        return IdentityCorrection(
            name=self.name,
            sex=self.sex,
            birth_date=self.birth_date,
            of_foreigners=self.foreign,
            document=Document.read(added.document_type, added.document_number) if added else None,
            reason=self.reason,
        )


class MergeRequest(Body):
    """合并人员档案：该证件所属的人员与本人员为同一人。"""

    document: Annotated[DocumentQuery, Field(title="另一份档案的证件")]
    reason: Annotated[Text, Field(title="合并原因", min_length=1)]


class DocumentResponse(Answer):
    """一份证件（脱敏）。"""

    kind: DocumentType
    number_masked: str


class PersonResponse(Answer):
    """人员档案（脱敏）。"""

    person_id: Id
    name_masked: str
    sex: Sex | None
    birth_year: int | None
    expected_on: date | None
    provisional: bool
    documents: list[DocumentResponse]
    phone_masked: str | None


class ParticipationResponse(Answer):
    """一段参保关系，附国家平台代码。"""

    participation_id: Id
    person_id: Id
    scheme: Scheme
    insutype: Insutype
    benefit_year: int
    region: str
    area: str
    category: Category
    channel: Channel
    payer: Payer
    state: ParticipationState
    psn_insu_stas: PsnInsuStas
    state_reason: StateReason | None
    registered_on: date
    paid_on: date | None
    effective_on: date
    failure_cause: FailureCause | None
    application_id: Id | None
    entitlement_state: EntitlementState | None
    starts_on: date | None
    ends_on: date | None
    wait_months: int | None
