"""Weak tokens are kept, and pairs that may be one person are proposed."""

from alembic import op

from dedup.tables import probable_duplicates, weak_tokens

revision = "202611301400"
down_revision = "202611301300"
phase = "expand"


def upgrade() -> None:
    """A new database has both from its first step, which makes the tables in code."""
    for table in (weak_tokens, probable_duplicates):
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for table in (probable_duplicates, weak_tokens):
        table.drop(op.get_bind())
