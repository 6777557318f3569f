"""Notes of steps of refunds and rows that stood aside may be sealed anew after a change of keys; nothing else of them changes."""

from alembic import op

revision = "202611292001"
down_revision = "202611292000"
phase = "expand"

_STEP = 'refund_id, version, state, by, "on", reasons, missing, recorded_at'
_CASE = "case_id, kind, told_by, bill_id, tax_serial, other_serial, amount, told_on, code, opened_at"


def upgrade() -> None:
    _guard("refund_steps", "refund_steps_stay", f"DELETE OR UPDATE OF {_STEP}")
    _guard("tax_cases", "tax_case_facts_stay", f"UPDATE OF {_CASE}")


def downgrade() -> None:
    _guard("refund_steps", "refund_steps_stay", "DELETE OR UPDATE")
    _guard("tax_cases", "tax_case_facts_stay", f"UPDATE OF {_CASE}, raw_sealed")


def _guard(table: str, trigger: str, changes: str) -> None:
    op.execute(f"DROP TRIGGER {trigger} ON {table}")
    op.execute(f"CREATE TRIGGER {trigger} BEFORE {changes} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()")
