"""What an office says of two people has a reason, may be said of a duplicate case, and may be taken back. Requests are found by age."""

from alembic import op

revision = "202611301430"
down_revision = "202611301400"
phase = "expand"
builds_index_in_place = "requests are few: one for each person who found a job; nobody has said anything of people yet"

_COLUMNS = ("reason text", "case_id uuid", "withdrawn_at timestamptz")


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE statements " + ", ".join(f"ADD COLUMN IF NOT EXISTS {column}" for column in _COLUMNS))
    op.execute("CREATE INDEX IF NOT EXISTS statements_of_case ON statements (case_id) WHERE case_id IS NOT NULL")
    op.execute(
        "CREATE INDEX IF NOT EXISTS suspend_requests_by_age ON suspend_requests (recorded_at) WHERE NOT withdrawn AND action <> 'RESUME'"
    )


def downgrade() -> None:
    """What was said stays, without its reason."""
    op.execute("DROP INDEX IF EXISTS suspend_requests_by_age")
    op.execute("DELETE FROM statements WHERE withdrawn_at IS NOT NULL")
    op.execute("ALTER TABLE statements " + ", ".join(f"DROP COLUMN {column.split()[0]}" for column in _COLUMNS))
