"""Weekly reports of progress, and targets that replace those of the policy book."""

from alembic import op

from registration.tables import progress_snapshots, target_tables

revision = "202611281405"
down_revision = "202611281101"
phase = "expand"


def upgrade() -> None:
    progress_snapshots.create(op.get_bind(), checkfirst=True)
    target_tables.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    target_tables.drop(op.get_bind())
    progress_snapshots.drop(op.get_bind())
