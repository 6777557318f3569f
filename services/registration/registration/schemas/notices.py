"""What somebody agrees to be told."""

from typing import Annotated

from pydantic import Field

from registration.domain.notice import Template
from service_runtime.rest import Answer, Body


class NoticeAnswer(Body):
    """对一种通知的答复，即 wx.requestSubscribeMessage 的结果。"""

    template: Template
    accepted: Annotated[bool, Field(title="是否同意", examples=[True])]


class ConsentsRequest(Body):
    """对通知的答复。"""

    answers: Annotated[list[NoticeAnswer], Field(title="答复", min_length=1, max_length=10)]


class ConsentResponse(Answer):
    """一种可订阅的通知。"""

    template: Template
    template_id: Annotated[str | None, Field(title="微信模板编号，为空的不发送", examples=["tmpl-0001"])]
    text: Annotated[str, Field(title="通知内容", examples=["请于{due}前足额缴纳"])]
    times: Annotated[int, Field(title="尚可发送的次数", examples=[1])]
    may_ask: Annotated[bool, Field(title="可否再次询问", examples=[True])]
