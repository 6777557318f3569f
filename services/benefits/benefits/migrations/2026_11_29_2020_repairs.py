"""How often each repair was told of, and whether it is wanted. The release before writes none: it tells by the clock."""

from alembic import op

revision = "202611292020"
down_revision = "202611281200"
phase = "expand"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE IF NOT EXISTS repairs (repair_id uuid PRIMARY KEY, version bigint NOT NULL, withdrawn boolean NOT NULL,"
        " changed_at timestamptz NOT NULL)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE repairs")
