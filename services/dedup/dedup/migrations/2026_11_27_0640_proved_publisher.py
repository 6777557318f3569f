"""Dead letters keep who was proved to have published them."""

from alembic import op

from event_bus.tables import FORGET_PROVED_PUBLISHER, KEEP_PROVED_PUBLISHER

revision = "2026_11_27_0640"
down_revision = "2026_11_25_0900"


def upgrade() -> None:
    for statement in KEEP_PROVED_PUBLISHER:
        op.execute(statement)


def downgrade() -> None:
    for statement in FORGET_PROVED_PUBLISHER:
        op.execute(statement)
