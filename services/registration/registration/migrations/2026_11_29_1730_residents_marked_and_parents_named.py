"""As what departments name a resident, and the document of his parent, who may be known later. The release before writes neither."""

from alembic import op

revision = "202611291730"
down_revision = "202611281700"
phase = "expand"


def upgrade() -> None:
    for column in ("categories text[]", "parent_token text", "parent text"):
        op.execute(f"ALTER TABLE known_residents ADD COLUMN IF NOT EXISTS {column}")


def downgrade() -> None:
    for column in ("parent", "parent_token", "categories"):
        op.execute(f"ALTER TABLE known_residents DROP COLUMN {column}")
