"""Of each document of a person its kind is kept beside its token: a case tells by which documents two records are one person's."""

from alembic import op

revision = "202611301720"
down_revision = "202611301710"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step."""
    op.execute("ALTER TABLE identity_links ADD COLUMN IF NOT EXISTS kind text")


def downgrade() -> None:
    op.execute("ALTER TABLE identity_links DROP COLUMN kind")
