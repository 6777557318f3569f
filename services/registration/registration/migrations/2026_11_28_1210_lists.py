"""Lists that offices hand in. The release before does not look at them."""

from alembic import op

from registration.tables import list_rows, lists

revision = "202611281210"
down_revision = "202611281300"
phase = "expand"


def upgrade() -> None:
    """A new database has both from its first step, which makes the tables in code."""
    for table in (lists, list_rows):
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for table in (list_rows, lists):
        table.drop(op.get_bind())
