"""What registration is asked to suspend is kept; a reported spell tells its first payment, a participation how and when it came to be."""

from alembic import op

from dedup.tables import suspend_requests

revision = "202611281550"
down_revision = "202611281200"
phase = "expand"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    suspend_requests.create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE reported_spells ADD COLUMN IF NOT EXISTS first_paid_on date")
    op.execute("ALTER TABLE participation_spells ADD COLUMN IF NOT EXISTS channel text, ADD COLUMN IF NOT EXISTS registered_on date")
    op.execute("COMMENT ON COLUMN participation_spells.channel IS 'null: heard before it was kept'")


def downgrade() -> None:
    op.execute("ALTER TABLE participation_spells DROP COLUMN channel, DROP COLUMN registered_on")
    op.execute("ALTER TABLE reported_spells DROP COLUMN first_paid_on")
    suspend_requests.drop(op.get_bind())
