"""Certificates of participation and of rights records."""

from alembic import op

from registration.tables import certificates

revision = "202611281541"
down_revision = "202611281531"
phase = "expand"


def upgrade() -> None:
    certificates.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    certificates.drop(op.get_bind())
