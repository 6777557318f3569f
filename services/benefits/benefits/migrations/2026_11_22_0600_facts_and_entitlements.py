"""Facts, entitlements, incentives, filings, runs, and the tables of the event bus: all as tables.py has them at this date."""

from alembic import op

from benefits.tables import metadata

revision = "2026_11_22_0600"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first schema; later changes get explicit operations in files of their own."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Back to an empty database."""
    metadata.drop_all(op.get_bind())
