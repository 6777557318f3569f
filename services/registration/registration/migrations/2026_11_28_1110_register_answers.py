"""What registers of other departments answered."""

from alembic import op

from registration.tables import register_answers

revision = "202611281110"
down_revision = "202611281050"
phase = "expand"


def upgrade() -> None:
    """A new database has the table from its first step, which makes the tables in code."""
    register_answers.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    register_answers.drop(op.get_bind())
