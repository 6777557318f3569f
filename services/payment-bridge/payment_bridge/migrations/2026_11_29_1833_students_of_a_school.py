"""The students of a school are found by it (R-064)."""

from alembic import op

from service_runtime.migration import index_concurrently

revision = "202611291833"
down_revision = "202611291832"
phase = "expand"


def upgrade() -> None:
    index_concurrently("participations_of_school", "participations", ["school", "benefit_year"], postgresql_where="school IS NOT NULL")


def downgrade() -> None:
    op.drop_index("participations_of_school", table_name="participations")
