"""Files that people hand in; what is in them lies in the store of uploads."""

from alembic import op

from registration.tables import materials

revision = "202611281100"
down_revision = "202611281015"
phase = "expand"


def upgrade() -> None:
    """A new database has the table from its first step, which makes the tables in code."""
    materials.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    materials.drop(op.get_bind())
