"""Mandates are heard: a login that is somebody's own, or his guardian's, sees his duplicate cases and chooses."""

from alembic import op

from dedup.tables import remote_mandates

revision = "202611301800"
down_revision = "202611301730"
phase = "expand"


def upgrade() -> None:
    """A new database has the table from its first step."""
    remote_mandates.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    op.execute("DROP TABLE remote_mandates")
