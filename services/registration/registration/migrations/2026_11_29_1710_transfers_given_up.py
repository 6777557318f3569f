"""Transfers that came to nothing because their relation ended: one that stands again gives them back. The release before writes none."""

from alembic import op

revision = "202611291710"
down_revision = "202611281720"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE transfers ADD COLUMN IF NOT EXISTS ended_with_relation boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE transfers DROP COLUMN ended_with_relation")
