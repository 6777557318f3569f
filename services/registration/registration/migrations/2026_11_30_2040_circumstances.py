"""Documented circumstances of persons."""

from alembic import op

from registration.tables import circumstances

revision = "202611302040"
down_revision = "202611292021"
phase = "expand"


def upgrade() -> None:
    circumstances.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    circumstances.drop(op.get_bind())
