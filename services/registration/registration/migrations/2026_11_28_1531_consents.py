"""Informed consents of applications."""

from alembic import op

from registration.tables import consents

revision = "202611281531"
down_revision = "202611281500"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    consents.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    consents.drop(op.get_bind())
