"""Claims as settlement systems report them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from benefits.schemas.entitlements import ErrorResponse
from service_runtime.rest import Answer, Body, Day, Year, Yuan


class ClaimReport(Body):
    """一笔基金结算；同一医疗机构的结算单号相同的，以后报的为准。"""

    person_id: Annotated[UUID, Field(title="人员编号")]
    claim_ref: Annotated[str, Field(min_length=1, max_length=120, title="结算单号")]
    hospital: Annotated[str | None, Field(pattern=r"^[0-9A-Za-z_-]{1,50}$", title="医疗机构代码", examples=["H44078300001"])] = None
    benefit_year: Year
    settled_on: Annotated[Day, Field(title="结算日期")]
    fund_paid: Yuan
    serious_paid: Yuan = "0.00"
    bonus_used: Annotated[bool, Field(title="已使用奖励额度")] = False
    withdrawn: Annotated[bool, Field(title="已撤销")] = False


class ClaimReports(Body):
    """一批结算。"""

    claims: Annotated[list[ClaimReport], Field(min_length=1, max_length=2000, title="结算")]


class ClaimsReceiptResponse(Answer):
    """各笔结算的处理结果。"""

    recorded: int
    unchanged: int
    refused: list[ErrorResponse]
