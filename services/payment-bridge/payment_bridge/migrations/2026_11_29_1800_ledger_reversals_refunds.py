"""Reversals as facts, the double-entry ledger, refunds. Tables are only added; what stands today is booked by the next step."""

from alembic import op

from payment_bridge.tables import metadata

revision = "202611291800"
down_revision = "202611281820"
phase = "expand"
widens = ("tax_cases_kind_check",)
_BEFORE = (
    "ROW_NOT_READ", "ROW_NOT_TAKEN", "ROW_WITH_MORE", "NOT_IN_LEDGER", "REVERSAL", "REVERSAL_WITHOUT_MONEY", "REVERSED_AGAIN",
    "REVERSED_IN_PART", "LEVY_REFUSED", "RECALL_REFUSED", "FORMER_PAYER_PAID",
)  # fmt: skip
_KINDS = ("REVERSED_AND_REFUNDED", "PAYOUT_FAILED", "PAYOUT_UNKNOWN", "REFUND_NOT_READ")

_NEW = (
    "remote_deaths", "reversals", "documents_of_money", "ledger_postings", "refunds",
    "refund_money", "refund_steps", "refund_payouts", "payout_results",
)  # fmt: skip
_APPEND_ONLY = ("reversals", "ledger_postings", "refund_steps", "refund_payouts", "payout_results")
_FACTS = "refund_id, bill_id, participation_id, person_id, ground, of_bill, amount, payer, applied_on, applicant, created_at"

_NAMED = """
CREATE FUNCTION refuse_other_bill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents_of_money WHERE serial = OLD.tax_serial) THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in _NEW])
    for name in _APPEND_ONLY:
        _guard(name, f"{name}_stay", "BEFORE DELETE OR UPDATE", "FOR EACH ROW")
        _guard(name, f"{name}_are_not_emptied", "BEFORE TRUNCATE", "")
    for name in ("refunds", "refund_money"):
        _guard(name, f"{name}_stay", "BEFORE DELETE", "FOR EACH ROW")
        _guard(name, f"{name}_are_not_emptied", "BEFORE TRUNCATE", "")
    _guard("refunds", "refund_facts_stay", f"BEFORE UPDATE OF {_FACTS}", "FOR EACH ROW")
    _guard("refund_money", "refund_money_facts_stay", "BEFORE UPDATE OF refund_id, tax_serial, amount", "FOR EACH ROW")
    _kinds(*_BEFORE, *_KINDS)
    _guard_bills(of_money="payment_id, tax_serial, amount, channel, arrival_date, round_no, received_at")
    op.execute(_NAMED)
    op.execute("CREATE TRIGGER payment_bill_stays BEFORE UPDATE OF bill_id ON payments FOR EACH ROW EXECUTE FUNCTION refuse_other_bill()")


def downgrade() -> None:
    op.execute("DROP TRIGGER payment_bill_stays ON payments")
    op.execute("DROP FUNCTION refuse_other_bill")
    _guard_bills(of_money="payment_id, tax_serial, bill_id, amount, channel, arrival_date, round_no, received_at")
    op.execute("DELETE FROM tax_cases WHERE kind IN ('REVERSED_AND_REFUNDED', 'PAYOUT_FAILED', 'PAYOUT_UNKNOWN', 'REFUND_NOT_READ')")
    _kinds(*_BEFORE)
    for name in reversed(_NEW):
        op.drop_table(name)


def _guard_bills(of_money: str) -> None:
    op.execute("DROP TRIGGER payment_facts_stay ON payments")
    op.execute(
        f"CREATE TRIGGER payment_facts_stay BEFORE UPDATE OF {of_money} ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()"
    )


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE tax_cases DROP CONSTRAINT IF EXISTS tax_cases_kind_check")
    op.execute(f"ALTER TABLE tax_cases ADD CONSTRAINT tax_cases_kind_check CHECK (kind IN ({listed}))")


def _guard(table: str, trigger: str, when: str, each: str) -> None:
    op.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
    op.execute(f"CREATE TRIGGER {trigger} {when} ON {table} {each} EXECUTE FUNCTION refuse_change_of_money()")
