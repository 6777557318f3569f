"""Why a participation ended or rests: duplicates that finance paid for are counted (R-098)."""

from alembic import op

revision = "202611292011"
down_revision = "202611292010"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS state_reason text")
    op.execute("COMMENT ON COLUMN participations.state_reason IS 'why it ended or rests, as registration names it'")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN state_reason")
