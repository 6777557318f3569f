"""Idempotency keys and audit rows."""

from alembic import op

from service_runtime.runtime_tables import runtime_metadata

revision = "202611220500"
down_revision = None


def upgrade() -> None:
    runtime_metadata.create_all(op.get_bind())


def downgrade() -> None:
    runtime_metadata.drop_all(op.get_bind())
