"""Batch files, statements, and where the books differ; rows of the tax office may be told by a file, too. Nothing of before changes."""

from alembic import op

from payment_bridge.tables import metadata

revision = "202611281820"
down_revision = "202611281830"
phase = "expand"
widens = ("differences_told_by_check", "tax_cases_told_by_check")

_NEW = ("batch_files", "batch_file_parts", "statement_lines", "reconciliations", "reconciliation_differences")
_STAY = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()"
_GUARDS = (
    f"CREATE TRIGGER statement_lines_stay BEFORE DELETE OR UPDATE ON statement_lines {_STAY}",
    "CREATE TRIGGER statement_lines_are_not_emptied BEFORE TRUNCATE ON statement_lines EXECUTE FUNCTION refuse_change_of_money()",
    f"CREATE TRIGGER reconciliation_differences_stay BEFORE DELETE ON reconciliation_differences {_STAY}",
    "CREATE TRIGGER reconciliation_difference_facts_stay BEFORE UPDATE OF finding_id, day, book, kind, reference, takes_back, bill_id,"
    f" our_amount, their_amount, our_day, their_day ON reconciliation_differences {_STAY}",
)
_BEFORE = ("CALLBACK", "LEDGER")


def _told_by(*sources: str) -> None:
    listed = ", ".join(f"'{source}'" for source in sources)
    for table in ("differences", "tax_cases"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_told_by_check")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_told_by_check CHECK (told_by IN ({listed}))")


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in _NEW])
    for guard in _GUARDS:
        op.execute(guard)
    op.execute("ALTER TABLE batch_file_parts ALTER COLUMN body SET STORAGE EXTERNAL")
    _told_by(*_BEFORE, "FILE")


def downgrade() -> None:
    """Fails where a file told of something: those rows must say of another source first."""
    _told_by(*_BEFORE)
    for name in reversed(_NEW):
        op.drop_table(name)
