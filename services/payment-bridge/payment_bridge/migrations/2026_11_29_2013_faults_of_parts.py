"""All faults of a file can be read: each part keeps those of its lines. The release before writes none and shows the first fifty."""

from alembic import op

revision = "202611292013"
down_revision = "202611292012"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.execute("ALTER TABLE batch_file_parts ADD COLUMN IF NOT EXISTS faults json")
    op.execute("COMMENT ON COLUMN batch_file_parts.faults IS 'of its lines, without data'")


def downgrade() -> None:
    op.execute("ALTER TABLE batch_file_parts DROP COLUMN faults")
