"""What registration says, kept newest first: status and terms by the version of the event that told them (R-065)."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert

from payment_bridge.domain.facts import ParticipationFacts, ParticipationStatus, Registration
from payment_bridge.domain.levy_delivery import LevyData
from payment_bridge.tables import bills, participations
from row_sets import Driver, NewRows, Statement, columns_of, insert_rows, names_of, reader, same_rows

_TERMS, _PAYER = ("terms_version", "terms_on"), ("payer_version", "payer_on")


def _upsert_newest() -> Insert:
    """Status and terms by the newest version, whichever event told them.

    Whether a registration was heard, and when terms changed last, is never forgotten.
    """
    said = names_of(ParticipationFacts, without=["participation_id", "version", "registered_version", *_TERMS, *_PAYER])
    new, old = insert_rows(participations, *names_of(ParticipationFacts)), participations.c

    def newer(name: str, version: str = "version") -> sa.Case[object]:
        return sa.case((new.excluded[version] > old[version], new.excluded[name]), else_=old[name])

    # A row of the release before has no reason yet: told anew, it gets it.
    lacks_reason = sa.and_(new.excluded.version == old.version, old.state_reason.is_(None), new.excluded.state_reason.is_not(None))
    versions = ("version", "registered_version", "terms_version", "payer_version")
    return new.on_conflict_do_update(
        index_elements=["participation_id"],
        set_={name: newer(name) for name in said}
        | {"state_reason": sa.case((new.excluded.version >= old.version, new.excluded.state_reason), else_=old.state_reason)}
        | {on: newer(on, version) for version, on in (_TERMS, _PAYER)}
        | {name: sa.func.greatest(old[name], new.excluded[name]) for name in versions},
        where=sa.or_(*(new.excluded[name] > old[name] for name in versions), lacks_reason),
    )


STATUS = (
    participations.c.state.label("participation_state"),
    participations.c.paid_on,
    participations.c.effective_on.label("participation_effective_on"),
    *(participations.c[name] for name in (*_TERMS, *_PAYER)),
)
"""The columns of a ParticipationStatus."""
_is_new = sa.literal_column("old.participation_id IS NULL", sa.Boolean()).label("is_new")
_FIRST = NewRows(participations, *names_of(ParticipationFacts))
_KEEP = Statement(_upsert_newest().returning(participations.c.participation_id, _is_new))
_REGISTRATIONS = Statement(
    sa.select(*(participations.c[name] for name in names_of(Registration)), *STATUS).where(same_rows(participations, "participation_id"))
)
_of_bill = ("bill_id", "kind", "benefit_year", "area", "amount", "payer", "state")
_LEVY_DATA = Statement(
    sa.select(*(bills.c[name] for name in _of_bill), *(participations.c[name] for name in names_of(LevyData, without=_of_bill)))
    .join(participations, participations.c.participation_id == bills.c.participation_id)
    .where(same_rows(bills, "bill_id"))
    .order_by(bills.c.bill_id)
    .with_for_update(of=bills)
)
_registration, _status, _levy_data = reader(Registration), reader(ParticipationStatus), reader(LevyData)


async def keep_participations(driver: Driver, rows: Sequence[ParticipationFacts]) -> set[UUID]:
    """Keep what is newer than what is there. Returns those of which nothing was known: they are what the row says, and have no bill.

    One row per participation; sorted, so that two writers wait and do not block one another. Of registrations mostly nothing is known.
    """
    in_order = sorted(rows, key=lambda row: row.participation_id.int)
    if all(row.registered_version for row in in_order) and await _FIRST.add_if_new(driver, in_order):
        return {row.participation_id for row in in_order}
    kept = await _KEEP.rows(driver, **columns_of(in_order, names_of(ParticipationFacts)))
    return {row["participation_id"] for row in kept if row["is_new"]}


async def registrations(driver: Driver, participation_ids: Sequence[UUID]) -> list[tuple[Registration, ParticipationStatus]]:
    """The newest terms and status of these participations."""
    rows = await _REGISTRATIONS.rows(driver, participation_id=participation_ids) if participation_ids else ()
    return [(_registration(row), _status(row)) for row in rows]


async def levy_data(driver: Driver, bill_ids: Sequence[UUID]) -> list[LevyData]:
    """What goes to the tax office for these bills; the bills are locked."""
    return [_levy_data(row) for row in await _LEVY_DATA.rows(driver, bill_id=bill_ids)]
