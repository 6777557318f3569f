"""One application of a person and year waits for a decision, never two. Rows of the release before have no name index: not counted."""

from alembic import op
from sqlalchemy import text

from registration.tables import OPEN
from service_runtime.migration import index_concurrently

revision = "202611281010"
down_revision = "202611281005"
phase = "expand"
widens = ("applications_one_open",)


def upgrade() -> None:
    index_concurrently(
        "applications_one_open",
        "applications",
        ["token", "name_index", "region", "benefit_year"],
        unique=True,
        postgresql_where=text(OPEN),
    )


def downgrade() -> None:
    op.drop_index("applications_one_open", "applications")
