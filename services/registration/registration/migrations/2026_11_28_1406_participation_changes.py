"""Terms of a participation that became others while it stood, with what they were."""

from alembic import op

from registration.tables import participation_changes

revision = "202611281406"
down_revision = "202611281210"
phase = "expand"


def upgrade() -> None:
    participation_changes.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    participation_changes.drop(op.get_bind())
