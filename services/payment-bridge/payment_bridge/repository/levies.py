"""Sending: checks, the queue, batches."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import distinct_on, insert

from payment_bridge.domain.levy_delivery import FreeRegion, LevyRegion, Sending, Sent
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import in_cities, of_region
from payment_bridge.tables import bill_counts, bills, levy_batch_bills, levy_batches, levy_checks, levy_queue, outgoing_messages
from row_sets import Driver, Record, Statement, columns_of, given_rows, insert_rows, reader, row, same_rows, value

_ONE_SENDER = 0x6C657679  # "levy"
_LOCK = Statement(sa.select(sa.func.pg_try_advisory_xact_lock(_ONE_SENDER)))
_HOLD = Statement(sa.select(sa.func.pg_advisory_xact_lock(_ONE_SENDER)))
_NEWEST = Statement(
    sa.select(levy_batch_bills.c.bill_id, sa.func.max(levy_batch_bills.c.resend_no).label("newest"))
    .where(same_rows(levy_batch_bills, "bill_id"))
    .group_by(levy_batch_bills.c.bill_id)
)
_check = ("region", "benefit_year", "passed_on", "note_sealed", "checked_by")
_checks = sa.select(*(levy_checks.c[name] for name in (*_check, "recorded_at")))
_CHECKS = Statement(_checks.where(in_cities(levy_checks.c.region)).order_by(levy_checks.c.region, levy_checks.c.benefit_year))
_DAYS = Statement(sa.select(levy_checks.c.region, levy_checks.c.benefit_year, levy_checks.c.passed_on))
_CHECK = Statement(
    _checks.where(
        levy_checks.c.region == value("region", levy_checks.c.region),
        levy_checks.c.benefit_year == value("benefit_year", sa.SmallInteger()),
    )
)
_ADD_CHECK = Statement(insert(levy_checks).values(row(levy_checks, *_check)).on_conflict_do_nothing(constraint=levy_checks.primary_key))
_REGIONS = Statement(sa.select(bill_counts.c.region, bill_counts.c.benefit_year).distinct())
_OWN_REGIONS = Statement(sa.select(bill_counts.c.region).distinct().where(in_cities(bill_counts.c.region)))

_queue, _free = levy_queue.c, given_rows(levy_queue, FreeRegion._fields)
_three, _most = (_queue.region, _queue.benefit_year, _queue.bill_id), value("most", sa.Integer())
_at_once = sa.select(*_three).where((_queue.kind != "NORMAL") | (_queue.resend_no > 0)).limit(_most)
_is_free = (_queue.region == _free.c.region) & (_queue.benefit_year == _free.c.benefit_year)
_ordinary = (_queue.kind == "NORMAL", _queue.resend_no == 0)
_first = sa.select(*_three).join(_free, _is_free & ~_free.c.own_day).where(*_ordinary).limit(_most)
_after = sa.select(*_three).join(_free, _is_free & _free.c.own_day).join(bills, bills.c.bill_id == _queue.bill_id)
_later = _after.where(_queue.own_day, bills.c.last_day >= value("today", bills.c.last_day), *_ordinary).limit(_most)
# Never looks at the hundreds of thousands that are held.
_due = sa.union_all(_at_once, _first, _later).subquery("due")
_there = (_due.c.region == value("there", _queue.region), _due.c.benefit_year == value("then", _queue.benefit_year))
_FIRST_DUE = Statement(sa.select(_due.c.region, _due.c.benefit_year).limit(1))
_DUE_THERE = Statement(sa.select(_due.c.bill_id).where(*_there).limit(_most))
_own = value("regions", postgresql.ARRAY(sa.Text()))
_DUE_OF = Statement(
    """
    SELECT bill_id FROM levy_queue
    WHERE region = :region AND benefit_year = :benefit_year AND (kind <> 'NORMAL' OR resend_no > 0 OR :ordinary
        OR (:own_day AND own_day AND EXISTS (SELECT FROM bills WHERE bills.bill_id = levy_queue.bill_id AND last_day >= :today)))
    LIMIT :most
    """
)
_COUNT_DUE = Statement(sa.select(sa.func.count()).select_from(_due).where(_own.is_(None) | (_due.c.region == sa.any_(_own))))
_TAKE = Statement(sa.delete(levy_queue).where(same_rows(levy_queue, "bill_id")).returning(levy_queue.c.bill_id, levy_queue.c.resend_no))

_now, _batch = sa.func.clock_timestamp(), levy_batches.c
_unanswered = _batch.answered_at.is_(None)
_this_batch = _batch.batch_id == value("batch_id", _batch.batch_id)
_ADD_BATCH = Statement(
    insert(levy_batches).values(row(levy_batches, "batch_id", "region", "benefit_year", "bills", "sent_on", "body_sealed"))
)
_ADD_BATCH_BILLS = Statement(
    insert_rows(levy_batch_bills, "bill_id", "resend_no", "terms", batch_id=value("batch_id", levy_batch_bills.c.batch_id))
)
_BODY = Statement(sa.select(_batch.body_sealed).where(_this_batch))
_NEW_MESSAGE = Statement(insert(outgoing_messages).values(row(outgoing_messages, "message_id", "size", kind="LEVIES")))
# Made by the release before while both ran: what it had sent is asked for first.
_ADOPT = Statement(
    """
    INSERT INTO outgoing_messages (message_id, kind, size, state)
    SELECT batch_id, 'LEVIES', bills, CASE attempts WHEN 0 THEN 'PENDING' ELSE 'UNKNOWN' END FROM levy_batches
    WHERE answered_at IS NULL AND NOT EXISTS (SELECT FROM outgoing_messages WHERE message_id = batch_id)
    ORDER BY created_at ON CONFLICT DO NOTHING
    """
)
_ANSWERED = Statement(
    sa.update(levy_batches)
    .values(row(levy_batches, "refused", answered_at=_now, body_sealed=sa.null(), last_error=sa.null()))
    .where(_this_batch, _unanswered)
    .returning(_batch.batch_id)
)
_sent = sa.select(levy_batch_bills.c.bill_id, levy_batch_bills.c.resend_no, _batch.sent_on, levy_batch_bills.c.terms)
_SENT = Statement(
    _sent.join(levy_batches, _batch.batch_id == levy_batch_bills.c.batch_id)
    .where(same_rows(levy_batch_bills, "batch_id"))
    .ext(distinct_on(levy_batch_bills.c.bill_id))
    .order_by(levy_batch_bills.c.bill_id, levy_batch_bills.c.resend_no.desc())
)
_region, _how_sent = reader(LevyRegion), reader(Sent)


async def is_only_sender(driver: Driver) -> bool:
    """True if no other replica takes bills from the queue in this moment; holds until the transaction ends."""
    return bool(await _LOCK.value(driver))


async def hold_sending(driver: Driver) -> None:
    """Until the transaction ends no batch is made: each was made before, and is seen, or is made from what is written now."""
    await _HOLD.run(driver)


async def newest_sendings(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Bill -> the number of its newest sending, answered or not."""
    return {row["bill_id"]: row["newest"] for row in await _NEWEST.rows(driver, bill_id=bill_ids)}


