"""Yearly requests for the subsidy of subsidised persons (B11)."""

from alembic import op

from registration.tables import subsidy_requests

revision = "202611281613"
down_revision = "202611281612"
phase = "expand"


def upgrade() -> None:
    subsidy_requests.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    subsidy_requests.drop(op.get_bind())
