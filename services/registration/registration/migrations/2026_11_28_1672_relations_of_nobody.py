"""A relation in the employee scheme may be nobody's: its document was another's. The release before asks by person and finds it no more."""

from alembic import op

revision = "202611281672"
down_revision = "202611281670"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE remote_employee_relations ALTER COLUMN person_id DROP NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM remote_employee_relations WHERE person_id IS NULL")
    op.execute("ALTER TABLE remote_employee_relations ALTER COLUMN person_id SET NOT NULL")
