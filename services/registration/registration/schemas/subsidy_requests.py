"""Yearly requests for the subsidy of subsidised persons: numbers and money, no names."""

from datetime import date
from typing import Annotated

from pydantic import Field

from registration.domain.subsidy_request import FinanceLevel, SubsidyRequestState
from service_runtime.rest import Amount, Answer, Body, Day, Id, Region, Year


class LevelShareForm(Body):
    """一级财政负担的比例。"""

    level: Annotated[FinanceLevel, Field(title="财政级次")]
    percent: Annotated[int, Field(title="比例（%）", ge=0, le=100, examples=[100])]


class SubsidyRequestForm(Body):
    """资助资金申请：按今日的困难身份标识和参保登记计算。"""

    region: Region
    benefit_year: Year
    levels: Annotated[list[LevelShareForm], Field(title="各级财政比例，合计100", min_length=1, max_length=4)]


class FundingForm(Body):
    """资金下达。"""

    funded_on: Annotated[Day, Field(title="下达日期", examples=["2024-08-15"])]
    amount: Annotated[str, Field(title="下达金额（元）", pattern=r"^[0-9]{1,12}\.[0-9]{2}$", examples=["4060.00"])]


class SubsidyLineResponse(Answer):
    """一个县（市、区）一类困难居民，或财政按参保类别资助的人员：人数、应补金额，以及征缴衔接所告知的财政应缴金额。"""

    district: Annotated[str, Field(title="县（市、区）区划", examples=["440783"])]
    subsidy_category: Annotated[str, Field(title="困难身份类别或参保类别", examples=["SUB01"])]
    people: Annotated[int, Field(title="人数", examples=[10])]
    amount: Amount
    billed: Annotated[Amount, Field(title="账单金额（元）", examples=["3800.00"])]


class LevelShareResponse(Answer):
    """一级财政负担的金额。"""

    level: Annotated[FinanceLevel, Field(title="财政级次")]
    percent: Annotated[int, Field(title="比例（%）", examples=[100])]
    amount: Amount


class SubsidyRequestResponse(Answer):
    """一个年度资助资金申请的一个版本；已报送的不再变动，更正另立新版本。"""

    request_id: Annotated[Id, Field(title="资助资金申请编号")]
    region: str
    benefit_year: int
    version: Annotated[int, Field(title="版本", examples=[1])]
    state: Annotated[SubsidyRequestState, Field(title="资助资金申请状态", examples=["DRAFT"])]
    as_of: Annotated[date, Field(title="数据日期", examples=["2024-06-20"])]
    due_on: Annotated[date, Field(title="报送截止日期", examples=["2024-06-30"])]
    people: Annotated[int, Field(title="人数合计", examples=[10])]
    amount: Amount
    lines: Annotated[list[SubsidyLineResponse], Field(title="明细")]
    levels: Annotated[list[LevelShareResponse], Field(title="各级财政")]
    sent_on: Annotated[date | None, Field(title="报送日期", examples=["2024-06-21"])]
    funded_on: Annotated[date | None, Field(title="下达日期", examples=[None])]
    funded_amount: Annotated[Amount | None, Field(title="下达金额（元）", examples=["4060.00"])]
