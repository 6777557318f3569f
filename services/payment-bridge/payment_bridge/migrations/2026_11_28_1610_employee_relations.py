"""Relations in the employee scheme, as the tax office tells of them (B20, B21)."""

from alembic import op

from payment_bridge.tables import employee_relations

revision = "202611281610"
down_revision = "202611281510"
phase = "expand"


def upgrade() -> None:
    employee_relations.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    employee_relations.drop(op.get_bind())
