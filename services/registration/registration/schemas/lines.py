"""Texts and bodies that every schema is made of."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from enrolment_terms.writing import half_width

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
NumberLine = Annotated[Line, AfterValidator(half_width)]
"""A number as people type it, taken half-width: phone, bank account."""
Text = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=64)]
HouseholdNo = Annotated[Code, AfterValidator(half_width)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Area = Annotated[str, Field(pattern=r"^[0-9]{2,9}$")]


class Body(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
