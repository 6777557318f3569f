"""The form of Annex 1 (新参保、变更、停保登记表): one household, for each member written on it an application of its own (B3)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.scheme import Channel, HouseholdRole
from enrolment_terms.writing import normal_number
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationState
from registration.domain.identity_change import correction_of
from registration.domain.materials import Material, is_handed_in
from registration.domain.participation_change import Account
from registration.domain.service_rules import AGREEMENT


class FormState(StrEnum):
    """What the office has done with the paper."""

    ACCEPTED = "ACCEPTED"
    ENTERED = "ENTERED"
    WITHDRAWN = "WITHDRAWN"


class MemberAct(StrEnum):
    """是否参保: √ for NEW and CHANGE, × for STOP."""

    NEW = "NEW"
    CHANGE = "CHANGE"
    STOP = "STOP"


labelled(FormState, "登记表状态", {FormState.ACCEPTED: "已受理，待录入", FormState.ENTERED: "已录入", FormState.WITHDRAWN: "已撤销"})
labelled(MemberAct, "办理内容", {MemberAct.NEW: "新参保", MemberAct.CHANGE: "变更", MemberAct.STOP: "停保"})
MOST_MEMBERS = 30
_SIGNED_WITHIN = timedelta(days=92)
_ITEMS = {MemberAct.NEW: "resident_enrolment", MemberAct.CHANGE: "household_change", MemberAct.STOP: "stop"}
_PAPERS: dict[tuple[str, ...], str] = {
    ("ID_CARD",): "身份证",
    ("HOUSEHOLD_BOOK",): "户口簿",
    ("PASSBOOK",): "代扣代缴银行账户存折（卡）",
}
_AGREEMENT = "委托商业银行（金融机构）划缴税（费）三方协议书"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHead:
    """What stands on the form once, for the whole household."""

    household_no: str
    household_area: str | None = None
    household_address: str | None = None
    phone: str | None = None
    account: Account | None = None
    signed_on: date | None = None
    agent_number: str | None = None
    confirmed: bool = False
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMember:
    """One row. `more` are the answers that its item asks for beside: reason of a stop, what is another, who signed."""

    act: MemberAct
    name: str | None = None
    sex: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    birth_date: date | None = None
    role: HouseholdRole | None = None
    more: dict[str, str]
    materials: tuple[Material, ...] = ()


def answers_of(head: FormHead, member: FormMember, area: str, benefit_year: int) -> FormAnswers:
    """The application of one member. Only who is enrolled or changed is told the account: a stop needs none."""
    form = FormAnswers(
        item=_ITEMS[member.act],
        name=member.name,
        sex=member.sex,
        document_type=member.document_type,
        document_number=member.document_number,
        birth_date=member.birth_date,
        area=area,
        benefit_year=benefit_year,
        confirmed=head.confirmed,
        channel=Channel.COUNTER,
        materials=(*head.materials, *member.materials),
        more=member.more,
    )
    if member.act is MemberAct.STOP:
        return form
    account, role = head.account, {"household_role": str(member.role)} if member.role else {}
    return replace(
        form,
        household_no=head.household_no,
        household_area=head.household_area if member.act is MemberAct.NEW else None,
        household_address=head.household_address,
        phone=head.phone,
        account_holder=account.holder if account else None,
        bank=account.bank if account else None,
        account_number=account.number if account else None,
        more=member.more | role,
    )


def head_faults(head: FormHead, members: Sequence[FormMember], accepted_on: date) -> Faults:
    """What is wrong with the form as a whole; then no member of it is filed."""
    missing = () if head.signed_on else (Missing("signed_on", "参保人或代办人签名日期", "B3"),)
    return Faults((*_signature_reasons(head, accepted_on), *_twice(members)), missing)


def paper_faults(form: FormAnswers, act: MemberAct, account_is_new: bool) -> tuple[Missing, ...]:
    """填表说明 3 and 4: papers of a new member, a new account, another identity; the agreement of a new account (R-053)."""
    new_account = account_is_new and act is not MemberAct.STOP
    wanted: dict[tuple[str, ...], str] = {}
    if act is MemberAct.NEW or new_account or correction_of(form):
        wanted |= _PAPERS
    if new_account:
        wanted[(AGREEMENT,)] = _AGREEMENT
    seen = tuple(replace(one, seen_by="counter") for one in form.materials)
    return tuple(Missing(f"materials.{'|'.join(kinds)}", label, "B3") for kinds, label in wanted.items() if not is_handed_in(seen, kinds))


def state_of_refused(faults: Faults) -> ApplicationState:
    """A member who was not filed: too late is final (「逾期将不再办理」), anything else may be corrected."""
    late = any(one.code is ReasonCode.DEADLINE_PASSED for one in faults.reasons)
    return ApplicationState.REJECTED if late else ApplicationState.NEEDS_CORRECTION


def in_row(number: int, faults: Faults) -> Faults:
    """Faults of a member as faults of the form: the row stands before the field. Rows are counted from 1."""
    row = f"members.{number}"
    return Faults(
        tuple(replace(one, field=f"{row}.{one.field}" if one.field else row) for one in faults.reasons),
        tuple(replace(one, field=f"{row}.{one.field}") for one in faults.missing),
    )


def _signature_reasons(head: FormHead, accepted_on: date) -> Iterator[Reason]:
    if head.signed_on is None:
        return
    if head.signed_on > accepted_on:
        yield reason(ReasonCode.OTHER, field="signed_on", rule="B3", msg="签名日期不能晚于受理日期")
    elif head.signed_on < accepted_on - _SIGNED_WITHIN:
        yield reason(ReasonCode.OTHER, field="signed_on", rule="B3", msg="签名日期距受理日期过久，请重新填表")


def _twice(members: Sequence[FormMember]) -> Iterator[Reason]:
    """One person in two rows: both are named."""
    numbers = [normal_number(one.document_number or "") for one in members]
    count = Counter(number for number in numbers if number)
    for place, number in enumerate(numbers, 1):
        if count[number] > 1:
            rows = "、".join(str(at) for at, other in enumerate(numbers, 1) if other == number)
            msg = f"同一人在表中填写多次（第{rows}行）"
            yield reason(ReasonCode.OTHER, field=f"members.{place}.document_number", rule="B3", msg=msg)
