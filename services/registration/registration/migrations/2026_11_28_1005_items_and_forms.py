"""An application is an item and its form: all answers and materials stand sealed in one column.

The columns that each had one answer may be empty from now on, and nothing new is written into them. Back: the release before reads no form,
so an application that waits for a decision must be decided first; what was decided keeps its person and participation.
"""

from alembic import op

revision = "202611281005"
down_revision = "202611280901"
phase = "expand"

_OLD = ("holder", "bank", "account_number", "phone", "address", "household_area")
_WAITING = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM applications WHERE form IS NOT NULL AND state NOT IN ('APPROVED', 'REJECTED', 'WITHDRAWN')) THEN
            RAISE EXCEPTION 'applications wait for a decision that the release before cannot read';
        END IF;
    END $$
"""


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE applications ADD COLUMN IF NOT EXISTS name_index text, ADD COLUMN IF NOT EXISTS item text,
            ADD COLUMN IF NOT EXISTS form text, ADD COLUMN IF NOT EXISTS asked_at timestamptz
        """
    )
    op.execute("COMMENT ON COLUMN applications.asked_at IS 'when the check was asked for again; else with the submission'")
    op.execute("COMMENT ON COLUMN applications.item IS 'null before items were declared'")
    op.execute(
        "COMMENT ON COLUMN applications.form IS 'sealed JSON: all answers and materials; null in rows that have them in the columns below'"
    )
    op.execute("ALTER TABLE applications " + ", ".join(f"ALTER COLUMN {name} DROP NOT NULL" for name in _OLD))


def downgrade() -> None:
    op.execute(_WAITING)
    for name in _OLD:
        op.execute(f"UPDATE applications SET {name} = '' WHERE {name} IS NULL")  # noqa: S608 - names of this file
    op.execute("ALTER TABLE applications " + ", ".join(f"ALTER COLUMN {name} SET NOT NULL" for name in _OLD))
    op.execute("ALTER TABLE applications DROP COLUMN name_index, DROP COLUMN item, DROP COLUMN form, DROP COLUMN asked_at")
