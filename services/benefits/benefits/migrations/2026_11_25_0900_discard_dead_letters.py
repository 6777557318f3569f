"""Dead letters tell field and rule, and can be discarded."""

from alembic import op

from event_bus.tables import DISCARD_DEAD_LETTERS, KEEP_DEAD_LETTERS_ONLY

revision = "2026_11_25_0900"
down_revision = "2026_11_22_0600"


def upgrade() -> None:
    for statement in DISCARD_DEAD_LETTERS:
        op.execute(statement)


def downgrade() -> None:
    for statement in KEEP_DEAD_LETTERS_ONLY:
        op.execute(statement)
