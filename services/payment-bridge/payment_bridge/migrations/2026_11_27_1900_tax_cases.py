"""Cases of the tax office, rereading of its ledger, and which of its endpoints refuse. Tables and columns are only added."""

from alembic import op

from payment_bridge.tables import metadata

revision = "202611271900"
down_revision = "202611271845"
phase = "expand"

_NEW = ("tax_cases", "ledger_marks", "tax_endpoints")
_COMMENT = "how far it was read once more; empty for its beginning, none if nobody rereads"
_GUARDS = (
    "CREATE TRIGGER tax_cases_stay BEFORE DELETE ON tax_cases FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER tax_cases_are_not_emptied BEFORE TRUNCATE ON tax_cases EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER tax_case_facts_stay BEFORE UPDATE OF case_id, kind, told_by, bill_id, tax_serial, other_serial, amount, told_on, code,"
    " raw_sealed, opened_at ON tax_cases FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
)


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in _NEW])
    for guard in _GUARDS:
        op.execute(guard)
    op.execute("ALTER TABLE ledger_cursor ADD COLUMN IF NOT EXISTS reread_after text, ADD COLUMN IF NOT EXISTS reread_at timestamptz")
    op.alter_column("ledger_cursor", "reread_after", comment=_COMMENT)


def downgrade() -> None:
    op.execute("ALTER TABLE ledger_cursor DROP COLUMN reread_after, DROP COLUMN reread_at")
    for name in reversed(_NEW):
        op.drop_table(name)
