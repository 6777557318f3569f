"""Reports of sweeps over everybody's cover."""

from datetime import date
from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Id, Moment


class OverlapCount(Answer):
    """一个统筹区一类重复参保的人数；overlap 为 EMPLOYEE（职工与职工）、RESIDENT（居民与居民）、ACROSS（跨制度）。"""

    area: str
    overlap: Annotated[str, Field(title="重复类型", examples=["ACROSS"])]
    people: int


class SweepResponse(Answer):
    """一次全量排查；done/buckets 为进度，found 为重复参保人数，new 为其中新立案的人数。"""

    sweep_id: Annotated[Id, Field(title="排查编号")]
    day: Annotated[date, Field(title="排查日期")]
    buckets: Annotated[int, Field(title="总份数", examples=[64])]
    done: Annotated[int, Field(title="已完成份数", examples=[64])]
    spells: Annotated[int, Field(title="排查的参保信息段数", examples=[1200])]
    found: Annotated[int, Field(title="重复参保人数", examples=[3])]
    new: Annotated[int, Field(title="新立案人数", examples=[0])]
    by_area: Annotated[list[OverlapCount], Field(title="各统筹区人数")]
    started_at: Annotated[Moment, Field(title="开始时间")]
    ended_at: Annotated[Moment | None, Field(title="结束时间")]
