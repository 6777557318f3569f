"""Audit rows cannot be changed and are sealed in a chain; acts wait for a second person; kept answers are sealed.

Answers of before stay in clear and readable until they expire: the migration has no key.
"""

from alembic import op

from service_runtime.runtime_tables import APPEND_ONLY, audit_anchors, audit_seals, confirmations

revision = "202611270750"
down_revision = "202611270600"

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$
"""
_PROBLEM = (
    '{"type": "urn:canbao:problem:answered-before", "title": "状态冲突", "status": 409, "code": "ANSWERED_BEFORE", '
    '"msg": "该请求此前已办理，应答已不可读"}'
)
_ANSWERED_BEFORE = (
    'UPDATE idempotency_keys SET status = 409, headers = \'{"content-type": "application/problem+json"}\', '  # noqa: S608
    f"body = convert_to('{_PROBLEM}', 'UTF8') WHERE headers IS NULL"
)
"""What the older version cannot open: the act is not done again, and the caller is told so."""


def upgrade() -> None:
    for table in (audit_seals, audit_anchors, confirmations):
        table.create(op.get_bind(), checkfirst=True)
    op.execute(_REFUSE)
    for name in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {name}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()"
        )
    op.execute("ALTER TABLE idempotency_keys ALTER COLUMN headers DROP NOT NULL")


def downgrade() -> None:
    op.get_bind().exec_driver_sql(_ANSWERED_BEFORE)
    op.execute("ALTER TABLE idempotency_keys ALTER COLUMN headers SET NOT NULL")
    for table in (confirmations, audit_anchors, audit_seals):
        table.drop(op.get_bind())
    op.execute("DROP TRIGGER audit_rows_stay ON audit_rows")
    op.execute("DROP FUNCTION refuse_change_of_audit()")
