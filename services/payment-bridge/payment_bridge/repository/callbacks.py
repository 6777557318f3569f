"""Callbacks of the tax office: stored first, taken in order, marked when done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from event_bus import Fault
from payment_bridge.domain.callback_states import StoredCallback
from payment_bridge.tables import tax_callbacks
from row_sets import Driver, Record, Statement, names_of, reader, row, same_rows, update_rows, value

_id, _state, _position = tax_callbacks.c.webhook_id, tax_callbacks.c.state, tax_callbacks.c.position
_now, _null, _most = sa.func.clock_timestamp(), sa.null(), value("most", sa.Integer())
_this, _change = _id == value("webhook_id", _id), sa.update(tax_callbacks)
_has_body = tax_callbacks.c.body.is_not(None)
_shown = tuple(column for column in tax_callbacks.c if column.name not in ("body", "body_digest"))

_KEEP = Statement(
    insert(tax_callbacks)
    .values(row(tax_callbacks, "webhook_id", "body", "body_digest", "bytes", "state"))
    .on_conflict_do_nothing(index_elements=["webhook_id"])
    .returning(_id)
)
_DIGEST = Statement(sa.select(tax_callbacks.c.body_digest).where(_this))
_TAKE = Statement(
    sa.select(_id, tax_callbacks.c.body).where(_state == "PENDING").order_by(_position).limit(_most).with_for_update(skip_locked=True)
)
_DONE = Statement(
    _change.values(state="PROCESSED", error=_null, field=_null, rule=_null, processed_at=_now).where(same_rows(tax_callbacks, "webhook_id"))
)
_fault = row(tax_callbacks, *names_of(Fault))
_FAIL = Statement(_change.values(state="FAILED", processed_at=_now, **_fault).where(_this, _state == "PENDING"))
_replayable = (_this, _has_body, _state.in_(["FAILED", "DISCARDED", "CONFLICT"]))
_CAN_BE_REPLAYED = Statement(sa.select(sa.true()).where(*_replayable))
_REPLAY = Statement(
    _change.values(state="PENDING", discarded_at=_null, discarded_by=_null, discard_reason_sealed=_null)
    .where(*_replayable)
    .returning(*_shown)
)
_set_aside = _state.in_(["FAILED", "CONFLICT"])
_aside = sa.select(_id).where(same_rows(tax_callbacks, "webhook_id"), _set_aside).order_by(_position).with_for_update()
_LOCK_ASIDE = Statement(_aside)
_given_up = update_rows(tax_callbacks, "webhook_id", "discard_reason_sealed")
_DISCARD = Statement(
    _given_up.values(state="DISCARDED", discarded_at=_now, discarded_by=value("discarded_by", tax_callbacks.c.discarded_by))
)
_expired = (
    sa.select(_id)
    .where(_has_body, _state.in_(["PROCESSED", "DISCARDED"]))
    .where(sa.func.coalesce(tax_callbacks.c.discarded_at, tax_callbacks.c.processed_at) < _now - value("kept", sa.Interval()))
)
_EMPTY = Statement(
    _change.values(body=_null).where(_id.in_(_expired.limit(_most).with_for_update(skip_locked=True).correlate(None))).returning(_id)
)
_LIST = Statement(
    sa.select(*_shown)
    .where(_state == value("state", _state), _position < value("before", _position))
    .order_by(_position.desc())
    .limit(_most)
)
NEWEST = 2**63 - 1
"""Before which position the newest callbacks are."""
_callback = reader(StoredCallback)


async def keep_callback(driver: Driver, webhook_id: str, body: bytes, digest: str, size: int, state: str) -> bool:
    """True if it is new, False if a callback of this id was stored before. `body` is sealed; `digest` and `size` are of what was signed."""
    kept = {"webhook_id": webhook_id, "body": body, "body_digest": digest, "bytes": size, "state": state}
    return await _KEEP.row(driver, **kept) is not None


async def digest_of_callback(driver: Driver, webhook_id: str) -> str:
    """Of the body that was stored under this id."""
    return str(await _DIGEST.value(driver, webhook_id=webhook_id))


async def take_callbacks(driver: Driver, most: int) -> list[StoredCallback]:
    """The oldest unprocessed callbacks that nobody else is processing, locked until the transaction ends."""
    return [_callback(row) for row in await _TAKE.rows(driver, most=most)]


async def callbacks_done(driver: Driver, webhook_ids: Sequence[str]) -> None:
    """Mark them processed, in the transaction of their effects."""
    await _DONE.run(driver, webhook_id=webhook_ids)


async def callback_failed(driver: Driver, webhook_id: str, fault: Fault) -> None:
    """It stands alone now and waits for an operator."""
    await _FAIL.run(driver, webhook_id=webhook_id, **asdict(fault))


async def can_be_replayed(driver: Driver, webhook_id: str) -> bool:
    """True if there is such a callback, and it has failed."""
    return bool(await _CAN_BE_REPLAYED.value(driver, webhook_id=webhook_id))


async def replay_callback(driver: Driver, webhook_id: str) -> Record | None:
    """Put a callback that was set aside, discarded or not, back in line. None if there is no such callback, or its body is gone."""
    return await _REPLAY.row(driver, webhook_id=webhook_id)


async def lock_set_aside(driver: Driver, webhook_ids: Sequence[str]) -> set[str]:
    """Those of these callbacks that failed or are in conflict, locked."""
    return set(await _LOCK_ASIDE.values(driver, webhook_id=webhook_ids))


async def discard_callbacks(driver: Driver, reasons: Mapping[str, str], by: str) -> None:
    """Give these up, each with its sealed reason: they stay and warn no more."""
    await _DISCARD.run(driver, webhook_id=list(reasons), discard_reason_sealed=list(reasons.values()), discarded_by=by)


async def empty_callbacks(driver: Driver, kept: timedelta, most: int) -> int:
    """Take the bodies of callbacks that were done with so long ago; how many lost theirs. Id and digest stay."""
    return len(await _EMPTY.values(driver, kept=kept, most=most))


async def callbacks_in_state(driver: Driver, state: str, most: int, before: int = NEWEST) -> list[Record]:
    """Callbacks of one state, newest first; older ones than the one at `before`."""
    return await _LIST.rows(driver, state=state, most=most, before=before)
