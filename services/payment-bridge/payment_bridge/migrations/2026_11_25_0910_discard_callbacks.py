"""Callbacks that failed tell field and rule, and can be discarded."""

from alembic import op

revision = "202611250910"
down_revision = "202611250900"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE tax_callbacks ADD COLUMN IF NOT EXISTS field text, ADD COLUMN IF NOT EXISTS rule text, "
        "ADD COLUMN IF NOT EXISTS discarded_at timestamptz, ADD COLUMN IF NOT EXISTS discarded_by text, "
        "ADD COLUMN IF NOT EXISTS discard_reason text, DROP CONSTRAINT IF EXISTS tax_callbacks_state_check, "
        "DROP CONSTRAINT IF EXISTS tax_callbacks_discarded"
    )
    op.execute(
        "ALTER TABLE tax_callbacks "
        "ADD CONSTRAINT tax_callbacks_state_check CHECK (state IN ('PENDING', 'PROCESSED', 'FAILED', 'DISCARDED')), "
        "ADD CONSTRAINT tax_callbacks_discarded CHECK ((state = 'DISCARDED') = (discarded_at IS NOT NULL) "
        "AND num_nulls(discarded_at, discarded_by, discard_reason) IN (0, 3))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE tax_callbacks DROP CONSTRAINT tax_callbacks_discarded, DROP CONSTRAINT tax_callbacks_state_check")
    op.execute("UPDATE tax_callbacks SET state = 'FAILED' WHERE state = 'DISCARDED'")
    op.execute(
        "ALTER TABLE tax_callbacks ADD CONSTRAINT tax_callbacks_state_check CHECK (state IN ('PENDING', 'PROCESSED', 'FAILED')), "
        "DROP COLUMN field, DROP COLUMN rule, DROP COLUMN discarded_at, DROP COLUMN discarded_by, DROP COLUMN discard_reason"
    )
