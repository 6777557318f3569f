"""Rights records."""

from datetime import date
from typing import Annotated

from pydantic import Field

from registration.domain.rights_record import RightsKind
from service_runtime.rest import Amount, Answer, Id, Moment


class RightsRecordResponse(Answer):
    """一条权益记录：何时发生、何时记录、由谁告知、什么内容。"""

    kind: Annotated[RightsKind, Field(title="权益记录类别", examples=["PAYMENT"])]
    code: Annotated[str, Field(title="事项代码", examples=["payment.settled"])]
    msg: Annotated[str, Field(title="内容", examples=["2024年度缴费到账380.00元"])]
    happened_on: Annotated[date, Field(title="发生日期", examples=["2023-10-11"])]
    recorded_at: Moment
    source: Annotated[str, Field(title="信息来源", examples=["/canbao/payment"])]
    participation_id: Id | None
    benefit_year: int | None
    amount: Amount | None
