"""Targets of a campaign, and the coverage that follows from them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from policy_parameters.target_table import COLUMNS, TargetTable, TownTarget, number
from registration.domain.targets import WarningCode
from service_runtime.rest import Answer, Area, Body, Day, Line, Year

_Printed = Annotated[Line | None, Field(pattern=r"^[0-9 ,，]{0,15}$", examples=["36,636"])]
"""As it is printed: commas and blanks between the digits, empty where nothing stands."""


class TargetRow(Body):
    """任务表的一行，数字按原表填写，空格留空。"""

    code: Annotated[Area, Field(title="镇街代码", examples=["440783115"])]
    town: Annotated[Line, Field(title="镇街名称", min_length=1, max_length=50, examples=["月山镇"])]
    registered_population: Annotated[_Printed, Field(title="(1) 户籍人口")] = None
    employee_insured: Annotated[_Printed, Field(title="(2) 职工参保人数")] = None
    resident_paid_last_year: Annotated[_Printed, Field(title="(3) 上年度居民缴费人数")] = None
    should_enrol: Annotated[_Printed, Field(title="(4) 应参保人数")] = None
    target: Annotated[_Printed, Field(title="(5) 目标任务数")] = None

    def town_target(self) -> TownTarget:
        """The row with its numbers."""
        return TownTarget(self.code, self.town, *(number(getattr(self, column)) for column in COLUMNS))


class TargetForm(Body):
    """一张新的任务表，自生效日起替代原表；原表保留。"""

    area: Annotated[Area, Field(title="县（市、区）代码", pattern="^[0-9]{6}$", examples=["440783"])]
    benefit_year: Year
    valid_from: Annotated[Day, Field(title="生效日期", examples=["2023-11-01"])]
    source: Annotated[Line, Field(title="下达文件", min_length=2, max_length=200, examples=["江医保〔2023〕示例号"])]
    towns: Annotated[list[TargetRow], Field(title="各镇街", min_length=1, max_length=100)]
    printed: Annotated[TargetRow, Field(title="合计行，照原表填写")]

    def table(self) -> TargetTable:
        """The table with its numbers."""
        return TargetTable(tuple(row.town_target() for row in self.towns), self.printed.town_target())


class TargetWarningResponse(Answer):
    """任务表中数字不相符之处；照录原表，不作更正。"""

    code: WarningCode
    msg: str


class TargetTownResponse(Answer):
    """任务表的一行；空格为空，不是0。"""

    code: Annotated[str, Field(title="镇街代码", examples=["440783115"])]
    town: Annotated[str, Field(title="镇街名称", examples=["月山镇"])]
    registered_population: Annotated[int | None, Field(title="户籍人口", examples=[45512])]
    employee_insured: Annotated[int | None, Field(title="职工参保人数", examples=[15069])]
    resident_paid_last_year: Annotated[int | None, Field(title="上年度居民缴费人数", examples=[32532])]
    should_enrol: Annotated[int | None, Field(title="应参保人数", examples=[30443])]
    target: int | None


class TargetVersionResponse(Answer):
    """任务表的一个版本。"""

    version: int
    valid_from: Annotated[date | None, Field(title="生效日期，空为自始", examples=["2023-11-01"])]
    source: Annotated[str, Field(title="下达文件", examples=["S2 附件3（现行）"])]
    warnings: Annotated[list[TargetWarningResponse], Field(title="提示")]
    towns: Annotated[list[TargetTownResponse], Field(title="各镇街")]
    printed: Annotated[TargetTownResponse, Field(title="合计行")]


class TargetVersions(Answer):
    """一个县（市、区）一个年度的任务表，先有的在前。"""

    holds: Annotated[int | None, Field(title="今日有效的版本", examples=[2])]
    versions: Annotated[list[TargetVersionResponse], Field(title="各版本")]


class CoverageFigureResponse(Answer):
    """参保覆盖率的一种口径；rate 为百分数，两位小数。"""

    code: Annotated[str, Field(title="口径", examples=["TARGET"])]
    msg: Annotated[str, Field(title="口径说明", examples=["参保目标数／应参保人数"])]
    part: Annotated[int | None, Field(title="分子", examples=[465874])]
    whole: Annotated[int | None, Field(title="分母", examples=[484711])]
    rate: Annotated[str | None, Field(examples=["96.11"])]


class CoverageResponse(Answer):
    """参保覆盖率：文件未给出公式，同时报告三种口径。"""

    benefit_year: int
    area: str
    goal: Annotated[str, Field(title="覆盖率目标（百分数）", examples=["95.00"])]
    version: int
    figures: Annotated[list[CoverageFigureResponse], Field(title="三种口径")]
