"""Households, and who belongs to them. Those of before are known once an application or a change names them again."""

from alembic import op

from registration.tables import household_members, households

revision = "202611281510"
down_revision = "202611281554"
phase = "expand"


def upgrade() -> None:
    households.create(op.get_bind(), checkfirst=True)
    household_members.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    household_members.drop(op.get_bind())
    households.drop(op.get_bind())
