"""Money that left beside bills and refunds stands in an account of its own, and a case says how a person settled it."""

from alembic import op

from payment_bridge.domain.ledger import Account

revision = "202611292010"
down_revision = "202611291834"
phase = "expand"
widens = ("ledger_postings_debit_check", "ledger_postings_credit_check")


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE tax_cases ADD COLUMN IF NOT EXISTS resolution text")
    op.execute("COMMENT ON COLUMN tax_cases.resolution IS 'of money that was to be recovered'")
    op.execute("ALTER TABLE tax_cases DROP CONSTRAINT IF EXISTS tax_cases_resolution")
    op.execute("ALTER TABLE tax_cases ADD CONSTRAINT tax_cases_resolution CHECK (resolution IN ('RECOVERED', 'REFUND_STANDS'))")
    _accounts(*Account)


def downgrade() -> None:
    _accounts(*(account for account in Account if account is not Account.TO_RECOVER))
    op.execute("ALTER TABLE tax_cases DROP COLUMN resolution")


def _accounts(*accounts: str) -> None:
    listed = ", ".join(f"'{account}'" for account in accounts)
    for side in ("debit", "credit"):
        op.execute(f"ALTER TABLE ledger_postings DROP CONSTRAINT IF EXISTS ledger_postings_{side}_check")
        op.execute(f"ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_{side}_check CHECK ({side} IN ({listed}))")
