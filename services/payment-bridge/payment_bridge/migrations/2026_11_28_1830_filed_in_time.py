"""Bills know when their application was filed (H2 R-033), and those with a last day of their own go out after the period, too (R-055).

The release before it writes neither: what it queues is sent in the period, as before.
"""

from alembic import op

revision = "202611281830"
down_revision = "202611281720"
phase = "expand"
builds_index_in_place = "levy_queue holds only what waits to be sent, and none of it has a day of its own yet"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS filed_on date")
    op.execute("ALTER TABLE levy_queue ADD COLUMN IF NOT EXISTS own_day boolean NOT NULL DEFAULT false")
    op.execute("COMMENT ON COLUMN levy_queue.own_day IS 'has a last day of its own, which no period ends'")
    op.execute("CREATE INDEX IF NOT EXISTS levy_queue_own_day ON levy_queue (region, benefit_year) WHERE own_day")


def downgrade() -> None:
    op.execute("DROP INDEX levy_queue_own_day")
    op.execute("ALTER TABLE levy_queue DROP COLUMN own_day")
    op.execute("ALTER TABLE participations DROP COLUMN filed_on")
