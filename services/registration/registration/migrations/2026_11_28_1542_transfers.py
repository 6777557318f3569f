"""Transfers of relations, and years insured elsewhere."""

from alembic import op

from registration.tables import insured_years, transfers

revision = "202611281542"
down_revision = "202611281541"
phase = "expand"


def upgrade() -> None:
    transfers.create(op.get_bind(), checkfirst=True)
    insured_years.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    insured_years.drop(op.get_bind())
    transfers.drop(op.get_bind())
