"""By which policy book the work of a timed job goes. The release before knows of none: it does what the day brings."""

from alembic import op

revision = "202611302000"
down_revision = "202611281400"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE timed_jobs ADD COLUMN IF NOT EXISTS basis text")


def downgrade() -> None:
    op.execute("ALTER TABLE timed_jobs DROP COLUMN basis")
