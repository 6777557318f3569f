"""Repairs of a wait, and how many years a bill repairs (B19). The release before it makes no such bills."""

from alembic import op

from payment_bridge.tables import repairs

revision = "202611291831"
down_revision = "202611291810"
phase = "expand"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    repairs.create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE bills ADD COLUMN IF NOT EXISTS repair_years smallint NOT NULL DEFAULT 0")
    op.execute("COMMENT ON COLUMN bills.repair_years IS 'years of a wait that it repairs'")
    op.execute("COMMENT ON COLUMN bills.repair_year IS 'number of the repair; 0 for other kinds'")


def downgrade() -> None:
    op.execute("ALTER TABLE bills DROP COLUMN repair_years")
    op.execute("COMMENT ON COLUMN bills.repair_year IS NULL")
    repairs.drop(op.get_bind())
