"""The day of the list that registered somebody, and the school that collects for a renewed student. The release before writes neither."""

from alembic import op

revision = "202611292020"
down_revision = "202611291731"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS filed_on date")
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS school text")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN school")
    op.execute("ALTER TABLE participations DROP COLUMN filed_on")
