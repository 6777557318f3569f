"""Republications: the state of aggregates told anew, with their progress."""

from alembic import op

from service_runtime.runtime_tables import republications

revision = "202611271916"
down_revision = "202611271915"
phase = "expand"


def upgrade() -> None:
    republications.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    republications.drop(op.get_bind())
