"""Entitlements are counted by state without being read."""

from alembic import op

revision = "2026_11_25_0910"
down_revision = "2026_11_25_0900"


def upgrade() -> None:
    op.execute("CREATE INDEX IF NOT EXISTS entitlements_by_state ON entitlements (state)")


def downgrade() -> None:
    op.execute("DROP INDEX entitlements_by_state")
