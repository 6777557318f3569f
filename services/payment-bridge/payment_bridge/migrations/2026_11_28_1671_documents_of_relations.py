"""The document of a relation in the employee scheme is kept sealed. The release before keeps none: its rows stay as they were told."""

from alembic import op

revision = "202611281671"
down_revision = "202611281610"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE employee_relations ADD COLUMN IF NOT EXISTS document_kind text")
    op.execute("ALTER TABLE employee_relations ADD COLUMN IF NOT EXISTS document_sealed text")


def downgrade() -> None:
    op.execute("ALTER TABLE employee_relations DROP COLUMN document_sealed, DROP COLUMN document_kind")
