"""When a newborn of a roster was born, and who of ours is a parent of it. The release before writes neither."""

from alembic import op

revision = "202611281700"
down_revision = "202611291710"
phase = "expand"


def upgrade() -> None:
    op.execute("ALTER TABLE known_residents ADD COLUMN IF NOT EXISTS birth_date date")
    op.execute("ALTER TABLE known_residents ADD COLUMN IF NOT EXISTS parent_person_id uuid")


def downgrade() -> None:
    op.execute("ALTER TABLE known_residents DROP COLUMN parent_person_id")
    op.execute("ALTER TABLE known_residents DROP COLUMN birth_date")
