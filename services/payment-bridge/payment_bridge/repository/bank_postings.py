"""Money that reached the bank, in the double-entry ledger: debit BANK, credit TAX_IN_TRANSIT, once for each line of the bank's statement.

A line is booked when all that the tax office sent under its reference has arrived. Refunds are booked when they are paid, so that what the
bank shows less for them is not booked again. What a newer statement says otherwise, or names no more, is booked the other way round.
"""

from datetime import date

from payment_bridge.repository.reconciliation import CURRENT
from row_sets import Driver, Statement

_BOOK = Statement(
    """
    WITH {current}, told AS MATERIALIZED (
        SELECT DISTINCT ON (serial, takes_back) serial, takes_back, reference, amount
        FROM statement_lines JOIN current USING (file_id)
        WHERE current.kind = 'TAX_STATEMENT' AND current.day = :day
        ORDER BY serial, takes_back, line_no, issuer
    ), sent AS MATERIALIZED (
        SELECT told.reference, sum(told.amount) AS amount, coalesce(sum(told.amount) FILTER (WHERE result.serial IS NOT NULL), 0) AS refunds
        FROM told LEFT JOIN payout_results AS result ON result.serial = told.serial GROUP BY told.reference
    ), sent_before AS MATERIALIZED (
        SELECT DISTINCT reference FROM statement_lines JOIN batch_files AS file USING (file_id)
        WHERE file.kind = 'TAX_STATEMENT' AND file.state = 'DONE' AND file.day = :day AND file_id NOT IN (SELECT file_id FROM current)
    ), unsent AS MATERIALIZED (
        SELECT reference FROM sent_before WHERE NOT EXISTS (
            SELECT FROM statement_lines AS line JOIN current USING (file_id)
            WHERE line.reference = sent_before.reference AND current.kind = 'TAX_STATEMENT')
    ), lines AS MATERIALIZED (
        SELECT line.reference, line.amount, line.booked_on, line.number, current.file_id IS NOT NULL AS is_current,
               encode(substring(sha256(convert_to(concat_ws('/', 'bank', file.issuer, file.day, line.number, line.reference, line.amount,
                   row_number() OVER (PARTITION BY line.file_id, line.number, line.reference, line.amount ORDER BY line_no)),
                   'UTF8')) FROM 1 FOR 16), 'hex')::uuid AS cause_id
        FROM statement_lines AS line JOIN batch_files AS file USING (file_id) LEFT JOIN current USING (file_id)
        WHERE file.kind = 'BANK_STATEMENT' AND file.state = 'DONE'
          AND line.reference IN (SELECT reference FROM sent UNION ALL SELECT reference FROM unsent)
    ), arrived AS (
        SELECT reference, sum(amount) AS amount FROM lines WHERE is_current GROUP BY reference
    ), first AS (
        SELECT DISTINCT ON (reference) reference, cause_id FROM lines WHERE is_current ORDER BY reference, number, cause_id
    ), wanted AS (
        SELECT DISTINCT ON (lines.cause_id) lines.cause_id, lines.booked_on, CASE WHEN is_current AND arrived.amount = sent.amount
            THEN lines.amount - CASE WHEN first.cause_id = lines.cause_id THEN sent.refunds ELSE 0 END ELSE 0 END AS amount
        FROM lines LEFT JOIN sent USING (reference) LEFT JOIN arrived USING (reference) LEFT JOIN first USING (reference)
        ORDER BY lines.cause_id, is_current DESC
    ), booked AS (
        SELECT cause_id, sum(CASE WHEN debit = 'BANK' THEN amount ELSE -amount END) AS amount, max(cause_version) AS version
        FROM ledger_postings WHERE cause_id IN (SELECT cause_id FROM wanted) GROUP BY cause_id
    ), missing AS (
        SELECT cause_id, coalesce(version, 0) + 1 AS version, booked_on, wanted.amount - coalesce(booked.amount, 0) AS amount
        FROM wanted LEFT JOIN booked USING (cause_id)
    )
    INSERT INTO ledger_postings (cause_id, cause_version, line, debit, credit, amount, booked_on)
    SELECT cause_id, version, 0, CASE WHEN amount > 0 THEN 'BANK' ELSE 'TAX_IN_TRANSIT' END,
           CASE WHEN amount > 0 THEN 'TAX_IN_TRANSIT' ELSE 'BANK' END, abs(amount), booked_on
    FROM missing WHERE amount <> 0 ORDER BY cause_id
    """,
    current=CURRENT,
)


async def book_arrivals(driver: Driver, day: date) -> int:
    """Of what the tax office says that it sent on a day; how many postings were missing. Whoever calls holds the day."""
    return await _BOOK.run(driver, day=day)
