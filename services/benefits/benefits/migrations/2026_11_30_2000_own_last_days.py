"""Filings keep their own last day and the day of a request to end them, beside the end as it stands.

The release before writes neither: its rows are read as if what they say now was their own.
"""

from alembic import op

revision = "202611302000"
down_revision = "202611301950"
phase = "expand"
_COMMENTS = {
    "ends_on": "as it stands; null without end, and if it was ended before it began",
    "own_last": "the last day by its own terms, infinity without end; null in rows of the release before",
    "withdrawn_on": "day of the request to end it",
    "form": "the answers, sealed",
}


def upgrade() -> None:
    """A new database has them from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE filings ADD COLUMN IF NOT EXISTS own_last date")
    op.execute("ALTER TABLE filings ADD COLUMN IF NOT EXISTS withdrawn_on date")
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN filings.{column} IS '{comment}'")


def downgrade() -> None:
    op.execute("ALTER TABLE filings DROP COLUMN withdrawn_on")
    op.execute("ALTER TABLE filings DROP COLUMN own_last")
