"""Of which month a department's list is, and whether it was late. The release before writes neither."""

from alembic import op

revision = "202611281521"
down_revision = "202611281542"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE lists ADD COLUMN IF NOT EXISTS list_month text, ADD COLUMN IF NOT EXISTS late boolean")
    op.execute("COMMENT ON COLUMN lists.list_month IS '2024-02: of the monthly lists of departments'")


def downgrade() -> None:
    op.execute("ALTER TABLE lists DROP COLUMN late, DROP COLUMN list_month")
