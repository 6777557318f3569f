"""Documented circumstances."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from registration.use_cases.record_circumstances import CircumstanceForm
from service_runtime.rest import Answer, Body, Day, Id, Line, Moment

_CODE = Field(title="特殊情形代码", examples=["VETERAN_SPOUSE"], max_length=40)
_FROM, _UNTIL = Field(title="发生日期", examples=["2026-03-01"]), Field(title="终止日期，为空的仍在持续", examples=["2026-09-30"])


class CircumstanceRequest(Body):
    """登记一种特殊情形；须已上传证明材料。"""

    code: Annotated[Line, _CODE]
    from_on: Annotated[Day, _FROM]
    until_on: Annotated[Day | None, _UNTIL] = None
    proof_material: Annotated[UUID, Field(title="证明材料编号", strict=False)]

    def form(self) -> CircumstanceForm:
        """As the use case reads it."""
        return CircumstanceForm(kind=self.code, from_on=self.from_on, until_on=self.until_on, proof=self.proof_material)


class CircumstanceResponse(Answer):
    """一种特殊情形；withdrawn 表示已撤销，视为没有登记；application_id 为空的由经办机构登记。"""

    circumstance_id: Annotated[Id, Field(title="特殊情形编号")]
    code: Annotated[str, _CODE]
    msg: Annotated[str, Field(title="特殊情形名称", examples=["随军未就业军人配偶"])]
    from_on: Annotated[date, _FROM]
    until_on: Annotated[date | None, _UNTIL]
    application_id: Id | None
    withdrawn: Annotated[bool, Field(title="是否已撤销", examples=[False])]
    actor: Annotated[str, Field(title="登记人", examples=["clerk:0001"])]
    recorded_at: Moment
