"""All that a check reads of told spells is in the index by which it finds them: one page for a person, not one for each spell."""

from alembic import op

from service_runtime.migration import index_concurrently

revision = "202611301830"
down_revision = "202611301800"
phase = "expand"

_READ = (
    "spell_key scheme identity area benefit_year starts_on ends_on paid first_paid_on state employer left_on months_paid benefits_from"
    " student subsidised government_until authority told_at superseded_at"
)


def upgrade() -> None:
    """A new database has it from its first step. The index before it serves no question that this one does not."""
    index_concurrently("told_spells_for_checks", "told_spells", ["number"], postgresql_include=_READ.split())
    with op.get_context().autocommit_block():
        op.drop_index("told_spells_of_number", table_name="told_spells", postgresql_concurrently=True, if_exists=True)


def downgrade() -> None:
    op.create_index("told_spells_of_number", "told_spells", ["number"])
    op.drop_index("told_spells_for_checks", table_name="told_spells")
