"""Texts and ids that every schema is made of."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
Text = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=64)]
Id = Annotated[str, BeforeValidator(lambda told: str(told) if isinstance(told, UUID) else told)]
"""An id in an answer."""
