"""Rows of lists: kept as they are read, taken in their order, and told page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.scheme import BillState, Payer
from enrolment_terms.sealed import Sealed
from registration.domain.application_states import ApplicationState
from registration.domain.collection import Collection
from registration.domain.lists import RowState
from registration.tables import applications, list_rows, participations, remote_bills, remote_payments
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, update_rows, value

r, a, pa, b = list_rows.c, applications.c, participations.c, remote_bills.c


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its cells and faults sealed for its list. `person` is None where no document can be read."""

    row_no: int
    state: RowState
    cells: Sealed
    faults: Sealed | None
    person: str | None
    twin_no: int | None = None


@dataclass(frozen=True, slots=True)
class ShownRow(ListRow):
    """A row with the application that it has become, where it has: how far it is, and why it was not approved, sealed for it."""

    made: UUID | None = None
    application_state: ApplicationState | None = None
    application_reasons: Sealed | None = None


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row when it was applied."""

    row_no: int
    state: RowState
    faults: Sealed | None
    made: UUID | None


_ROW = names_of(ListRow)
_THIS = r.list_id == value("list_id", r.list_id)
_KEEP = Statement(insert_rows(list_rows, *_ROW, list_id=value("list_id", r.list_id)))
_MARK_TWINS = Statement(
    """
    WITH told AS (
        SELECT row_id, row_no, first_value(row_no) OVER same AS first_no, nth_value(row_no, 2) OVER same AS second_no
        FROM list_rows WHERE list_id = :list_id AND person IS NOT NULL
        WINDOW same AS (PARTITION BY person ORDER BY row_no ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
    UPDATE list_rows SET state = 'FAULTY', twin_no = CASE WHEN told.row_no = first_no THEN second_no ELSE first_no END
    FROM told WHERE list_rows.row_id = told.row_id AND second_no IS NOT NULL
    """
)
_NEXT = Statement(sa.select(r.row_no, r.cells).where(_THIS, r.state == "GOOD").order_by(r.row_no).limit(value("most", sa.Integer)))
_APPLIED = Statement(update_rows(list_rows, "row_no", *(name for name in names_of(RowResult) if name != "row_no")).where(_THIS))
_COUNT = Statement(sa.select(r.state, sa.func.count().label("rows")).where(_THIS).group_by(r.state))
_PAGE = (
    sa.select(*(r[name] for name in (*_ROW, "made")), a.state.label("application_state"), a.reasons.label("application_reasons"))
    .outerjoin_from(list_rows, applications, a.application_id == r.made)
    .where(_THIS, r.row_no > value("after", r.row_no))
    .order_by(r.row_no)
)
_LIST = Statement(_PAGE.limit(value("limit", sa.Integer)))
_LIST_IN_STATE = Statement(_PAGE.where(r.state == value("state", r.state)).limit(value("limit", sa.Integer)))
_is_paid = sa.exists().where(
    remote_payments.c.participation_id == b.participation_id,
    remote_payments.c.bill_id == b.bill_id,
    remote_payments.c.outcome == "SETTLED",
)
_given_back = sa.and_(pa.state == "TERMINATED", pa.state_reason == "REFUNDED")
_bill_state = sa.case((_given_back, BillState.REFUNDED.value), (_is_paid, BillState.PAID.value), else_=b.state).label("bill_state")
# A row becomes an application, or goes on with a participation.
_billed = (
    sa.select(r.row_no, b.amount, _bill_state)
    .select_from(list_rows)
    .outerjoin(applications, a.application_id == r.made)
    .join(participations, pa.participation_id == sa.func.coalesce(a.participation_id, r.made))
    .join(remote_bills, sa.and_(b.participation_id == pa.participation_id, b.benefit_year == pa.benefit_year, b.kind != "REPAIR"))
    .where(_THIS, b.payer == Payer.SCHOOL.value)
)
_BILLED = Statement(_billed.where(same_rows(list_rows, "row_no")))
_collected = _billed.where(_bill_state.not_in([BillState.CANCELLED.value, BillState.REFUNDED.value])).subquery("collected")
_here = _collected.c.bill_state == BillState.PAID.value
_nothing: sa.ColumnElement[int] = sa.literal_column("0")
_COLLECTION = Statement(
    sa.select(
        sa.func.count().label("students"),
        sa.func.count().filter(~_here).label("unpaid"),
        sa.cast(sa.func.coalesce(sa.func.sum(_collected.c.amount), _nothing), sa.BigInteger).label("owed"),
        sa.cast(sa.func.coalesce(sa.func.sum(_collected.c.amount).filter(_here), _nothing), sa.BigInteger).label("paid"),
    ).select_from(_collected)
)
_other = list_rows.alias("other")
_ONLY_HERE = Statement(
    sa.select(r.row_no)
    .where(_THIS, r.person.is_not(None))
    .where(~sa.exists().where(_other.c.list_id == value("other_id", r.list_id), _other.c.person == r.person))
    .order_by(r.row_no)
    .limit(value("most", sa.Integer))
)
_row, _collection = reader(ShownRow), reader(Collection)


async def keep_rows_of(driver: Driver, list_id: UUID, rows: Sequence[ListRow]) -> None:
    """As they are read."""
    if rows:
        await _KEEP.run(driver, list_id=list_id, **columns_of(rows, _ROW))


async def mark_twins(driver: Driver, list_id: UUID) -> int:
    """Rows of one person name one another, and none of them is taken."""
    return await _MARK_TWINS.run(driver, list_id=list_id)


async def next_good_rows(driver: Driver, list_id: UUID, most: int) -> list[tuple[int, Sealed]]:
    """Number and cells of the next rows to apply."""
    return [(row["row_no"], row["cells"]) for row in await _NEXT.rows(driver, list_id=list_id, most=most)]


async def record_results(driver: Driver, list_id: UUID, results: Sequence[RowResult]) -> None:
    """Each row as it was applied."""
    await _APPLIED.run(driver, list_id=list_id, **columns_of(results, names_of(RowResult)))


async def count_rows(driver: Driver, list_id: UUID) -> dict[RowState, int]:
    """How many rows are in which state."""
    return {RowState(row["state"]): row["rows"] for row in await _COUNT.rows(driver, list_id=list_id)}


async def collection_of(driver: Driver, list_id: UUID) -> Collection:
    """Of the rows whose bills the school pays (R-064)."""
    found = await _COLLECTION.row(driver, list_id=list_id)
    assert found is not None
    return _collection(found)


async def bills_of_rows(driver: Driver, list_id: UUID, rows: Sequence[int]) -> dict[int, BillState]:
    """How the bill of the year of each of these rows stands, as it was heard. Whose bill the school does not pay is left out: it is his."""
    return {row["row_no"]: BillState(row["bill_state"]) for row in await _BILLED.rows(driver, list_id=list_id, row_no=rows)}


async def list_page(driver: Driver, list_id: UUID, after: int, limit: int, state: RowState | None = None) -> list[ShownRow]:
    """The next rows in the order of the sheet."""
    if state is None:
        return [_row(row) for row in await _LIST.rows(driver, list_id=list_id, after=after, limit=limit)]
    return [_row(row) for row in await _LIST_IN_STATE.rows(driver, list_id=list_id, after=after, limit=limit, state=state)]


async def rows_only_in(driver: Driver, list_id: UUID, other_id: UUID, most: int) -> list[int]:
    """Numbers of the rows whose people the other list does not have."""
    return await _ONLY_HERE.values(driver, list_id=list_id, other_id=other_id, most=most)
