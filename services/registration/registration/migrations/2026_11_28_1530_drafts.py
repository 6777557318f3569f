"""Applications that are begun and not handed in."""

from alembic import op

from registration.tables import drafts

revision = "202611281530"
down_revision = "202611281540"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    drafts.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    drafts.drop(op.get_bind())
