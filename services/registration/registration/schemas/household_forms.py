"""The form of Annex 1: accepted, entered row by row, answered row by row."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.field_words import example_in
from enrolment_terms.scheme import HouseholdRole
from registration.domain.application_states import ApplicationState
from registration.domain.household_form import MOST_MEMBERS, FormHead, FormMember, FormState, MemberAct
from registration.domain.participation_change import Account
from registration.schemas.acts import AccountBody
from registration.schemas.applications import Answers, MaterialBody
from registration.schemas.lines import HouseholdNo, NumberLine
from service_runtime.rest import Amount, Answer, Area, Body, Day, Id, Line, MissingResponse, Moment, ReasonResponse, Year

_Materials = Annotated[list[MaterialBody], Field(title="材料", max_length=50, default_factory=list)]


class FormAcceptance(Body):
    """受理一份登记表：受理当日决定是否在期限内。"""

    area: Annotated[Area, Field(title="受理镇（街）", examples=["440783115"])]
    benefit_year: Year
    people: Annotated[int, Field(title="表中填写的人数", ge=1, le=MOST_MEMBERS, examples=[3])]


class FormMemberBody(Body):
    """登记表中的一人。√ 为新参保（NEW）或变更（CHANGE），× 为停保（STOP），须写明停保原因。"""

    act: Annotated[MemberAct, Field(title="办理内容", strict=False)]
    name: Annotated[Line | None, Field(title="姓名", max_length=100)] = None
    sex: Annotated[Line | None, Field(title="性别", max_length=10)] = None
    document_type: Annotated[Line | None, Field(title="证件类型", max_length=32)] = None
    document_number: Annotated[Line | None, Field(title="证件号码", max_length=64)] = None
    birth_date: Annotated[Day | None, Field(title="出生日期")] = None
    role: Annotated[HouseholdRole | None, Field(title="与户主关系", strict=False)] = None
    form: Annotated[
        Answers,
        Field(
            title="停保原因、变更内容、负责人和主管领导签名",
            max_length=20,
            default_factory=dict,
            examples=[{"stop_reason": "EMPLOYEE_SCHEME"}],
        ),
    ]
    materials: _Materials

    def member(self) -> FormMember:
        """As the domain reads it."""
        told = {name: told for name, told in vars(self).items() if name not in ("form", "materials")}
        return FormMember(**told, more=self.form, materials=tuple(one.material for one in self.materials))


class FormEntry(Body):
    """录入一份登记表：户的信息填写一次，每人一行。新开户或变更扣费账户的，须有三方协议书。"""

    household_no: Annotated[HouseholdNo, Field(title="户号（组织编号）", min_length=1)]
    household_area: Annotated[Line | None, Field(title="户口所在地", max_length=12)] = None
    household_address: Annotated[Line | None, Field(title="户籍地址", max_length=200)] = None
    phone: Annotated[NumberLine | None, Field(title="手机号码", max_length=32)] = None
    account: Annotated[AccountBody | None, Field(title="代扣代缴银行账户")] = None
    signed_on: Annotated[Day | None, Field(title="签名日期", examples=["2023-09-28"])] = None
    agent_number: Annotated[NumberLine | None, Field(title="代办人身份证号", examples=[example_in("document_number")], max_length=64)] = (
        None
    )
    confirmed: Annotated[bool, Field(title="同意声明内容并签名")] = False
    materials: _Materials
    members: Annotated[list[FormMemberBody], Field(title="家庭户成员", min_length=1, max_length=MOST_MEMBERS)]

    def head(self) -> FormHead:
        """What stands on the form once, as the domain reads it."""
        account = self.account
        return FormHead(
            household_no=self.household_no.strip(),
            household_area=self.household_area,
            household_address=self.household_address,
            phone=self.phone,
            account=Account(holder=account.account_holder, bank=account.bank, number="".join(account.account_number.split()))
            if account
            else None,
            signed_on=self.signed_on,
            agent_number=self.agent_number,
            confirmed=self.confirmed,
            materials=tuple(one.material for one in self.materials),
        )


class FormMemberResponse(Answer):
    """一人的办理结果；没有 application_id 的，未能提交，原因见 reasons 和 missing。"""

    member_no: Annotated[int, Field(title="行号", examples=[1])]
    act: Annotated[MemberAct, Field(title="办理内容")]
    name_masked: str | None
    document_masked: str | None
    application_id: Id | None
    state: Annotated[ApplicationState, Field(title="办理结果")]
    reasons: list[ReasonResponse]
    missing: list[MissingResponse]


class HouseholdTotalResponse(Answer):
    """本家庭户共多少人参保，合计应缴多少元；以缴费服务告知的应缴数据为准。"""

    household_id: Id
    people: Annotated[int, Field(title="参保人数", examples=[5])]
    amount: Annotated[Amount, Field(title="家庭户应缴", examples=["1218.00"])]
    finance_amount: Annotated[Amount, Field(title="财政资助", examples=["812.00"])]
    paid: Annotated[Amount, Field(title="家庭户已缴", examples=["0.00"])]


class HouseholdFormResponse(Answer):
    """一份登记表及每人的办理结果。"""

    form_id: Id
    area: str
    benefit_year: int
    state: Annotated[FormState, Field(title="登记表状态")]
    people: Annotated[int, Field(title="表中填写的人数", examples=[3])]
    accepted_by: Annotated[str, Field(title="受理经办人", examples=["clerk:0001"])]
    accepted_on: Annotated[date, Field(title="受理日期", examples=["2023-09-28"])]
    entered_by: Annotated[str | None, Field(title="电脑录入人", examples=["clerk:0002"])]
    entered_at: Annotated[Moment | None, Field(title="录入时间")]
    members: Annotated[list[FormMemberResponse], Field(title="家庭户成员")]
    household: Annotated[HouseholdTotalResponse | None, Field(title="家庭户合计；尚无该户的为空")]
