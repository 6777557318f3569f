"""Who is subsidised: marks of persons."""

from alembic import op

from registration.tables import subsidy_marks

revision = "202611281410"
down_revision = "202611281310"
phase = "expand"


def upgrade() -> None:
    subsidy_marks.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    subsidy_marks.drop(op.get_bind())
