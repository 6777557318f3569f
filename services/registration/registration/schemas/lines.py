"""Texts that every schema is made of."""

from typing import Annotated

from pydantic import AfterValidator, Field

from enrolment_terms.writing import half_width
from service_runtime.rest import Line

NumberLine = Annotated[Line, AfterValidator(half_width)]
"""A number as people type it, taken half-width: phone, bank account."""
Text = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(max_length=64)]
HouseholdNo = Annotated[Code, AfterValidator(half_width)]
