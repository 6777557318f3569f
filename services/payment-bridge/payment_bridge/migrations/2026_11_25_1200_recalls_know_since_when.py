"""Recalls know since when they wait, so that health can tell the age of one that has no answer."""

from alembic import op

revision = "202611251200"
down_revision = "202611250910"


def upgrade() -> None:
    op.execute("ALTER TABLE recalls ADD COLUMN IF NOT EXISTS recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()")


def downgrade() -> None:
    op.execute("ALTER TABLE recalls DROP COLUMN recorded_at")
