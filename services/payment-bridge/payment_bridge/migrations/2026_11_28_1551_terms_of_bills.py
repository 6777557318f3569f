"""Bills follow the terms of their participation: which terms were sent, and when they changed last (R-065).

What was sent before this step counts as sent on the terms of then.
"""

from alembic import op

revision = "202611281551"
down_revision = "202611281200"
phase = "expand"
widens = ("tax_cases_kind_check",)
_BEFORE = (
    "ROW_NOT_READ", "ROW_NOT_TAKEN", "ROW_WITH_MORE", "NOT_IN_LEDGER", "REVERSAL", "REVERSAL_WITHOUT_MONEY", "REVERSED_AGAIN",
    "REVERSED_IN_PART", "LEVY_REFUSED", "RECALL_REFUSED",
)  # fmt: skip
_COLUMNS = (
    ("participations", "terms_version", "bigint NOT NULL DEFAULT 0", None),
    ("participations", "terms_on", "date", None),
    ("participations", "payer_version", "bigint NOT NULL DEFAULT 0", None),
    ("participations", "payer_on", "date", None),
    ("bills", "sent_terms", "bigint NOT NULL DEFAULT 0", "version of the participation that was sent last"),
    ("levy_batch_bills", "terms", "bigint NOT NULL DEFAULT 0", "version of the participation whose terms it tells"),
)


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE tax_cases DROP CONSTRAINT IF EXISTS tax_cases_kind_check")
    op.execute(f"ALTER TABLE tax_cases ADD CONSTRAINT tax_cases_kind_check CHECK (kind IN ({listed}))")


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    for table, column, kind, comment in _COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kind}")
        if comment:
            op.execute(f"COMMENT ON COLUMN {table}.{column} IS '{comment}'")
    _kinds(*_BEFORE, "FORMER_PAYER_PAID")


def downgrade() -> None:
    op.execute("DELETE FROM tax_cases WHERE kind = 'FORMER_PAYER_PAID'")
    _kinds(*_BEFORE)
    for table, column, *_ in reversed(_COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
