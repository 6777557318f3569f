"""Checks that wait for a source are found by an index: they are few among very many, and looked for every few seconds."""

from alembic import op

from service_runtime.migration import index_concurrently

revision = "202611301600"
down_revision = "202611301500"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step."""
    index_concurrently("checks_that_wait", "checks", ["area", "benefit_year"], postgresql_where="hits IS NULL AND closed_at IS NULL")


def downgrade() -> None:
    op.drop_index("checks_that_wait", table_name="checks")
