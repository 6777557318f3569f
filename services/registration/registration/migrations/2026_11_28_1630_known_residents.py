"""Residents whom rosters name."""

from alembic import op

from registration.tables import known_residents

revision = "202611281630"
down_revision = "202611281611"
phase = "expand"


def upgrade() -> None:
    known_residents.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    known_residents.drop(op.get_bind())
