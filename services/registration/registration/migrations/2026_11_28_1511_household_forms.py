"""Forms of Annex 1, and their rows."""

from alembic import op

from registration.tables import household_form_members, household_forms

revision = "202611281511"
down_revision = "202611281510"
phase = "expand"


def upgrade() -> None:
    household_forms.create(op.get_bind(), checkfirst=True)
    household_form_members.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    household_form_members.drop(op.get_bind())
    household_forms.drop(op.get_bind())
