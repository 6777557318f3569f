"""What happened to a participation, and what an office records of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enrolment_terms.scheme import Category, Payer
from registration.domain.death import DeathSource
from registration.domain.participation_acts import ParticipationActKind
from registration.domain.participation_change import Account, TermsChange
from registration.domain.participation_states import StateReason
from registration.schemas.lines import HouseholdNo, NumberLine, Text
from registration.use_cases.act_on_participation import ActForm
from service_runtime.rest import Answer, Body, Day, Id, Line, Moment


class ActRequest(Body):
    """参保关系的一项变动，由经办机构登记。"""

    kind: Annotated[ParticipationActKind, Field(title="变动", examples=["SUSPEND"])]
    cause: Annotated[StateReason, Field(title="变动原因", examples=["TRANSFER"])]
    happened_on: Annotated[Day | None, Field(title="生效日期，不填为今日", examples=["2024-06-03"])] = None
    reason: Annotated[Text | None, Field(title="原因说明")] = None

    def form(self) -> ActForm:
        """As the use case reads it."""
        return ActForm(kind=self.kind, cause=self.cause, happened_on=self.happened_on, reason=self.reason)


class ActWithdrawalRequest(Body):
    """撤销一项变动的原因。"""

    reason: Annotated[Text, Field(title="撤销原因", min_length=1)]


class ActResponse(Answer):
    """参保关系的一项变动；withdrawn 表示已撤销，视为没有发生。"""

    act_id: Annotated[Id, Field(title="变动编号")]
    kind: ParticipationActKind
    cause: StateReason | None
    happened_on: Annotated[date, Field(title="生效日期", examples=["2024-06-03"])]
    withdrawn: Annotated[bool, Field(title="是否已撤销", examples=[False])]
    actor: Annotated[str, Field(title="登记人", examples=["clerk:0001"])]
    recorded_at: Moment


class DeathRequest(Body):
    """死亡登记；died_on 为空表示撤销误登记。"""

    died_on: Annotated[Day | None, Field(title="死亡日期", examples=["2024-06-03"])]
    source: Annotated[DeathSource, Field(title="信息来源", examples=["PUBLIC_SECURITY"])]


class DeathResponse(Answer):
    """一人的死亡登记。"""

    person_id: Id
    died_on: Annotated[date | None, Field(title="死亡日期", examples=["2024-06-03"])]


class AccountBody(Body):
    """代扣代缴银行账户。"""

    account_holder: Annotated[Line, Field(title="银行户名", max_length=100)]
    bank: Annotated[Line, Field(title="开户银行", max_length=100)]
    account_number: Annotated[NumberLine, Field(title="银行账号", max_length=64)]


class ChangeRequest(Body):
    """参保信息变更：只填需要变更的内容。"""

    area: Annotated[Line | None, Field(title="参保区划", max_length=12)] = None
    category: Annotated[Category | None, Field(title="参保类别")] = None
    payer: Annotated[Payer | None, Field(title="缴费人")] = None
    account: Annotated[AccountBody | None, Field(title="代扣代缴银行账户")] = None
    household_no: HouseholdNo | None = None
    permit_valid_to: Annotated[Day | None, Field(title="居住证有效期至")] = None
    government_until: Annotated[Day | None, Field(title="政府缴费截止日期")] = None
    agreement_material: Annotated[UUID | None, Field(title="三方协议书的材料编号，更换银行账户时须已上传")] = None

    proof_material: Annotated[
        UUID | None, Field(title="参保类别或居住证的证明材料编号，改为学生、异地务工人员子女、居住证持有人或更换居住证时须已上传")
    ] = None

    def change(self) -> TermsChange:
        """As the domain reads it."""
        account = self.account
        return TermsChange(
            area=(self.area or "").strip() or None,
            category=self.category,
            payer=self.payer,
            account=Account(holder=account.account_holder, bank=account.bank, number=account.account_number) if account else None,
            household_no=(self.household_no or "").strip() or None,
            permit_valid_to=self.permit_valid_to,
            government_until=self.government_until,
            agreement=self.agreement_material,
            proof=self.proof_material,
        )


class ChangedResponse(Answer):
    """变更了哪些内容。"""

    participation_id: Id
    changed: Annotated[list[str], Field(title="变更的内容", examples=[["account"]])]
