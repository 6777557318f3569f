"""The town table."""

from datetime import date

from pydantic import BaseModel


class TownShown(BaseModel):
    area: str
    name: str
    target: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class TotalShown(BaseModel):
    target: int
    target_printed: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[str, int]
    abandoned: int


class ProgressShown(BaseModel):
    as_of: date
    benefit_year: int
    area: str
    towns: list[TownShown]
    total: TotalShown
