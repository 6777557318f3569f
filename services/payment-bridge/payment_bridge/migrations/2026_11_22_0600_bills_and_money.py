"""Bills, payments, levy batches, callbacks; facts on money cannot be changed or deleted."""

from alembic import op

from payment_bridge.tables import metadata

revision = "202611220600"
down_revision = None

_REFUSE = """
CREATE FUNCTION refuse_change_of_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END
$$
"""
_GUARDS = (
    "CREATE TRIGGER payments_stay BEFORE DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER payments_are_not_emptied BEFORE TRUNCATE ON payments EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER payment_facts_stay BEFORE UPDATE"
    " OF payment_id, tax_serial, bill_id, amount, channel, arrival_date, round_no, received_at ON payments"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER failures_stay BEFORE DELETE OR UPDATE ON failures FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER failures_are_not_emptied BEFORE TRUNCATE ON failures EXECUTE FUNCTION refuse_change_of_money()",
)


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    op.execute(_REFUSE)
    for guard in _GUARDS:
        op.execute(guard)
    op.execute("INSERT INTO ledger_cursor (only_one) VALUES (true)")


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
    op.execute("DROP FUNCTION refuse_change_of_money")
