"""People who may be one."""

from datetime import date
from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Id

_NODE = "01890a5d-ac96-774b-bcce-b302099a8057"


class ProbableDuplicateResponse(Answer):
    """可能是同一人的两个编号；score 为可能性，从 0 到 1，explanation 说明相同和不同之处。"""

    one: Annotated[Id, Field(title="人员编号或证件节点编号", examples=[_NODE])]
    other: Annotated[Id, Field(title="人员编号或证件节点编号", examples=[_NODE])]
    score: Annotated[float, Field(title="可能性", examples=[0.97])]
    explanation: Annotated[str, Field(title="说明", examples=["姓名与出生日期相同；手机号不同"])]
    found_on: Annotated[date, Field(title="发现日期")]
