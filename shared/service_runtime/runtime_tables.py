"""Tables that every service's database holds beside its own: idempotency keys and audit rows. Migrated by the runtime itself."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

runtime_metadata = sa.MetaData()

idempotency_keys = sa.Table(
    "idempotency_keys",
    runtime_metadata,
    sa.Column("scope", postgresql.BYTEA, primary_key=True, comment="SHA-256 of caller, method, path and key"),
    sa.Column("request_hash", postgresql.BYTEA, nullable=False),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("headers", sa.Text, nullable=False, comment="JSON"),
    sa.Column("body", postgresql.BYTEA, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
"""Never purged: they guard money."""

audit_rows = sa.Table(
    "audit_rows",
    runtime_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="business time"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text),
    sa.Column("request_id", sa.Text),
    sa.Column("detail", postgresql.JSONB),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    sa.Index("audit_rows_of_subject", "subject", "id"),
)
"""Who did what to whom, for which purpose. Holds ids and masked values only."""

rate_counts = sa.Table(
    "rate_counts",
    runtime_metadata,
    sa.Column("replica", sa.Uuid, primary_key=True),
    sa.Column("digest", postgresql.BYTEA, primary_key=True, comment="of kind and caller"),
    sa.Column("started", sa.BigInteger, primary_key=True, comment="of the window, Unix seconds"),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Index("rate_counts_started", "started"),
    prefixes=["UNLOGGED"],
)
"""How often callers asked, by replica and window; see `rate_limits`."""
