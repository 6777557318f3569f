"""Notices are sent until they are answered; what other regions tell and ask is kept, once; their requests are answered."""

from alembic import op

from dedup.tables import region_messages

revision = "202611301300"
down_revision = "202611301210"
phase = "expand"
widens = ("notices_error_shape",)
builds_index_in_place = "notices are few, those of people who came from elsewhere; requests are kept since the step before"

_COLUMNS = {
    "notices": ("step integer NOT NULL DEFAULT 0", "asked integer NOT NULL DEFAULT 0", "error text"),
    "received_notices": (
        "request_reason text",
        "step integer NOT NULL DEFAULT 0",
        "attempts integer NOT NULL DEFAULT 0",
        "next_at timestamptz",
        "error text",
    ),
}

_COMMENTS = {
    "told_version": "the newest version that the other region has, or may have",
    "attempts": "how often this version was sent",
    "step": "of this version: grows with every change that is told",
    "asked": "how often it was asked for since it was sent last",
    "error": "what came instead of an answer, as a code; null: nothing is wrong",
}
_TO_LOOK_AT = "state NOT IN ('ACKNOWLEDGED', 'WITHDRAWN') OR next_at IS NOT NULL OR error IS NOT NULL"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    region_messages.create(op.get_bind(), checkfirst=True)
    for name, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {name} " + ", ".join(f"ADD COLUMN IF NOT EXISTS {column}" for column in columns))
        op.execute(f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {name}_error_shape")
        op.execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_error_shape CHECK (error ~ '^[A-Z]+(_[A-Z0-9]+)*$')")
    for name, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN notices.{name} IS '{comment}'")
    op.execute(f"CREATE INDEX IF NOT EXISTS notices_to_look_at ON notices (state) WHERE {_TO_LOOK_AT}")
    op.execute("CREATE INDEX IF NOT EXISTS received_notices_open ON received_notices (notice_id) WHERE state = 'OPEN'")
    op.execute("CREATE INDEX IF NOT EXISTS received_notices_to_answer ON received_notices (next_at) WHERE next_at IS NOT NULL")


def downgrade() -> None:
    """What is on its way stays: the release before sends nothing."""
    op.execute("DROP INDEX IF EXISTS notices_to_look_at")
    for name, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {name} " + ", ".join(f"DROP COLUMN {column.split()[0]}" for column in columns))
    op.execute("DROP INDEX IF EXISTS received_notices_open")
    region_messages.drop(op.get_bind())
