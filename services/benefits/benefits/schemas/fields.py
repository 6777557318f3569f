"""Fields and the strictness that several bodies share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


Area = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$", title="行政区划代码")]
Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]
Yuan = Annotated[str, Field(pattern=r"^\d{1,10}(\.\d{1,2})?$", title="金额（元）")]
Token = Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[\x21-\x7e]+$", title="身份标识令牌")]


def optional_text(title: str, length: int) -> Any:
    return Field(default=None, max_length=length, title=title)
