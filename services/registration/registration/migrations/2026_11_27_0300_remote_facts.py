"""What other services told stands in tables that say so: remote_bills, remote_payments, remote_waits, remote_entitlements."""

from alembic import op

revision = "202611270300"
down_revision = "202611250900"

_TABLES = {
    "bill_states": "remote_bills",
    "payments": "remote_payments",
    "waits_heard": "remote_waits",
    "entitlements_heard": "remote_entitlements",
}
_INDEXES = {
    "bill_states_pkey": "remote_bills_pkey",
    "bill_states_of": "remote_bills_of",
    "payments_pkey": "remote_payments_pkey",
    "payments_of": "remote_payments_of",
    "payments_of_person": "remote_payments_of_person",
    "waits_heard_pkey": "remote_waits_pkey",
    "entitlements_heard_pkey": "remote_entitlements_pkey",
}


def upgrade() -> None:
    """A new database has the new names from its first step, which makes the tables in code."""
    for kind, names in (("TABLE", _TABLES), ("INDEX", _INDEXES)):
        for before, after in names.items():
            op.execute(f"ALTER {kind} IF EXISTS {before} RENAME TO {after}")


def downgrade() -> None:
    for kind, names in (("TABLE", _TABLES), ("INDEX", _INDEXES)):
        for before, after in names.items():
            op.execute(f"ALTER {kind} {after} RENAME TO {before}")
