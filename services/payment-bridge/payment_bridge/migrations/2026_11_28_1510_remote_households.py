"""Households as registration tells of them: account and order of the deduction."""

from alembic import op

from payment_bridge.tables import remote_households

revision = "202611281510"
down_revision = "202611281523"
phase = "expand"


def upgrade() -> None:
    remote_households.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    remote_households.drop(op.get_bind())
