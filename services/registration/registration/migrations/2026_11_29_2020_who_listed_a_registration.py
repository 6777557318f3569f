"""The day of the list that registered somebody, and the school that collects for a renewed student. The release before writes neither."""

from alembic import op

revision = "202611292020"
down_revision = "202611291731"
phase = "expand"
COMMENTS = {
    "filed_on": "H2 R-033: the day of the list that registered it; null: its application knows, or nobody filed",
    "school": "R-064: whose list took over a renewed student; null: the list of its application knows",
}


def upgrade() -> None:
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS filed_on date")
    op.execute("ALTER TABLE participations ADD COLUMN IF NOT EXISTS school text")
    for column, comment in COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN participations.{column} IS '{comment}'")


def downgrade() -> None:
    op.execute("ALTER TABLE participations DROP COLUMN school")
    op.execute("ALTER TABLE participations DROP COLUMN filed_on")
