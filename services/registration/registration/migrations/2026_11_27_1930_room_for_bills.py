"""More room in the pages of bills: the versions that a season brings stay in their page and no index is written."""

from alembic import op

revision = "202611271930"
down_revision = "202611271845"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE remote_bills SET (fillfactor = 45)")


def downgrade() -> None:
    op.execute("ALTER TABLE remote_bills SET (fillfactor = 70)")
