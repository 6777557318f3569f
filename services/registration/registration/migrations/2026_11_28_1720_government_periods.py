"""Until when the government pays for a land-expropriated farmer (R-131). The release before does not look at it."""

from alembic import op

revision = "202611281720"
down_revision = "202611281672"
phase = "expand"
_COMMENT = "R-131: the last day on which the government pays; null where no end is on file"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS government_until date")
    op.execute(f"COMMENT ON COLUMN participations.government_until IS '{_COMMENT}'")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN government_until")
