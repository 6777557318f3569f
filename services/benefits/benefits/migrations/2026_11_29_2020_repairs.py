"""How often each repair was told of, and whether it is wanted. The release before writes none: it tells by the clock."""

from alembic import op

from benefits.tables import repairs

revision = "202611292020"
down_revision = "202611281200"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    repairs.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    repairs.drop(op.get_bind())
