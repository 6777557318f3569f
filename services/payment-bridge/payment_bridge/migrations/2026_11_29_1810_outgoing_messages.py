"""Messages to the tax office with each attempt to send them; an endpoint can be disabled; a recall knows its message.

The release before goes on with its own claims: what it sends is the same bytes under the same id, and what it stores is adopted.
"""

from alembic import op

from payment_bridge.tables import metadata

revision = "202611291810"
down_revision = "202611291801"
phase = "expand"
widens = ("tax_endpoints_endpoint_check",)

_NEW = ("outgoing_messages", "outgoing_attempts")
_BEFORE = "endpoint IN ('LEVIES', 'RECALLS', 'LEDGER')"
_COMMENT = "410: nobody calls until an operator enables it"
_OF_RECALLS = "in which the tax office is told of it; none until that is made"


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    for name in _NEW:
        metadata.tables[name].create(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE tax_endpoints ADD COLUMN IF NOT EXISTS disabled_at timestamptz")
    op.alter_column("tax_endpoints", "disabled_at", comment=_COMMENT)
    op.execute("ALTER TABLE recalls ADD COLUMN IF NOT EXISTS message_id uuid")
    op.alter_column("recalls", "message_id", comment=_OF_RECALLS)
    op.execute("ALTER TABLE tax_endpoints DROP CONSTRAINT IF EXISTS tax_endpoints_endpoint_check")
    op.execute("ALTER TABLE tax_endpoints ADD CONSTRAINT tax_endpoints_endpoint_check CHECK (endpoint ~ '^[A-Z_]{1,40}$')")


def downgrade() -> None:
    op.execute("DELETE FROM tax_endpoints WHERE endpoint NOT IN ('LEVIES', 'RECALLS', 'LEDGER')")
    op.execute("ALTER TABLE tax_endpoints DROP CONSTRAINT tax_endpoints_endpoint_check")
    op.execute(f"ALTER TABLE tax_endpoints ADD CONSTRAINT tax_endpoints_endpoint_check CHECK ({_BEFORE})")
    op.execute("ALTER TABLE tax_endpoints DROP COLUMN disabled_at")
    op.execute("ALTER TABLE recalls DROP COLUMN message_id")
    for name in reversed(_NEW):
        op.drop_table(name)
