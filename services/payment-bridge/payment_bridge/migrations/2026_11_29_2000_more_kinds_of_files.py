"""Files of levy receipts, refunds and employees: four kinds more. The release before takes none of them."""

from alembic import op

revision = "202611292000"
down_revision = "202611292011"
phase = "expand"
widens = ("batch_files_kind_check",)

_BEFORE = ("LEVIES", "RESULTS", "TAX_STATEMENT", "BANK_STATEMENT")
_NEW = ("LEVY_RECEIPTS", "REFUND_REVIEWS", "REFUND_PAYOUTS", "EMPLOYEES")


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE batch_files DROP CONSTRAINT IF EXISTS batch_files_kind_check")
    op.execute(f"ALTER TABLE batch_files ADD CONSTRAINT batch_files_kind_check CHECK (kind IN ({listed}))")


def upgrade() -> None:
    _kinds(*_BEFORE[:2], *_NEW, *_BEFORE[2:])


def downgrade() -> None:
    """Fails where such a file has come: its row must go first."""
    _kinds(*_BEFORE)
