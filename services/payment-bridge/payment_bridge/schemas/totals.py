"""REST bodies of totals."""

from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import BillState, Payer
from service_runtime.rest import Amount, Answer, Id


class LackingShare(Answer):
    """一名未缴人员的账单。"""

    person_id: Id
    bill_id: Id
    amount: Amount
    payer: Payer
    state: BillState


class TotalOwed(Answer):
    """合计应缴、已缴和未缴人员；by_others 为由财政等他方缴纳的部分。"""

    people: Annotated[int, Field(title="人数", examples=[5])]
    owed: Annotated[Amount, Field(title="合计应缴（元）")]
    paid_amount: Annotated[Amount, Field(title="已缴（元）")]
    shortfall: Annotated[Amount, Field(title="未缴（元）")]
    by_others: Annotated[Amount, Field(title="他方缴纳（元）")]
    lacking: Annotated[list[LackingShare], Field(title="未缴人员")]
