"""Rights records: kept once, never changed; read together with what the histories hold of the same person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.rights_record import RightsKind, RightsLine, RightsRecord
from registration.tables import remote_employee_relations, rights_records
from row_sets import Driver, Statement, columns_of, given_rows, names_of, reader, value

_RECORD = names_of(RightsRecord)
_given = given_rows(rights_records, _RECORD).c
_KEEP = Statement(
    insert(rights_records)
    .from_select([*_RECORD, "recorded_at"], sa.select(*(_given[name] for name in _RECORD), value("now", rights_records.c.recorded_at)))
    .on_conflict_do_nothing(index_elements=["record_id"])
)
_LINES = Statement(
    """
    WITH own AS (SELECT person_id FROM persons WHERE person_id = :person_id OR merged_into = :person_id), lines AS (
        SELECT 'REGISTRATION' AS kind, 'participation.' || h.event AS code, h.effective_on AS happened_on, h.recorded_at,
            '/canbao/registration' AS source, h.participation_id, pa.benefit_year,
            CAST(NULL AS bigint) AS amount, CAST(NULL AS integer) AS months, CAST(NULL AS date) AS from_on, CAST(NULL AS date) AS until_on
        FROM participation_history AS h JOIN participations AS pa USING (participation_id) WHERE pa.person_id = :person_id
        UNION ALL
        SELECT 'OTHER', 'identity.corrected', CAST(i.at AT TIME ZONE 'Asia/Shanghai' AS date), i.at, '/canbao/registration',
            NULL, NULL, NULL, NULL, NULL, NULL
        FROM identity_history AS i JOIN own USING (person_id)
        UNION ALL
        SELECT r.kind, r.code, r.happened_on, r.recorded_at, r.source, r.participation_id, r.benefit_year, r.amount, r.months,
            r.from_on, r.until_on
        FROM rights_records AS r JOIN own USING (person_id)
    )
    SELECT * FROM lines WHERE kind = ANY(:kinds) AND happened_on >= :since
    ORDER BY happened_on DESC, recorded_at DESC, code LIMIT :most
    """
)
relation = remote_employee_relations.c
_STAFF_SINCE = Statement(
    sa.select(sa.func.min(relation.registered_on)).where(
        relation.person_id == value("person_id", relation.person_id),
        relation.employer == value("employer", relation.employer),
        relation.benefits_until.is_(None) | (relation.benefits_until >= value("day", sa.Date)),
    )
)
_MOST = 2_000
_line = reader(RightsLine)


async def keep_records(driver: Driver, records: Sequence[RightsRecord], now: datetime) -> None:
    """What is there already stays as it was told first."""
    if records:
        await _KEEP.run(driver, **columns_of(records, _RECORD), now=now)


async def lines_of(driver: Driver, person_id: UUID, kinds: Sequence[RightsKind], since: date = date.min) -> list[RightsLine]:
    """Newest first, of all records that turned out to be this person's."""
    rows = await _LINES.rows(driver, person_id=person_id, kinds=[kind.value for kind in kinds], since=since, most=_MOST)
    return [_line(row) for row in rows]


async def staff_since(driver: Driver, person_id: UUID, employer: str, day: date) -> date | None:
    """Since when somebody works for an employer that still employs him; None if it does not."""
    found: date | None = await _STAFF_SINCE.value(driver, person_id=person_id, employer=employer, day=day)
    return found
