"""What registration says, kept newest first: the status by the version of the event, the terms by the version of the registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.scheme import Category, ParticipationState, Payer
from payment_bridge.domain.facts import ParticipationStatus, Registration

_KEEP = text("""
    INSERT INTO participations AS p (
        participation_id, version, state, paid_on, effective_on, registered_version, person_id, benefit_year, area, category, payer,
        household_no, registered_on, birth_date, is_foreign, name_sealed, document_kind, document_sealed,
        holder_sealed, bank, account_sealed, agreement)
    SELECT * FROM unnest(
        CAST(:participation_id AS uuid[]), CAST(:version AS bigint[]), CAST(:state AS text[]), CAST(:paid_on AS date[]),
        CAST(:effective_on AS date[]), CAST(:registered_version AS bigint[]), CAST(:person_id AS uuid[]), CAST(:benefit_year AS smallint[]),
        CAST(:area AS text[]), CAST(:category AS text[]), CAST(:payer AS text[]), CAST(:household_no AS text[]),
        CAST(:registered_on AS date[]), CAST(:birth_date AS date[]), CAST(:is_foreign AS boolean[]), CAST(:name_sealed AS text[]),
        CAST(:document_kind AS text[]), CAST(:document_sealed AS text[]), CAST(:holder_sealed AS text[]), CAST(:bank AS text[]),
        CAST(:account_sealed AS text[]), CAST(:agreement AS text[]))
    ON CONFLICT (participation_id) DO UPDATE SET
        version = greatest(p.version, excluded.version),
        state = CASE WHEN excluded.version > p.version THEN excluded.state ELSE p.state END,
        paid_on = CASE WHEN excluded.version > p.version THEN excluded.paid_on ELSE p.paid_on END,
        effective_on = CASE WHEN excluded.version > p.version THEN excluded.effective_on ELSE p.effective_on END
    WHERE excluded.version > p.version
""")
_KEEP_TERMS = text("""
    UPDATE participations p SET
        registered_version = n.registered_version, person_id = n.person_id, benefit_year = n.benefit_year, area = n.area,
        category = n.category, payer = n.payer, household_no = n.household_no, registered_on = n.registered_on, birth_date = n.birth_date,
        is_foreign = n.is_foreign, name_sealed = n.name_sealed, document_kind = n.document_kind, document_sealed = n.document_sealed,
        holder_sealed = n.holder_sealed, bank = n.bank, account_sealed = n.account_sealed, agreement = n.agreement
    FROM unnest(
        CAST(:participation_id AS uuid[]), CAST(:registered_version AS bigint[]), CAST(:person_id AS uuid[]),
        CAST(:benefit_year AS smallint[]), CAST(:area AS text[]), CAST(:category AS text[]), CAST(:payer AS text[]),
        CAST(:household_no AS text[]), CAST(:registered_on AS date[]), CAST(:birth_date AS date[]), CAST(:is_foreign AS boolean[]),
        CAST(:name_sealed AS text[]), CAST(:document_kind AS text[]), CAST(:document_sealed AS text[]), CAST(:holder_sealed AS text[]),
        CAST(:bank AS text[]), CAST(:account_sealed AS text[]), CAST(:agreement AS text[]))
        AS n(participation_id, registered_version, person_id, benefit_year, area, category, payer, household_no, registered_on, birth_date,
             is_foreign, name_sealed, document_kind, document_sealed, holder_sealed, bank, account_sealed, agreement)
    WHERE p.participation_id = n.participation_id AND n.registered_version > p.registered_version
""")
_REGISTRATIONS = text("""
    SELECT participation_id, person_id, benefit_year, area, category, payer, registered_on, birth_date, is_foreign,
           state, paid_on, effective_on
    FROM participations WHERE participation_id = ANY(CAST(:ids AS uuid[])) AND registered_version > 0
""")
_LEVY_DATA = text("""
    SELECT b.bill_id, b.person_id, b.kind, b.benefit_year, b.area, b.amount, b.payer, b.state,
           p.household_no, p.name_sealed, p.document_kind, p.document_sealed, p.holder_sealed, p.bank, p.account_sealed, p.agreement
    FROM bills b JOIN participations p USING (participation_id)
    WHERE b.bill_id = ANY(CAST(:ids AS uuid[])) ORDER BY b.bill_id FOR UPDATE OF b
""")


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """One participation as an event carries it; names as the columns. `registered_version` is 0 if the event is no registration."""

    participation_id: UUID
    version: int
    state: str
    paid_on: Any
    effective_on: Any
    registered_version: int
    person_id: UUID
    benefit_year: int
    area: str
    category: str
    payer: str
    household_no: str | None
    registered_on: Any
    birth_date: Any
    is_foreign: bool
    name_sealed: str
    document_kind: str
    document_sealed: str
    holder_sealed: str | None
    bank: str | None
    account_sealed: str | None
    agreement: str | None


_STATUS = ("version", "state", "paid_on", "effective_on")
_COLUMNS = tuple(ParticipationRow.__slots__)


async def keep_participations(connection: AsyncConnection, rows: Sequence[ParticipationRow]) -> None:
    """Keep what is newer than what is there. One row per participation; sorted, so that two writers wait and do not block one another."""
    rows = sorted(rows, key=lambda row: row.participation_id)
    await connection.execute(_KEEP, {column: [getattr(row, column) for row in rows] for column in _COLUMNS})
    registered = [row for row in rows if row.registered_version]
    if registered:
        terms = [column for column in _COLUMNS if column not in _STATUS]
        await connection.execute(_KEEP_TERMS, {column: [getattr(row, column) for row in registered] for column in terms})


async def registrations(connection: AsyncConnection, ids: Sequence[UUID]) -> list[tuple[Registration, ParticipationStatus]]:
    """The newest terms and status of those participations whose registration is known."""
    rows = (await connection.execute(_REGISTRATIONS, {"ids": list(ids)})).all()
    return [
        (
            Registration(row[0], row[1], row[2], row[3], Category(row[4]), Payer(row[5]), row[6], row[7], row[8]),
            ParticipationStatus(ParticipationState(row[9]), row[10], row[11]),
        )
        for row in rows
    ]


async def levy_data(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> Sequence[Any]:
    """What goes to the tax office for these bills (R-056), personal data sealed; the bills are locked."""
    return (await connection.execute(_LEVY_DATA, {"ids": list(bill_ids)})).all()
