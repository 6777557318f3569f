"""Transfers of relations."""

from datetime import date
from typing import Annotated

from pydantic import Field

from registration.domain.transfer import TransferOutcome, TransferState
from registration.schemas.lines import Text
from service_runtime.rest import Answer, Area, Body, Day, Id

_TO = Field(title="转入地区划", examples=["450100"])


class TransferRequest(Body):
    """申请转移参保关系。"""

    to_area: Annotated[Area, _TO]


class TransferOutcomeRequest(Body):
    """转移结果；由转出地登记接续完成的，须写明转入地确认的凭据。"""

    outcome: Annotated[TransferOutcome, Field(title="转移结果", examples=["COMPLETED"])]
    on: Annotated[Day | None, Field(title="办结日期，不填为今日", examples=["2024-06-20"])] = None
    confirmation: Annotated[Text | None, Field(title="转入地确认的凭据", examples=["联系函〔2024〕1号"])] = None


class TransferResponse(Answer):
    """一次关系转移；办结前参保关系暂停，已缴费年度的待遇不受影响。"""

    transfer_id: Annotated[Id, Field(title="转移编号", examples=["018f3f3e-0000-7000-8000-000000000001"])]
    participation_id: Id
    person_id: Id
    from_area: Annotated[str, Field(title="转出地区划", examples=["440783115"])]
    to_area: Annotated[str, _TO]
    state: Annotated[TransferState, Field(title="转移状态", examples=["REQUESTED"])]
    requested_on: Annotated[date, Field(title="申请日期", examples=["2024-06-03"])]
    ended_on: Annotated[date | None, Field(title="办结日期", examples=["2024-06-20"])]
