"""Fields and the strictness that several bodies share."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from enrolment_terms.writing import half_width


class Body(BaseModel):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


Area = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3})?$", title="行政区划代码")]
Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", title="金额（元）")]
Number = Annotated[str, AfterValidator(half_width)]
"""A number as people type it, taken half-width: phone, document."""
Token = Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[\x21-\x7e]+$", title="身份标识令牌")]


def optional_text(title: str, length: int) -> Any:
    return Field(default=None, max_length=length, title=title)
