"""Counts of callers, shared by the replicas. Unlogged: nothing is lost if they are."""

from alembic import op

from service_runtime.runtime_tables import rate_counts, runtime_metadata

revision = "202611270600"
down_revision = "202611220500"


def upgrade() -> None:
    runtime_metadata.create_all(op.get_bind(), tables=[rate_counts])


def downgrade() -> None:
    runtime_metadata.drop_all(op.get_bind(), tables=[rate_counts])
