"""What a reversal is follows from all that was told of its money: the kind of its case may change, and amounts are found by serial."""

from alembic import op

revision = "202611292012"
down_revision = "202611292001"
phase = "expand"
builds_index_in_place = "differences are few: what the tax office told in two ways"

_CASE = "case_id, told_by, bill_id, tax_serial, other_serial, amount, told_on, code, opened_at"


def upgrade() -> None:
    """A new database has the index from its first step, which makes the tables in code."""
    op.execute("CREATE INDEX IF NOT EXISTS differences_of_serial ON differences (tax_serial)")
    _guard(_CASE)


def downgrade() -> None:
    _guard(f"{_CASE}, kind")
    op.execute("DROP INDEX differences_of_serial")


def _guard(columns: str) -> None:
    op.execute("DROP TRIGGER tax_case_facts_stay ON tax_cases")
    op.execute(
        f"CREATE TRIGGER tax_case_facts_stay BEFORE UPDATE OF {columns} ON tax_cases FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()"
    )
