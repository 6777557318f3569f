"""REST bodies of messages to the tax office and of its endpoints."""

from typing import Annotated

from pydantic import Field

from payment_bridge.domain.outgoing import Contact, OutgoingState
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from service_runtime.rest import Answer, Id, Moment


class OutgoingItem(Answer):
    """一份发往税务部门的报文；error 说明未获答复的原因，不含报文内容。"""

    message_id: Id
    kind: TaxEndpoint
    state: OutgoingState
    attempts: Annotated[int, Field(title="联系次数", examples=[2])]
    tries: Annotated[int, Field(title="发送次数", examples=[1])]
    asked: Annotated[int, Field(title="查询次数", examples=[1])]
    error: Annotated[str | None, Field(title="未获答复的原因", examples=["HTTP 503"])]
    since: Annotated[Moment, Field(title="进入该状态的时间")]
    created_at: Annotated[Moment, Field(title="产生时间")]


class OutgoingAttempt(Answer):
    """为一份报文联系税务部门一次；outcome 为空表示中途中断。"""

    no: Annotated[int, Field(title="次序", examples=[1])]
    contact: Contact
    began_at: Annotated[Moment, Field(title="开始时间")]
    outcome: Annotated[str | None, Field(title="结果", examples=["answered"])]
    seconds: Annotated[float | None, Field(title="用时（秒）", examples=[0.2])]


class TaxEndpointItem(Answer):
    """一个税务接口；error 为空表示正常，disabled 表示税务部门答复 410 后已停用。"""

    endpoint: TaxEndpoint
    error: Annotated[str | None, Field(title="未正常答复的情况", examples=["HTTP 503"])]
    seconds: Annotated[float, Field(title="持续秒数", examples=[0.0])]
    tries: Annotated[int, Field(title="连续未成功次数", examples=[0])]
    disabled: Annotated[bool, Field(title="已停用", examples=[False])]


class TaxLedgerItem(Answer):
    """税务台账读到哪里；重读与继续读取同时进行。"""

    after: Annotated[str | None, Field(title="已读到的税票号码", examples=["1000000001"])]
    read_at: Annotated[Moment | None, Field(title="最近一次读到末尾的时间")]
    is_rereading: Annotated[bool, Field(title="正在重读", examples=[False])]
    reread_after: Annotated[str | None, Field(title="已重读到的税票号码", examples=["1000000001"])]
    reread_at: Annotated[Moment | None, Field(title="最近一次重读完成的时间")]
