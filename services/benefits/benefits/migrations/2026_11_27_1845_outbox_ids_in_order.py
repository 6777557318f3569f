"""Ids of the outbox are taken one by one."""

from alembic import op

from event_bus.tables import IDS_IN_BLOCKS, IDS_IN_ORDER

revision = "202611271845"
down_revision = "202611271800"
phase = "expand"


def upgrade() -> None:
    """Sessions that hold a block use it up; the relay's sweep finds those ids."""
    for statement in IDS_IN_ORDER:
        op.execute(statement)


def downgrade() -> None:
    """Blocks of 32."""
    for statement in IDS_IN_BLOCKS:
        op.execute(statement)
