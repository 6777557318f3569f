"""An act of a later day waits for it. Those of before that are dated ahead are told once more on their day."""

from alembic import op

revision = "202611281552"
down_revision = "202611281522"
phase = "expand"
builds_index_in_place = "acts of a later day are few, and the table is a fraction of the participations"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE participation_acts ADD COLUMN IF NOT EXISTS is_ahead boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX IF NOT EXISTS participation_acts_ahead ON participation_acts (happened_on) WHERE is_ahead")


def downgrade() -> None:
    op.execute("DROP INDEX IF EXISTS participation_acts_ahead")
    op.execute("ALTER TABLE participation_acts DROP COLUMN is_ahead")
