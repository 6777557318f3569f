"""What happens to a participation stands beside it, act by act, with what is heard that leads to it; a bill tells whether it expired."""

from alembic import op

from registration.tables import deaths, participation_acts, remote_employee_relations

revision = "202611280900"
down_revision = "202611271930"
phase = "expand"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    for table in (participation_acts, remote_employee_relations, deaths):
        table.create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS resumed_on date")
    op.execute("ALTER TABLE remote_bills ADD COLUMN IF NOT EXISTS expired boolean NOT NULL DEFAULT false")
    op.execute("COMMENT ON COLUMN participations.own_state IS 'with acted_on and acted_reason: the last act, for the release before acts'")


def downgrade() -> None:
    op.execute("COMMENT ON COLUMN participations.own_state IS 'what this service did itself; the rest is derived from facts'")
    op.execute("ALTER TABLE remote_bills DROP COLUMN expired")
    op.execute("ALTER TABLE participations DROP COLUMN resumed_on")
    for table in (deaths, remote_employee_relations, participation_acts):
        table.drop(op.get_bind())
