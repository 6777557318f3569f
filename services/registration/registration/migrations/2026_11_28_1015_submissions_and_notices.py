"""Each submission and each one-time notice is kept. What was handed in and told before stands in the application and its history."""

from alembic import op

from registration.tables import application_notices, application_submissions

revision = "202611281015"
down_revision = "202611281010"
phase = "expand"


def upgrade() -> None:
    for table in (application_submissions, application_notices):
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for table in (application_notices, application_submissions):
        table.drop(op.get_bind())
