"""People by their documents and mandates; one serial with two contents; what people wrote lies in the safe.

What lay open is marked so here (`plain.…`, a zero before a body) and sealed by the background work, which has the keys.
"""

import sqlalchemy as sa
from alembic import op

from payment_bridge.tables import metadata

revision = "202611270800"
down_revision = "202611270640"

_NEW = ("tax_serials", "differences", "person_tokens", "people", "merged_people", "remote_mandates")
_SEALED = (
    ("participations", "agreement", "agreement_sealed"),
    ("levy_checks", "note", "note_sealed"),
    ("tax_callbacks", "discard_reason", "discard_reason_sealed"),
)
_SHAPES = {
    ("participations", "area"): "[0-9]{6}([0-9]{3})?",
    ("bills", "area"): "[0-9]{6}([0-9]{3})?",
    ("payments", "tax_serial"): "[1-9][0-9]{0,30}",
    ("failures", "serial"): "([1-9][0-9]{0,30}|REFUSED-[0-9a-f-]{36}-[0-9]+)",
    ("tax_callbacks", "webhook_id"): "[A-Za-z0-9_.:=+-]{1,255}(~[0-9a-f]{16})?",
}
_COMMENTS = {
    "body": "as signed, in the safe; gone some time after it was done with",
    "body_digest": "SHA-256 of what was signed, kept for ever",
}
_GUARDS = (
    "CREATE TRIGGER differences_stay BEFORE DELETE ON differences FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER differences_are_not_emptied BEFORE TRUNCATE ON differences EXECUTE FUNCTION refuse_change_of_money()",
    "CREATE TRIGGER difference_sides_stay BEFORE UPDATE OF difference_id, tax_serial, told_by, first_bill_id, other_bill_id, first_side,"
    " other_side, opened_at ON differences FOR EACH ROW EXECUTE FUNCTION refuse_change_of_money()",
)


_CHECKS = {
    ("tax_callbacks", "tax_callbacks_state_check"): "state IN ('PENDING', 'PROCESSED', 'FAILED', 'DISCARDED', 'CONFLICT')",
    ("tax_callbacks", "tax_callbacks_discarded"): "(state = 'DISCARDED') = (discarded_at IS NOT NULL)"
    " AND num_nulls(discarded_at, discarded_by, discard_reason_sealed) IN (0, 3)",
    ("tax_callbacks", "tax_callbacks_have_a_body"): "state NOT IN ('PENDING', 'FAILED', 'CONFLICT') OR body IS NOT NULL",
    ("payments", "payments_channel_check"): "channel IN ('BANK_DEDUCTION', 'YUE_YIBAO', 'YUE_SHUITONG', 'YUE_SHENGSHI', 'TAX_WECHAT',"
    " 'TAX_TERMINAL', 'TAX_HALL', 'SCHOOL', 'FINANCE')",
    **{(table, f"{table}_{column}_shape"): f"{column} ~ '^{shape}$'" for (table, column), shape in _SHAPES.items()},
}


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=[metadata.tables[name] for name in _NEW])
    for guard in _GUARDS:
        op.execute(guard)
    op.execute("INSERT INTO tax_serials SELECT tax_serial FROM payments ON CONFLICT DO NOTHING")
    op.execute("INSERT INTO tax_serials SELECT serial FROM failures WHERE NOT refused ON CONFLICT DO NOTHING")
    for table, check in _CHECKS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}")
    for table, open_column, sealed in _SEALED:
        _mark(table, open_column, sealed)
    if not _has("tax_callbacks", "body_digest"):
        _mark_bodies()
    for column, comment in _COMMENTS.items():
        op.alter_column("tax_callbacks", column, comment=comment)
    for (table, check), rule in _CHECKS.items():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({rule})")


def _has(table: str, column: str) -> bool:
    return column in {found["name"] for found in sa.inspect(op.get_bind()).get_columns(table)}


def _mark(table: str, open_column: str, sealed: str) -> None:
    """A fresh database was made of the tables as they are now; there is nothing to mark in it."""
    if _has(table, sealed):
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {open_column}")
        return
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {open_column} TO {sealed}")
    op.execute(f"UPDATE {table} SET {sealed} = 'plain.' || {sealed} WHERE {sealed} IS NOT NULL")  # noqa: S608


def _mark_bodies() -> None:
    op.execute("ALTER TABLE tax_callbacks ADD COLUMN body_digest text, ADD COLUMN bytes integer, ALTER COLUMN body DROP NOT NULL")
    op.execute("UPDATE tax_callbacks SET body_digest = encode(sha256(body), 'hex'), bytes = length(body), body = '\\x00'::bytea || body")
    op.execute(
        "UPDATE tax_callbacks SET webhook_id = 'renamed-' || encode(sha256(convert_to(webhook_id, 'UTF8')), 'hex')"
        " WHERE webhook_id !~ '^[A-Za-z0-9_.:=+-]{1,255}(~[0-9a-f]{16})?$'"
    )
    op.execute("ALTER TABLE tax_callbacks ALTER COLUMN body_digest SET NOT NULL, ALTER COLUMN bytes SET NOT NULL")


def downgrade() -> None:
    """Sealed texts stay as they are, sealed; what was not sealed yet is open again."""
    for table, check in _CHECKS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    op.execute("UPDATE tax_callbacks SET state = 'FAILED' WHERE state = 'CONFLICT'")
    op.execute("UPDATE tax_callbacks SET body = CASE WHEN substring(body FROM 1 FOR 1) = '\\x00' THEN substring(body FROM 2) ELSE body END")
    op.execute("UPDATE tax_callbacks SET body = ''::bytea WHERE body IS NULL")
    op.execute("ALTER TABLE tax_callbacks DROP COLUMN body_digest, DROP COLUMN bytes, ALTER COLUMN body SET NOT NULL")
    for table, open_column, sealed in _SEALED:
        op.execute(f"UPDATE {table} SET {sealed} = substring({sealed} FROM 7) WHERE {sealed} LIKE 'plain.%'")  # noqa: S608
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {sealed} TO {open_column}")
    op.execute(
        "ALTER TABLE tax_callbacks ADD CONSTRAINT tax_callbacks_state_check"
        " CHECK (state IN ('PENDING', 'PROCESSED', 'FAILED', 'DISCARDED')),"
        " ADD CONSTRAINT tax_callbacks_discarded CHECK ((state = 'DISCARDED') = (discarded_at IS NOT NULL)"
        " AND num_nulls(discarded_at, discarded_by, discard_reason) IN (0, 3))"
    )
    for name in reversed(_NEW):
        op.drop_table(name)
