"""Levies that go out as files: of which year a file is. The release before makes no such files."""

from alembic import op

revision = "202611291820"
down_revision = "202611291833"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE batch_files ADD COLUMN IF NOT EXISTS benefit_year smallint")
    op.alter_column("batch_files", "benefit_year", comment="of levies that go out")


def downgrade() -> None:
    op.drop_column("batch_files", "benefit_year")
