"""Notes, and the tables of the event bus."""

from alembic import op

from tests.service_runtime.sample_tables import metadata

revision = "202611220500"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
