"""Cases: kept once, listed by area, tried again, settled or closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import ASIDE, TaxCase
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_office
from payment_bridge.tables import bills, tax_cases
from row_sets import Driver, Record, Statement, columns_of, names_of, row, same_rows, typed, value

_CASE = names_of(TaxCase)
_id, _state, _kind = tax_cases.c.case_id, tax_cases.c.state, tax_cases.c.kind
_now, _most = sa.func.clock_timestamp(), value("most", sa.Integer())
_this, _is_open, _change = _id == value("case_id", _id), _state == "OPEN", sa.update(tax_cases)
_OPEN = Statement(
    """
    INSERT INTO tax_cases ({case.names}, tried_with, closed_at)
    SELECT {case.names}, ARRAY[CAST(:reads AS text)], CASE WHEN state <> 'OPEN' THEN clock_timestamp() END FROM {case.rows}
    ON CONFLICT DO NOTHING RETURNING case_id
    """,
    case=typed(tax_cases, *_CASE),
)
_shown = [tax_cases.c[name] for name in tax_cases.c.keys() if name not in ("raw_sealed", "tried_with")]  # noqa: SIM118 -- columns, no dict
# What lies nowhere is for the whole installation.
_seen = EVERYWHERE | sa.func.coalesce(in_areas(bills.c.area), sa.false())
_listed = sa.select(*_shown, bills.c.area).outerjoin(bills, bills.c.bill_id == tax_cases.c.bill_id)
_LIST = Statement(
    _listed.where(_state == value("state", _state), tax_cases.c.position < value("before", tax_cases.c.position), _seen)
    .where(value("kind", sa.Text()).is_(None) | (_kind == value("kind", sa.Text())))
    .order_by(tax_cases.c.position.desc())
    .limit(_most)
)
_ONE = Statement(_listed.where(_this))
_LOCK = Statement(
    sa.select(_state, _kind)
    .select_from(tax_cases)
    .outerjoin(bills, bills.c.bill_id == tax_cases.c.bill_id)
    .where(_this, _seen)
    .with_for_update(of=tax_cases)
)
_ROW = Statement(sa.select(tax_cases.c.told_by, tax_cases.c.raw_sealed).where(_this))
_CLOSED = ("closed_by", "close_reason_sealed", "resolution")
_CLOSE = Statement(_change.values(state="CLOSED", closed_at=_now, **row(tax_cases, *_CLOSED)).where(_this))
_RESOLVE = Statement(_change.values(state="RESOLVED", closed_at=_now).where(_this, _is_open))
_tried = sa.func.array_append(tax_cases.c.tried_with, value("reads", sa.Text()))
_TRIED = Statement(_change.values(tried_with=_tried).where(_this))
_UNTRIED = Statement(
    sa.select(_id, tax_cases.c.told_by, tax_cases.c.raw_sealed)
    .where(_is_open, _kind.in_(ASIDE), value("reads", sa.Text()) != sa.all_(tax_cases.c.tried_with))
    .order_by(tax_cases.c.position)
    .limit(_most)
    .with_for_update(skip_locked=True)
)
_claims = ("REVERSAL_WITHOUT_MONEY", "REVERSED_AGAIN", "REVERSED_IN_PART", "REVERSED_AND_REFUNDED", "PAYOUT_UNKNOWN")
_NOT_JUDGED = Statement(
    sa.select(_id)
    .where(_kind.in_(_claims), _state.in_(["OPEN", "CLOSED"]), tax_cases.c.resolution.is_(None))
    .where(value("judged", sa.Text()) != sa.all_(tax_cases.c.tried_with))
    .order_by(tax_cases.c.position)
    .limit(_most)
)
# Taken from another telling: money, a payout or a reversal of that serial, for the same bill; a failure only if its cause was the trouble.
_TAKEN = Statement(
    """
    UPDATE tax_cases AS known SET state = 'RESOLVED', closed_at = clock_timestamp()
    WHERE state = 'OPEN' AND kind IN ('ROW_NOT_READ', 'ROW_NOT_TAKEN') AND tax_serial IN (SELECT tax_serial FROM {told.rows}) AND (
        EXISTS (SELECT FROM payments WHERE tax_serial = known.tax_serial AND bill_id = coalesce(known.bill_id, bill_id))
        OR EXISTS (SELECT FROM reversals WHERE serial = known.tax_serial AND bill_id = coalesce(known.bill_id, bill_id))
        OR EXISTS (SELECT FROM payout_results WHERE serial = known.tax_serial)
        OR known.field = 'cause'
           AND EXISTS (SELECT FROM failures WHERE serial = known.tax_serial AND bill_id = coalesce(known.bill_id, bill_id))
    )
    """,
    told=typed(tax_cases, "tax_serial", alias="told"),
)
_TOLD_AFTER_ALL = Statement(
    _change.values(state="RESOLVED", closed_at=_now).where(_is_open, _kind == "NOT_IN_LEDGER", same_rows(tax_cases, "tax_serial"))
)
# What a reversal is follows from all that was told; what a person closed, or must look at since a refund gave the money back, stays.
_JUDGED = Statement(
    """
    UPDATE tax_cases AS known
    SET kind = told.kind, state = told.state, closed_at = CASE WHEN told.state <> 'OPEN' THEN clock_timestamp() END
    FROM {told.rows}
    WHERE known.case_id = told.case_id AND known.state <> 'CLOSED' AND known.kind <> 'REVERSED_AND_REFUNDED'
      AND (known.kind, known.state) <> (told.kind, told.state)
    RETURNING known.kind
    """,
    told=typed(tax_cases, "case_id", "kind", "state", alias="told"),
)
_missing = """
    SELECT tax_serial, bill_id, amount, arrival_date FROM payments
    WHERE {place} AND NOT tax_serial = ANY(:told) AND arrival_date < :today AND received_at < clock_timestamp() - CAST(:grace AS interval)
      AND NOT EXISTS (SELECT 1 FROM tax_cases WHERE kind = 'NOT_IN_LEDGER' AND tax_cases.tax_serial = payments.tax_serial
                      AND tax_cases.state <> 'RESOLVED')
    LIMIT 1000
