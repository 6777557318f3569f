"""Dead letters tell field and rule, and can be discarded."""

from alembic import op

from event_bus.tables import DISCARD_DEAD_LETTERS, KEEP_DEAD_LETTERS_ONLY

revision = "202611250900"
down_revision = "202611220600"


def upgrade() -> None:
    for statement in DISCARD_DEAD_LETTERS:
        op.execute(statement)


def downgrade() -> None:
    for statement in KEEP_DEAD_LETTERS_ONLY:
        op.execute(statement)
