"""The few participations with a residence permit are found by its last day: the job of each day looks at them and at nobody else."""

from alembic import op

from service_runtime.migration import index_concurrently

revision = "202611281554"
down_revision = "202611281553"
phase = "expand"


def upgrade() -> None:
    index_concurrently("participations_by_permit", "participations", ["permit_valid_to"], postgresql_where="permit_valid_to IS NOT NULL")


def downgrade() -> None:
    op.drop_index("participations_by_permit", table_name="participations")
