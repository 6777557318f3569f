"""Room in the pages of people: a new version stays in its page and no index is written."""

from alembic import op

revision = "202611271931"
down_revision = "202611271845"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE people SET (fillfactor = 50)")


def downgrade() -> None:
    op.execute("ALTER TABLE people RESET (fillfactor)")
