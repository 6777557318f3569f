"""Children of whom nobody told that they are born are found by their expected day."""

from alembic import op
from sqlalchemy import text

from service_runtime.migration import index_concurrently

revision = "202611281640"
down_revision = "202611281613"
phase = "expand"


def upgrade() -> None:
    index_concurrently("persons_expected", "persons", ["expected_on"], postgresql_where=text("birth_date IS NULL"))


def downgrade() -> None:
    op.drop_index("persons_expected", "persons")
