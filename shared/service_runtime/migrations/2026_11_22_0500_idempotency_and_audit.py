"""Idempotency keys and audit rows."""

from alembic import op

from service_runtime.runtime_tables import audit_rows, idempotency_keys, runtime_metadata

revision = "202611220500"
down_revision = None


def upgrade() -> None:
    runtime_metadata.create_all(op.get_bind(), tables=[idempotency_keys, audit_rows])


def downgrade() -> None:
    runtime_metadata.drop_all(op.get_bind(), tables=[idempotency_keys, audit_rows])
