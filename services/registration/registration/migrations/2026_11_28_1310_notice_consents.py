"""Who has agreed to be told what, how often."""

from alembic import op

from registration.tables import notice_consents

revision = "202611281310"
down_revision = "202611281407"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    notice_consents.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    notice_consents.drop(op.get_bind())
