"""When a mandate changed last and when two records became one: told anew, both have the moment under which they were told.

The release before writes neither; then the moment of recording stands in.
"""

from alembic import op

revision = "202611281670"
down_revision = "202611281640"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE mandates ADD COLUMN IF NOT EXISTS changed_at timestamptz")
    op.execute("ALTER TABLE persons ADD COLUMN IF NOT EXISTS merged_at timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE persons DROP COLUMN merged_at")
    op.execute("ALTER TABLE mandates DROP COLUMN changed_at")