async def levy_checks_passed(driver: Driver, scope: Scope) -> list[Record]:
    """The unified checks that were passed in the regions of the scope."""
    return await _CHECKS.rows(driver, **of_region(scope))


async def days_of_checks(driver: Driver) -> dict[LevyRegion, date]:
    """When the unified check of each region and year was passed."""
    return {_region(row): row["passed_on"] for row in await _DAYS.rows(driver)}


async def add_levy_check(driver: Driver, region: str, year: int, passed_on: date, note_sealed: str, checked_by: str) -> Record:
    """The check of this region and year: the first one stands."""
    added = {"passed_on": passed_on, "note_sealed": note_sealed, "checked_by": checked_by}
    await _ADD_CHECK.run(driver, region=region, benefit_year=year, **added)
    check = await _CHECK.row(driver, region=region, benefit_year=year)
    assert check is not None
    return check


async def regions_with_bills(driver: Driver) -> list[LevyRegion]:
    """Pooling region and benefit year of all bills there are."""
    return [_region(row) for row in await _REGIONS.rows(driver)]


async def own_regions(driver: Driver, scope: Scope) -> list[str]:
    """Pooling regions with bills that hold an area of the scope, or lie in one."""
    return await _OWN_REGIONS.values(driver, **of_region(scope))


