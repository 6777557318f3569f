"""A levy that was sent follows the account of its household: which sending told an account that is another by now (R-053).

What was sent before this step counts as sent with the account of then.
"""

from alembic import op

revision = "202611281710"
down_revision = "202611281671"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE bills ADD COLUMN IF NOT EXISTS stale_no smallint NOT NULL DEFAULT -1")
    op.execute("COMMENT ON COLUMN bills.stale_no IS 'the newest sending that told an account which is another by now'")


def downgrade() -> None:
    op.execute("ALTER TABLE bills DROP COLUMN stale_no")
