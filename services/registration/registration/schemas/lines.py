"""Texts and bodies that every schema is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
Text = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=64)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Area = Annotated[str, Field(pattern=r"^\d{2,9}$")]


class Body(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
