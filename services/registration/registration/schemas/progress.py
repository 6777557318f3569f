"""The town table."""

from datetime import date

from pydantic import BaseModel


class TownResponse(BaseModel):
    area: str
    name: str
    target: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class TotalResponse(BaseModel):
    target: int
    target_printed: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class ProgressResponse(BaseModel):
    as_of: date
    benefit_year: int
    area: str
    towns: list[TownResponse]
    total: TotalResponse
