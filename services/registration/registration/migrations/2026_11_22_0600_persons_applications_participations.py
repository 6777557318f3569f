"""The first tables: persons, applications, participations, and the facts heard from others."""

from alembic import op

from registration.tables import metadata

revision = "202611220600"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
    op.execute("DROP TABLE IF EXISTS bill_states, payments, waits_heard, entitlements_heard")
