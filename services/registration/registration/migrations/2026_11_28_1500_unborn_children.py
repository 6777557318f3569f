"""A child that is not born yet is a person: without birth date and sex, expected on a day, of a guardian.

Back: the release before cannot read such a person, so none may be there.
"""

from alembic import op

revision = "202611281500"
down_revision = "202611281520"
phase = "expand"

_TABLES = ("persons", "applications")
_UNBORN = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM persons WHERE birth_date IS NULL) OR EXISTS (SELECT FROM applications WHERE birth_date IS NULL) THEN
            RAISE EXCEPTION 'there are unborn children that the release before cannot read';
        END IF;
    END $$
"""


def upgrade() -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN sex DROP NOT NULL, ALTER COLUMN birth_date DROP NOT NULL")
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS expected_on date")
    op.execute(
        """
        ALTER TABLE persons ADD COLUMN IF NOT EXISTS provisional boolean NOT NULL DEFAULT false,
            ADD COLUMN IF NOT EXISTS guardian_person_id uuid
        """
    )


def downgrade() -> None:
    op.execute(_UNBORN)
    op.execute("ALTER TABLE persons DROP COLUMN guardian_person_id, DROP COLUMN provisional")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN expected_on")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN birth_date SET NOT NULL, ALTER COLUMN sex SET NOT NULL")
