"""A bill knows the newest round in which it is deducted (D3, 随存随扣)."""

from alembic import op

revision = "202611291834"
down_revision = "202611291820"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE bills ADD COLUMN IF NOT EXISTS accepted_round smallint NOT NULL DEFAULT 0")
    op.execute("COMMENT ON COLUMN bills.accepted_round IS 'newest round of that sending'")


def downgrade() -> None:
    op.execute("ALTER TABLE bills DROP COLUMN accepted_round")
