"""Each step of the schema is noted with its phase, for releases that do not know it."""

from alembic import op

from service_runtime.runtime_tables import schema_revisions

revision = "202611271915"
down_revision = "202611270750"
phase = "expand"


def upgrade() -> None:
    schema_revisions.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    schema_revisions.drop(op.get_bind())
