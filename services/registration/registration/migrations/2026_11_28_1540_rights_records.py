"""Rights records, which the database keeps from being changed, and the employer of a relation in the employee scheme."""

from alembic import op

from registration.tables import rights_records

revision = "202611281540"
down_revision = "202611281110"
phase = "expand"

_REFUSE = """
    CREATE OR REPLACE FUNCTION refuse_change_of_rights() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rights records are append-only' USING ERRCODE = 'insufficient_privilege';
    END $$
"""
_STAY = (
    "CREATE TRIGGER rights_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON rights_records "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_rights()"
)


def upgrade() -> None:
    rights_records.create(op.get_bind(), checkfirst=True)
    op.execute(_REFUSE)
    op.execute(_STAY)
    op.execute("ALTER TABLE remote_employee_relations ADD COLUMN IF NOT EXISTS employer text")


def downgrade() -> None:
    op.drop_column("remote_employee_relations", "employer")
    rights_records.drop(op.get_bind())
    op.execute("DROP FUNCTION refuse_change_of_rights()")
