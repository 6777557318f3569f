"""What stands when the ledger begins is booked: what is owed on each bill, and where each payment lies.

A replica of the release before goes on making bills and taking money without booking them: end the old ones before this step.
"""

from alembic import op

revision = "202611291801"
down_revision = "202611291800"
phase = "migrate"

_BILLS = """
INSERT INTO ledger_postings (cause_id, cause_version, line, debit, credit, amount, booked_on, bill_id)
SELECT bill_id, version, 0, payer, 'CONTRIBUTIONS', amount, effective_on, bill_id FROM bills
WHERE state NOT IN ('CANCELLED', 'ABANDONED', 'REFUNDED') ON CONFLICT DO NOTHING
"""
_MONEY = """
INSERT INTO ledger_postings (cause_id, cause_version, line, debit, credit, amount, booked_on, bill_id, payment_id)
SELECT p.payment_id, p.version, 0, 'TAX_IN_TRANSIT', CASE p.state WHEN 'SETTLED' THEN b.payer ELSE p.state END, p.amount, p.arrival_date,
       p.bill_id, p.payment_id
FROM payments AS p LEFT JOIN bills AS b ON b.bill_id = p.bill_id
WHERE p.state IN ('SETTLED', 'PARTIAL_GROUP', 'UNMATCHED', 'MISMATCH', 'DUPLICATE') ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    op.execute(_BILLS)
    op.execute(_MONEY)


def downgrade() -> None:
    """What was booked stays: the step before takes the table away."""
