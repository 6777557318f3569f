"""The three books compared, many rows at once: `domain/reconciliation.py` says the same of few, and tests hold one against the other."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_office
from payment_bridge.tables import bills, differences, reconciliation_differences, reconciliations
from row_sets import Driver, Record, Statement, reader, row, value

_FINDING = "day, book, kind, reference, takes_back, bill_id, our_amount, their_amount, our_day, their_day"
# Of several statements of one issuer and day the newest counts.
CURRENT = """
current AS MATERIALIZED (
    SELECT DISTINCT ON (kind, issuer, day) file_id, kind, issuer, day, position FROM batch_files
    WHERE state = 'DONE' AND kind IN ('TAX_STATEMENT', 'BANK_STATEMENT')
    ORDER BY kind, issuer, day, position DESC
)"""
_BOOKS = """
there AS MATERIALIZED (
    SELECT DISTINCT ON (serial, takes_back) serial, takes_back, bill_id, amount, booked_on, benefit_year, reference,
           count(*) OVER (PARTITION BY serial, takes_back) AS times
    FROM statement_lines JOIN current USING (file_id)
    WHERE current.kind = 'TAX_STATEMENT' AND current.day = :day
    ORDER BY serial, takes_back, line_no, issuer
), own_serials AS MATERIALIZED (
    SELECT serial FROM there
    UNION SELECT tax_serial FROM payments WHERE arrival_date = :day
    UNION SELECT serial FROM reversals WHERE reversed_on = :day
    UNION SELECT serial FROM payout_results WHERE happened_on = :day
), own AS MATERIALIZED (
    SELECT tax_serial AS serial, false AS takes_back, bill_id, amount, arrival_date AS booked_on
    FROM payments JOIN own_serials ON own_serials.serial = tax_serial
    UNION ALL
    SELECT serial, true, bill_id, -amount, reversed_on FROM reversals JOIN own_serials USING (serial)
    UNION ALL
    SELECT result.serial, result.result = 'PAID', refunds.bill_id, CASE WHEN result.result = 'PAID' THEN -1 ELSE 1 END * result.amount,
           happened_on
    FROM payout_results AS result JOIN own_serials USING (serial)
    LEFT JOIN refund_payouts USING (payout_id) LEFT JOIN refunds USING (refund_id)
    WHERE result.result = 'PAID' OR EXISTS (
        SELECT FROM payout_results AS paid WHERE paid.payout_id = result.payout_id AND paid.result = 'PAID'
          AND (length(paid.serial), paid.serial) < (length(result.serial), result.serial))
), pairs AS MATERIALIZED (
    SELECT coalesce(there.serial, own.serial) AS serial, coalesce(there.takes_back, own.takes_back) AS takes_back, times,
           there.serial IS NOT NULL AS is_there, own.serial IS NOT NULL AS is_here, there.bill_id AS their_bill, own.bill_id AS our_bill,
           there.amount AS their_amount, own.amount AS our_amount, there.booked_on AS their_day, own.booked_on AS our_day, benefit_year
    FROM there FULL JOIN own ON there.serial = own.serial AND there.takes_back = own.takes_back
), judged AS (
    SELECT pairs.*, CASE
        WHEN NOT is_there THEN CASE WHEN our_day = :day AND :has_tax AND NOT EXISTS (
            SELECT FROM statement_lines AS line JOIN current USING (file_id)
            WHERE line.serial = pairs.serial AND line.takes_back = pairs.takes_back AND current.kind = 'TAX_STATEMENT'
        ) THEN 'MISSING_THERE' END
        WHEN times > 1 THEN 'DUPLICATE'
        WHEN NOT is_here THEN CASE WHEN bills.bill_id IS NULL THEN 'UNKNOWN' ELSE 'MISSING_HERE' END
        WHEN our_amount <> their_amount THEN 'AMOUNT'
        WHEN their_bill <> our_bill OR pairs.benefit_year <> bills.benefit_year THEN 'WRONG_PERIOD'
        WHEN our_day <> their_day OR our_day <> :day THEN 'LATE'
    END AS kind
    FROM pairs LEFT JOIN bills ON bills.bill_id = CASE WHEN is_here THEN our_bill ELSE their_bill END
)"""
_BANK = """
sent AS (
    SELECT reference, sum(amount)::bigint AS amount, CASE WHEN count(*) = 1 THEN (array_agg(bill_id))[1] END AS bill_id
    FROM there GROUP BY reference
), arrived AS (
    SELECT reference, sum(amount)::bigint AS amount, count(*) AS times, count(DISTINCT amount) AS amounts, max(booked_on) AS booked_on
    FROM statement_lines JOIN current USING (file_id)
    WHERE current.kind = 'BANK_STATEMENT' AND reference IN (SELECT reference FROM there) GROUP BY reference
), banked AS (
    SELECT reference, bill_id, sent.amount AS our_amount, arrived.amount AS their_amount, arrived.booked_on, CASE
        WHEN arrived.amount IS NULL THEN CASE WHEN :bank_is_due AND sent.amount <> 0 THEN 'MISSING_AT_BANK' END
        WHEN arrived.amount <> sent.amount THEN CASE WHEN amounts < times THEN 'DUPLICATE' ELSE 'AMOUNT' END
        WHEN booked_on > CAST(:day AS date) + CAST(:bank_days AS integer) THEN 'LATE'
    END AS kind
    FROM sent LEFT JOIN arrived USING (reference)
), at_bank AS MATERIALIZED (
    SELECT reference, number, amount, booked_on FROM statement_lines JOIN current USING (file_id)
    WHERE current.kind = 'BANK_STATEMENT' AND current.day = :day
), expected AS MATERIALIZED (
    SELECT reference FROM (SELECT DISTINCT reference FROM at_bank WHERE reference IS NOT NULL) AS told
    WHERE EXISTS (SELECT FROM statement_lines AS line JOIN current USING (file_id)
                  WHERE line.reference = told.reference AND current.kind = 'TAX_STATEMENT')
       OR EXISTS (SELECT FROM payments WHERE tax_serial = told.reference)
       OR EXISTS (SELECT FROM reversals WHERE serial = told.reference)
       OR EXISTS (SELECT FROM payout_results WHERE serial = told.reference)
), strays AS (
    SELECT coalesce(reference, '') || '#' || number AS reference, amount, booked_on FROM at_bank
    WHERE NOT EXISTS (SELECT FROM expected WHERE expected.reference = at_bank.reference)
)"""
_FOUND = """
all_found AS (
    SELECT CAST(:day AS date) AS day, 'TAX' AS book, kind, serial AS reference, takes_back,
           CASE WHEN is_here THEN our_bill ELSE their_bill END AS bill_id, our_amount, their_amount, our_day, their_day
    FROM judged WHERE kind IS NOT NULL
    UNION ALL
    SELECT CAST(:day AS date), 'BANK', kind, reference, false, bill_id, our_amount, their_amount, CAST(:day AS date), booked_on
    FROM banked WHERE kind IS NOT NULL
    UNION ALL
    SELECT CAST(:day AS date), 'BANK', 'UNKNOWN', reference, false, NULL, NULL, amount, NULL, booked_on FROM strays
), found AS MATERIALIZED (
    SELECT DISTINCT ON (finding_id) * FROM (
        SELECT encode(substring(sha256(convert_to(concat_ws('/', day, book, kind, reference,
            CASE WHEN takes_back THEN 'back' ELSE 'money' END, coalesce(bill_id::text, ''), coalesce(our_amount::text, ''),
            coalesce(their_amount::text, ''), coalesce(our_day::text, ''), coalesce(their_day::text, '')), 'UTF8')) FROM 1 FOR 16),
            'hex')::uuid AS finding_id, all_found.*
        FROM all_found
    ) AS named
)"""
_COMPARE = Statement(
    """
    WITH {current}, {books}, {bank}, {found}, opened AS (
        INSERT INTO reconciliation_differences AS known (finding_id, {names}, opened_on)
        SELECT finding_id, {names}, :today FROM found ORDER BY finding_id
        ON CONFLICT (finding_id) DO UPDATE SET state = 'OPEN', closed_at = NULL WHERE known.state = 'RESOLVED'
        RETURNING 1
    ), gone AS (
        UPDATE reconciliation_differences SET state = 'RESOLVED', closed_at = clock_timestamp()
        WHERE day = :day AND state = 'OPEN' AND NOT EXISTS (
            SELECT FROM found WHERE found.finding_id = reconciliation_differences.finding_id)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM own WHERE booked_on = :day) AS ours,
           CASE WHEN :has_tax THEN (SELECT coalesce(sum(times), 0) FROM there) END AS tax_lines,
           (SELECT count(*) FROM judged WHERE is_there AND is_here AND kind IS NULL) AS matched,
           (SELECT count(*) FROM found) AS found,
           (SELECT count(*) FROM opened) AS opened, (SELECT count(*) FROM gone) AS resolved
    """,
    current=CURRENT,
    books=_BOOKS,
    bank=_BANK,
    found=_FOUND,
    names=_FINDING,
)
_STATEMENTS = Statement(
    """
    WITH {current}
    SELECT coalesce(bool_or(kind = 'TAX_STATEMENT' AND day = :day), false) AS has_tax,
           coalesce(bool_or(kind = 'BANK_STATEMENT' AND day >= :day), false) AS bank_is_due,
           (SELECT count(*) FROM statement_lines JOIN current AS one USING (file_id)
            WHERE one.kind = 'BANK_STATEMENT' AND one.day = :day) AS bank_lines,
           coalesce(bool_or(kind = 'BANK_STATEMENT' AND day = :day), false) AS has_bank,
           (SELECT count(*) FROM batch_files WHERE state = 'DONE' AND kind IN ('TAX_STATEMENT', 'BANK_STATEMENT') AND day = :day) AS files
    FROM current
    """,
    current=CURRENT,
)
_BEGIN = Statement("INSERT INTO reconciliations (reconciliation_id, day) VALUES (:reconciliation_id, :day) ON CONFLICT (day) DO NOTHING")
_LOCK = Statement("SELECT reconciliation_id FROM reconciliations WHERE day = :day FOR UPDATE")
_r, _d = reconciliations.c, reconciliation_differences.c
_figures = row(reconciliations, "ours", "tax_lines", "bank_lines", "matched", "found", "files", "with_bank", "ran_by")
_NOTE = Statement(
    sa.update(reconciliations)
    .values(runs=_r.runs + 1, ran_at=sa.func.clock_timestamp(), **_figures)
    .where(_r.day == value("day", _r.day))
    .returning(reconciliations)
)
# A new statement is of its own day; what came of the bank may settle what is open of days before, or be missing for them.
_DUE = Statement(
    """
    SELECT min(day) FROM (
        SELECT day, count(*) AS files FROM batch_files
        WHERE state = 'DONE' AND kind IN ('TAX_STATEMENT', 'BANK_STATEMENT') AND day < :today GROUP BY day
    ) AS told LEFT JOIN reconciliations AS known USING (day)
    WHERE told.files <> coalesce(known.files, 0)
    """
)
_UNSETTLED = Statement(
    """
    SELECT min(day) FROM (
        SELECT day FROM reconciliation_differences WHERE state = 'OPEN'
        UNION ALL SELECT day FROM reconciliations WHERE tax_lines IS NOT NULL AND NOT with_bank
        UNION ALL SELECT CAST(:before AS date) - back FROM generate_series(1, 7) AS back
        WHERE NOT EXISTS (SELECT FROM reconciliations WHERE day = CAST(:before AS date) - back)
    ) AS unsettled
    WHERE (CAST(:after AS date) IS NULL OR day > CAST(:after AS date)) AND day < CAST(:before AS date)
    """
)
_LIST = Statement(
    sa.select(reconciliations)
    .where(value("before", sa.Date()).is_(None) | (_r.day < value("before", sa.Date())), _r.runs > 0)
    .order_by(_r.day.desc())
    .limit(value("most", sa.Integer()))
)
_ONE = Statement(sa.select(reconciliations).where(_r.reconciliation_id == value("reconciliation_id", _r.reconciliation_id)))
# What lies nowhere is for the whole installation.
_seen = EVERYWHERE | sa.func.coalesce(in_areas(bills.c.area), sa.false())
_names = _d.keys()
_side = differences.c.other_side
_otherwise = (
    sa.select(sa.func.min(sa.cast(differences.c.difference_id, sa.Text)))
    .where(_d.book == "TAX", ~_d.takes_back, differences.c.tax_serial == _d.reference)
    .where(_side["amount"].as_integer() == _d.their_amount, _side["arrival_date"].as_string() == sa.cast(_d.their_day, sa.Text))
    .scalar_subquery()
    .label("told_otherwise_id")
)
_listed = sa.select(*(_d[name] for name in _names), bills.c.area, _otherwise).outerjoin(bills, bills.c.bill_id == _d.bill_id)
_of_the_day = (_d.day == value("day", _d.day), _seen)
_WANTED = tuple(value(name, sa.Text()).is_(None) | (_d[name] == value(name, sa.Text())) for name in ("kind", "state"))
_DIFFERENCES = Statement(
    _listed.where(*_of_the_day, *_WANTED, _d.position > value("after", _d.position))
    .where(_d.opened_on <= value("opened_by", _d.opened_on))
    .order_by(_d.position)
    .limit(value("most", sa.Integer()))
)
_this = _d.finding_id == value("finding_id", _d.finding_id)
_LOCK_ONE = Statement(
    sa.select(_d.state)
    .select_from(reconciliation_differences)
    .outerjoin(bills, bills.c.bill_id == _d.bill_id)
    .where(_this, *_of_the_day)
    .with_for_update(of=reconciliation_differences)
)
_CLOSE = Statement(
    sa.update(reconciliation_differences)
    .values(state="CLOSED", closed_at=sa.func.clock_timestamp(), **row(reconciliation_differences, "closed_by", "close_reason_sealed"))
    .where(_this)
)
_DIFFERENCE = Statement(_listed.where(_this))


class Statements(NamedTuple):
    """Which statements of a day have come."""

    has_tax: bool
    has_bank: bool
    bank_is_due: bool
    bank_lines: int
    files: int


_statements = reader(Statements)


async def begin_day(driver: Driver, day: date, reconciliation_id: UUID) -> None:
    """Whoever compares a day compares it alone."""
    await _BEGIN.run(driver, day=day, reconciliation_id=reconciliation_id)
    await _LOCK.run(driver, day=day)


async def statements_of(driver: Driver, day: date) -> Statements:
    """Read before the comparison: what comes meanwhile is compared the next time."""
    found = await _STATEMENTS.row(driver, day=day)
    assert found is not None
    return _statements(found)


async def compare_books(driver: Driver, day: date, told: Statements, bank_days: int, today: date) -> Record:
    """Opens what is found, resolves what is found no more; figures of the run."""
    found = await _COMPARE.row(driver, day=day, has_tax=told.has_tax, bank_is_due=told.bank_is_due, bank_days=bank_days, today=today)
    assert found is not None
    return found


async def note_run(driver: Driver, day: date, told: Statements, found: Record, by: str) -> Record:
    """The figures of the latest run."""
    bank_lines = told.bank_lines if told.has_bank else None
    figures = {name: found[name] for name in ("ours", "tax_lines", "matched", "found")}
    noted = await _NOTE.row(driver, day=day, **figures, bank_lines=bank_lines, files=told.files, with_bank=told.bank_is_due, ran_by=by)
    assert noted is not None
    return noted


async def day_with_a_new_statement(driver: Driver, today: date) -> date | None:
    """The first, of days that are over."""
    day: date | None = await _DUE.value(driver, today=today)
    return day


async def next_unsettled_day(driver: Driver, after: date | None, before: date) -> date | None:
    """The first between these days on which something is open, of which the bank had not told, or of the last week and never compared."""
    day: date | None = await _UNSETTLED.value(driver, after=after, before=before)
    return day


async def reconciliations_before(driver: Driver, before: date | None, most: int) -> list[Record]:
    """The newest day first."""
    return await _LIST.rows(driver, before=before, most=most)


async def reconciliation_of(driver: Driver, reconciliation_id: UUID) -> Record | None:
    """One day."""
    return await _ONE.row(driver, reconciliation_id=reconciliation_id)


async def differences_of_day(
    driver: Driver,
    day: date,
    scope: Scope,
    most: int,
    *,
    kind: str | None = None,
    state: str | None = None,
    opened_by: date,
    after: int = 0,
) -> Sequence[Record]:
    """Inside the scope, in the order in which they were found; `opened_by`: none that is younger."""
    wanted = {"kind": kind, "state": state, "opened_by": opened_by, "after": after, "most": most}
    return await _DIFFERENCES.rows(driver, day=day, **wanted, **of_office(scope))


async def lock_difference(driver: Driver, day: date, finding_id: UUID, scope: Scope) -> str | None:
    """Its state, the row locked; None if there is none of that day inside the scope."""
    state: str | None = await _LOCK_ONE.value(driver, day=day, finding_id=finding_id, **of_office(scope))
    return state


async def close_difference(driver: Driver, finding_id: UUID, by: str, reason_sealed: str) -> Record:
    """An open one is closed; as it is listed."""
    await _CLOSE.run(driver, finding_id=finding_id, closed_by=by, close_reason_sealed=reason_sealed)
    closed = await _DIFFERENCE.row(driver, finding_id=finding_id)
    assert closed is not None
    return closed
