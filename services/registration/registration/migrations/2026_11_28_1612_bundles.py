"""One-thing submissions and their parts (R-068)."""

from alembic import op

from registration.tables import bundle_parts, bundles

revision = "202611281612"
down_revision = "202611281631"
phase = "expand"


def upgrade() -> None:
    for table in (bundles, bundle_parts):
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for table in (bundle_parts, bundles):
        table.drop(op.get_bind())
