"""Memberships and mandates that ended with their person: an end that is taken back gives them back. The release before writes none."""

from alembic import op

revision = "202611281631"
down_revision = "202611281630"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE household_members ADD COLUMN IF NOT EXISTS ended_with_person boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE mandates ADD COLUMN IF NOT EXISTS ended_with_person boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE mandates ADD COLUMN IF NOT EXISTS until_before date")
    op.execute("COMMENT ON COLUMN mandates.until_before IS 'the last day that it had before it ended with its person'")


def downgrade() -> None:
    op.execute("ALTER TABLE mandates DROP COLUMN until_before, DROP COLUMN ended_with_person")
    op.execute("ALTER TABLE household_members DROP COLUMN ended_with_person")
