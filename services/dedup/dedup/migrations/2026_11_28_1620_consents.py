"""Consents are heard and kept; a notice names the one by which it is told."""

from alembic import op

from dedup.tables import consents

revision = "202611281620"
down_revision = "202611281550"
phase = "expand"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    consents.create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE notices ADD COLUMN IF NOT EXISTS consent_id uuid")
    op.execute("COMMENT ON COLUMN notices.consent_id IS 'by which it is told; null where none is needed or heard of'")


def downgrade() -> None:
    op.execute("ALTER TABLE notices DROP COLUMN consent_id")
    consents.drop(op.get_bind())
