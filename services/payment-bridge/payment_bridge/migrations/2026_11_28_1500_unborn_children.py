"""A child that is not born yet has no birth date: its bills go by the day on which it is expected.

Back: the release before cannot read such a participation, so none may be there.
"""

from alembic import op

revision = "202611281500"
down_revision = "202611281551"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE participations ALTER COLUMN birth_date DROP NOT NULL, ADD COLUMN IF NOT EXISTS expected_on date")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN expected_on, ALTER COLUMN birth_date SET NOT NULL")
