"""Residence permits that were handed in. The release before does not look at them."""

from alembic import op

from registration.tables import residence_permits

revision = "202611281522"
down_revision = "202611281521"
phase = "expand"


def upgrade() -> None:
    residence_permits.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    residence_permits.drop(op.get_bind())
