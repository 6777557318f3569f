"""Participations know the school that collects for them (R-064). The release before it keeps none: its rows stay without one."""

from alembic import op

revision = "202611291832"
down_revision = "202611291831"
phase = "expand"
widens = ("participations_school_shape",)
_SHAPE = "CONSTRAINT participations_school_shape CHECK (school ~ '^[0-9A-Za-z-]{1,40}$')"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    op.execute(f"ALTER TABLE participations ADD COLUMN IF NOT EXISTS school text {_SHAPE}")
    op.execute("COMMENT ON COLUMN participations.school IS 'code of the school that collects'")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN school")
