"""Administrative divisions, for pickers."""

from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Area


class DivisionResponse(Answer):
    """一个行政区划；has_more 表示其下还有可选的区划。"""

    area: Area
    name: Annotated[str, Field(title="行政区划名称", examples=["月山镇"])]
    has_more: bool
