"""Decided duplicate cases prove grounds of refunds (R-133). The release before hears of none, and asks for papers."""

from alembic import op

from payment_bridge.tables import duplicate_drops, remote_duplicate_cases

revision = "202611301300"
down_revision = "202611292014"
phase = "expand"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    for table in (remote_duplicate_cases, duplicate_drops):
        table.create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE refunds ADD COLUMN IF NOT EXISTS case_id uuid")
    op.execute("COMMENT ON COLUMN refunds.case_id IS 'the decided duplicate case that proves its ground'")


def downgrade() -> None:
    op.execute("ALTER TABLE refunds DROP COLUMN case_id")
    for table in (duplicate_drops, remote_duplicate_cases):
        table.drop(op.get_bind())