"""
_MISSING_BETWEEN = Statement(
    _missing,
    place="length(tax_serial) = length(CAST(:upto AS text)) AND tax_serial > CAST(:after AS text) AND tax_serial <= CAST(:upto AS text)",
)
_MISSING_FROM = Statement(
    _missing,
    place="(length(tax_serial), tax_serial) > (length(CAST(:after AS text)), CAST(:after AS text))"
    " AND (CAST(:upto AS text) IS NULL OR (length(tax_serial), tax_serial) <= (length(CAST(:upto AS text)), CAST(:upto AS text)))",
)
_AGAIN = Statement(_change.values(state="OPEN", closed_at=sa.null()).where(same_rows(tax_cases, "case_id"), _state == "RESOLVED"))
NEWEST = 2**63 - 1
"""Before which position the newest cases are."""


async def keep_cases(driver: Driver, cases: Sequence[TaxCase], reads: str) -> set[UUID]:
    """Keep what is not kept yet, whatever became of it since. Returns the ids that are new. `reads`: what this version can read."""
    return set(await _OPEN.values(driver, reads=reads, **columns_of(cases, _CASE))) if cases else set()


async def cases_in_state(driver: Driver, state: str, kind: str | None, scope: Scope, most: int, before: int = NEWEST) -> list[Record]:
    """Cases of one state inside the scope, newest first, with the area of their bill; older ones than the one at `before`."""
    return await _LIST.rows(driver, state=state, kind=kind, before=before, most=most, **of_office(scope))


async def lock_case(driver: Driver, case_id: UUID, scope: Scope) -> Record | None:
    """Its state and kind, the case locked; None if there is none inside the scope."""
    return await _LOCK.row(driver, case_id=case_id, **of_office(scope))


async def case_of(driver: Driver, case_id: UUID) -> Record:
    """One as it is listed."""
    found = await _ONE.row(driver, case_id=case_id)
    assert found is not None
    return found


async def row_of_case(driver: Driver, case_id: UUID) -> Record:
    """Who told the row that was set aside, and the row, sealed."""
    found = await _ROW.row(driver, case_id=case_id)
    assert found is not None
    return found


async def close_case(driver: Driver, case_id: UUID, by: str, reason_sealed: str, resolution: str | None) -> None:
    """A person has decided; `resolution` of money that was to be recovered."""
    await _CLOSE.run(driver, case_id=case_id, closed_by=by, close_reason_sealed=reason_sealed, resolution=resolution)


async def resolve_case(driver: Driver, case_id: UUID) -> None:
    """It has settled itself."""
    await _RESOLVE.run(driver, case_id=case_id)


async def note_tried(driver: Driver, case_id: UUID, reads: str) -> None:
    """A version that can read so much has tried it in vain."""
    await _TRIED.run(driver, case_id=case_id, reads=reads)


async def claims_not_judged(driver: Driver, judged: str, most: int) -> list[UUID]:
    """Money that left beside bills and refunds, and that nobody has recovered, whose case does not have this mark."""
    return await _NOT_JUDGED.values(driver, judged=judged, most=most)


async def untried_rows(driver: Driver, reads: str, most: int) -> list[Record]:
    """Rows set aside that no version that can read so much has tried, locked."""
    return await _UNTRIED.rows(driver, reads=reads, most=most)


async def told_after_all(driver: Driver, serials: Sequence[str]) -> None:
    """The ledger has these: nothing is missing there."""
    await _TOLD_AFTER_ALL.run(driver, tax_serial=serials)


async def settle_rows(driver: Driver, serials: Sequence[str]) -> None:
    """Rows that were set aside are settled if what they tell of was taken from another telling."""
    if serials:
        await _TAKEN.run(driver, tax_serial=serials)


async def judge_anew(driver: Driver, cases: Sequence[TaxCase]) -> list[str]:
    """Reversals that were kept are what they are now. Returns the kinds of those that were something else."""
    return await _JUDGED.values(driver, **columns_of(cases, ("case_id", "kind", "state"))) if cases else []


async def missing_in_ledger(
    driver: Driver, after: str, upto: str | None, told: Sequence[str], today: date, grace: timedelta
) -> list[Record]:
    """Money of days that are over, with serials behind `after` and not behind `upto` (None: the end), that the ledger lacks there."""
    asked = {"after": after, "upto": upto, "told": told, "today": today, "grace": grace}
    statement = _MISSING_BETWEEN if upto is not None and len(upto) == len(after) else _MISSING_FROM
    return await statement.rows(driver, **asked)


async def open_again(driver: Driver, case_ids: Sequence[UUID]) -> None:
    """What had settled itself has come up again."""
    await _AGAIN.run(driver, case_id=case_ids)
