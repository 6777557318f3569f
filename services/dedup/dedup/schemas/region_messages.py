"""Answers to messages of other regions."""

from typing import Annotated, Literal

from pydantic import Field

from service_runtime.rest import Answer, ReasonResponse


class RefusedSpellRow(Answer):
    """报文中一条未接收的明细及全部原因；place 从 0 起。"""

    place: Annotated[int, Field(title="明细序号", examples=[4])]
    spell_ref: Annotated[str | None, Field(title="参保信息编号", examples=["GX-450100-0007"])]
    reasons: list[ReasonResponse]


class MessageReceipt(Answer):
    """已接收；refused 列出未接收的明细，其余均已接收。"""

    received: Literal[True]
    refused: Annotated[list[RefusedSpellRow], Field(title="未接收的明细", examples=[[]])]
