"""Changes of relations in the employee scheme (B21), and what a new relation meets (R-080, R-082).

A relation that was told before this step has no place and no changes until it is told again.
"""

from alembic import op

from registration.tables import employee_notices

revision = "202611281611"
down_revision = "202611281511"
phase = "expand"
_COLUMNS = (("area", "text"), ("ended_notice_on", "date"), ("changes", "jsonb"))


def upgrade() -> None:
    employee_notices.create(op.get_bind(), checkfirst=True)
    for column, kind in _COLUMNS:
        op.execute(f"ALTER TABLE remote_employee_relations ADD COLUMN IF NOT EXISTS {column} {kind}")


def downgrade() -> None:
    for column, _ in _COLUMNS:
        op.drop_column("remote_employee_relations", column)
    employee_notices.drop(op.get_bind())
