"""Whose list it is, and by which list an application came. The release before writes neither."""

from alembic import op

revision = "202611281520"
down_revision = "202611281530"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE lists ADD COLUMN IF NOT EXISTS organisation text")
    op.execute("COMMENT ON COLUMN lists.organisation IS 'the school or department that handed it in; null for an office of the agency'")
    op.execute("ALTER TABLE applications ADD COLUMN IF NOT EXISTS list_id uuid")
    op.execute("COMMENT ON COLUMN applications.list_id IS 'the confirmed list that filed it, until it is corrected by hand'")


def downgrade() -> None:
    op.execute("ALTER TABLE applications DROP COLUMN list_id")
    op.execute("ALTER TABLE lists DROP COLUMN organisation")