async def due_bills(driver: Driver, free: Sequence[FreeRegion], today: date, most: int) -> tuple[LevyRegion, list[UUID]] | None:
    """Bills of one region and year that may go now; `free` are those whose first batch may go. None if there are none."""
    may_go = columns_of(free, FreeRegion._fields) | {"today": today}
    first = await _FIRST_DUE.row(driver, **may_go, most=most)
    if first is None:
        return None
    there = _region(first)
    return there, await _DUE_THERE.values(driver, **may_go, there=there.region, then=there.benefit_year, most=most)


async def due_bills_of(driver: Driver, there: LevyRegion, free: FreeRegion | None, today: date, most: int) -> list[UUID]:
    """Bills of this region and year that may go now; `free`: None if its first batch may not go."""
    may_go = {"ordinary": free is not None and not free.own_day, "own_day": free is not None and free.own_day, "today": today}
    return await _DUE_OF.values(driver, **there._asdict(), **may_go, most=most)


async def count_due(driver: Driver, free: Sequence[FreeRegion], today: date, most: int, regions: Sequence[str] | None) -> int:
    """How many may go now in these regions (None: all), counted among the first `most` of each kind."""
    return int(await _COUNT_DUE.value(driver, **columns_of(free, FreeRegion._fields), today=today, most=most, regions=regions))


async def take_from_queue(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Take bills off the queue: their resend numbers."""
    return {row["bill_id"]: row["resend_no"] for row in await _TAKE.rows(driver, bill_id=bill_ids)}


async def keep_batch(
    driver: Driver, batch_id: UUID, there: LevyRegion, sent_on: date, body_sealed: str, sendings: Mapping[UUID, Sending]
) -> None:
    """Store a batch and its message, with how each bill is sent, before anything is."""
    batch = {**there._asdict(), "bills": len(sendings), "sent_on": sent_on, "body_sealed": body_sealed}
    await _ADD_BATCH.run(driver, batch_id=batch_id, **batch)
    await _NEW_MESSAGE.run(driver, message_id=batch_id, size=len(sendings))
    await _ADD_BATCH_BILLS.run(driver, batch_id=batch_id, bill_id=list(sendings), **columns_of(list(sendings.values()), Sending._fields))


async def keep_batch_of_file(driver: Driver, batch_id: UUID, there: LevyRegion, sent_on: date, sendings: Mapping[UUID, Sending]) -> None:
    """A batch that goes in a file: there is no message of it."""
    batch = {**there._asdict(), "bills": len(sendings), "sent_on": sent_on, "body_sealed": None}
    await _ADD_BATCH.run(driver, batch_id=batch_id, **batch)
    await _ADD_BATCH_BILLS.run(driver, batch_id=batch_id, bill_id=list(sendings), **columns_of(list(sendings.values()), Sending._fields))


async def body_of_batch(driver: Driver, batch_id: UUID) -> str | None:
    """What is sent, sealed; None once it was answered."""
    body: str | None = await _BODY.value(driver, batch_id=batch_id)
    return body


async def adopt_batches(driver: Driver) -> int:
    """Batches that the release before has made become messages; how many."""
    return await _ADOPT.run(driver)


async def answer_batch(driver: Driver, batch_id: UUID, refused: int) -> dict[UUID, Sent] | None:
    """Record that a batch was answered. How each of its bills was sent, None if another replica recorded it before."""
    answered = await _ANSWERED.row(driver, batch_id=batch_id, refused=refused)
    return None if answered is None else await sent_in(driver, [batch_id])


async def sent_in(driver: Driver, batch_ids: Sequence[UUID]) -> dict[UUID, Sent]:
    """How the bills of these batches were sent; the newest where a bill is in several."""
    return {row["bill_id"]: _how_sent(row) for row in await _SENT.rows(driver, batch_id=batch_ids)}
