"""Who was called on, and the plans of the towns."""

from alembic import op

from registration.tables import outreach_plans, outreach_visits

revision = "202611281430"
down_revision = "202611281410"
phase = "expand"


def upgrade() -> None:
    outreach_visits.create(op.get_bind(), checkfirst=True)
    outreach_plans.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    outreach_plans.drop(op.get_bind())
    outreach_visits.drop(op.get_bind())
