"""Requests to registration as they were asked last."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from dedup.domain.suspend_requests import SuspendRequest
from dedup.tables import suspend_requests
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value
from service_runtime.retelling import Wanted

_NAMES = names_of(SuspendRequest)
_of = suspend_requests.c
_COLUMNS = [_of[name] for name in _NAMES]
_ASKED = Statement(
    sa.select(*_COLUMNS)
    .where(same_rows(suspend_requests, "participation_id"), sa.func.coalesce(_of.reason, "EMPLOYEE_SCHEME") == value("reason", _of.reason))
    .order_by(_of.request_id)
)
_OF_CASES = Statement(
    sa.select(*_COLUMNS).where(same_rows(suspend_requests, "case_id"), _of.reason == "DUPLICATE").order_by(_of.request_id)
)
_SAVE = Statement(upsert_newest(suspend_requests, *_NAMES))
_AFTER = Statement(
    sa.select(*_COLUMNS)
    .where(_of.request_id > value("after", _of.request_id), _of.area.like(value("area", _of.area)))
    .where(_of.recorded_at >= value("since", _of.recorded_at))
    .order_by(_of.request_id)
    .limit(value("most", sa.Integer))
)
_request = reader(SuspendRequest)


async def requests_of(driver: Driver, participations: Sequence[UUID], reason: str) -> list[SuspendRequest]:
    """What was asked for these for this reason, withdrawn requests too."""
    return [_request(row) for row in await _ASKED.rows(driver, participation_id=participations, reason=reason)] if participations else []


async def requests_of_cases(driver: Driver, cases: Sequence[UUID]) -> list[SuspendRequest]:
    """What these duplicate cases asked for, withdrawn requests too."""
    return [_request(row) for row in await _OF_CASES.rows(driver, case_id=cases)] if cases else []


async def save_requests(driver: Driver, requests: Sequence[SuspendRequest]) -> None:
    """As they are asked now."""
    await _SAVE.run(driver, **columns_of(requests, _NAMES))


async def requests_after(driver: Driver, wanted: Wanted) -> list[SuspendRequest]:
    """A batch to tell anew, by id."""
    return [_request(row) for row in await _AFTER.rows(driver, **wanted._asdict())]
