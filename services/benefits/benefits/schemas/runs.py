"""Re-evaluations of everybody."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from service_runtime.rest import Body


class RunOrder(Body):
    """Take the re-evaluation of everybody on; call again until `finished`. The first call cuts chunks of `limit` people."""

    limit: Annotated[int, Field(ge=1, le=20000, title="每批人数")] = 2000


class RunResponse(BaseModel):
    """How far the run of a business date has come."""

    business_date: date
    people: int
    changed: int
    open_chunks: int
    finished: bool
