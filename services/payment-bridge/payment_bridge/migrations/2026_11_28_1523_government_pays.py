"""The government may pay, too (R-131): its bills are let in, others are proved anew."""

from alembic import op

revision = "202611281523"
down_revision = "202611281500"
phase = "expand"
widens = ("bills_payer_check",)
_BEFORE = ("PERSON", "FINANCE", "SCHOOL")


def _payers(*payers: str) -> None:
    listed = ", ".join(f"'{payer}'" for payer in payers)
    op.execute("ALTER TABLE bills DROP CONSTRAINT IF EXISTS bills_payer_check")
    op.execute(f"ALTER TABLE bills ADD CONSTRAINT bills_payer_check CHECK (payer IN ({listed}))")


def upgrade() -> None:
    _payers(*_BEFORE, "GOVERNMENT")


def downgrade() -> None:
    """Fails where the government pays a bill: its payer must be another first."""
    _payers(*_BEFORE)
