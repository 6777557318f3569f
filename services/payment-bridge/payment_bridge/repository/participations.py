"""What registration says, kept newest first: the status by the version of the event, the terms by the version of the registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.scheme import Category, ParticipationState, Payer
from payment_bridge.domain.facts import ParticipationStatus, Registration

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


_COLUMNS = tuple(ParticipationRow.__slots__)
_STATUS = ("state", "paid_on", "effective_on")
_TERMS = tuple(column for column in _COLUMNS if column not in ("participation_id", "version", *_STATUS))
_TYPES = {
    **dict.fromkeys(("participation_id", "person_id"), "uuid"),
    **dict.fromkeys(("version", "registered_version"), "bigint"),
    **dict.fromkeys(("paid_on", "effective_on", "registered_on", "birth_date"), "date"),
    "benefit_year": "smallint",
    "is_foreign": "boolean",
}


def _newer(columns: Sequence[str], version: str) -> str:
    return ", ".join(
        f"{column} = CASE WHEN excluded.{version} > p.{version} THEN excluded.{column} ELSE p.{column} END" for column in columns
    )


_KEEP = text(f"""
    INSERT INTO participations AS p ({", ".join(_COLUMNS)})
    SELECT * FROM unnest({", ".join(f"CAST(:{column} AS {_TYPES.get(column, 'text')}[])" for column in _COLUMNS)})
    ON CONFLICT (participation_id) DO UPDATE SET
        version = greatest(p.version, excluded.version), {_newer(_STATUS, "version")}, {_newer(_TERMS, "registered_version")}
    WHERE excluded.version > p.version OR excluded.registered_version > p.registered_version
""")  # noqa: S608
"""The status by the newest version, the terms by the newest registration."""


async def keep_participations(connection: AsyncConnection, rows: Sequence[ParticipationRow]) -> None:
    """Keep what is newer than what is there. One row per participation; sorted, so that two writers wait and do not block one another."""
    rows = sorted(rows, key=lambda row: row.participation_id)
    await connection.execute(_KEEP, {column: [getattr(row, column) for row in rows] for column in _COLUMNS})


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
