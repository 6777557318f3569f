"""Whom a renewal considers: also those who stopped, for a stop after the deadline does not keep anybody from the next year."""

from alembic import op

from service_runtime.migration import index_concurrently

revision = "202611281101"
down_revision = "202611281100"
phase = "expand"

_OPEN = "state IN ('ACTIVE', 'STOPPED', 'LAPSED') AND scheme = 'RESIDENT' AND NOT renewal_considered"


def upgrade() -> None:
    """The index of before goes in a later release: the release before searches by it."""
    index_concurrently("participations_to_consider", "participations", ["benefit_year", "area", "participation_id"], postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("participations_to_consider", table_name="participations")
