"""REST bodies of what finance paid for people insured twice (R-098)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import BillState, Category, ParticipationState, Payer
from payment_bridge.domain.finance_deductions import FinanceShare
from service_runtime.rest import Answer, Id


class FinanceDeductionCount(Answer):
    """一个统筹区一个年度清理的重复参保人数（一人只计一次），其中财政已缴的人数；只计数，不计算扣减金额。"""

    region: str
    benefit_year: int
    duplicates: Annotated[int, Field(title="清理的重复参保", examples=[12])]
    paid_by_finance: Annotated[int, Field(title="其中财政全额缴纳", examples=[3])]
    paid_in_part: Annotated[int, Field(title="其中财政定额资助", examples=[0])]


class FinanceDeductionBill(Answer):
    """一条清理的重复参保关系及其账单；没有账单的 bill_id 为空，尚未终止或暂停的 ended_on 为空。"""

    participation_id: Id
    person_id: Id
    bill_id: Id | None
    area: str
    category: Category
    participation_state: Annotated[ParticipationState, Field(title="参保状态")]
    ended_on: Annotated[date | None, Field(title="终止或暂停日期")] = None
    payer: Payer | None
    state: BillState | None
    finance_share: Annotated[FinanceShare, Field(title="财政负担情况")]
