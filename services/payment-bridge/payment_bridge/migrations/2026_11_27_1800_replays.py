"""Replays of dead letters go on in the background; what was not yet known is told from what is at fault."""

from alembic import op

from event_bus.tables import FORGET_REPLAYS, KEEP_REPLAYS

revision = "202611271800"
down_revision = "202611270800"
phase = "expand"


def upgrade() -> None:
    for statement in KEEP_REPLAYS:
        op.execute(statement)


def downgrade() -> None:
    for statement in FORGET_REPLAYS:
        op.execute(statement)
