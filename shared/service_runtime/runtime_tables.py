"""Tables that each service has beside its own: kept answers, audit rows and seals, confirmations, notes on the schema.

The runtime migrates them.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

runtime_metadata = sa.MetaData()

idempotency_keys = sa.Table(
    "idempotency_keys",
    runtime_metadata,
    sa.Column("scope", postgresql.BYTEA, primary_key=True, comment="Keyed digest of caller, method, path and key"),
    sa.Column("request_hash", postgresql.BYTEA, nullable=False, comment="Keyed digest of query and body"),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("headers", sa.Text, comment="Null since answers are sealed; JSON beside an answer in clear of before"),
    sa.Column("body", postgresql.BYTEA, nullable=False, comment="Headers and body, sealed for this scope"),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
"""Purged after `kept_answer_days`: what guards money for good are the tax serials and the inbox of payment-bridge, not these rows."""

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
"""Who did what to whom, for which purpose. Holds ids and masked values only. Append-only: triggers refuse all else."""

audit_seals = sa.Table(
    "audit_seals",
    runtime_metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ids", postgresql.ARRAY(sa.BigInteger), nullable=False, comment="The audit rows in this block"),
    sa.Column("digests", postgresql.BYTEA, nullable=False, comment="A keyed digest of 32 bytes for each of them"),
    sa.Column("settled", sa.BigInteger, nullable=False, comment="Rows up to here are in this block or before it, or never came"),
    sa.Column("highest", sa.BigInteger, nullable=False, comment="The highest id that this block knows of"),
    sa.Column("digest", postgresql.BYTEA, nullable=False, comment="Keyed digest of all of it and of the block before"),
    sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("audit_seals_highest", "highest"),
)
"""The chain over the audit rows. Append-only."""

audit_anchors = sa.Table(
    "audit_anchors",
    runtime_metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False, comment="The last block that was archived"),
    sa.Column("digest", postgresql.BYTEA, nullable=False),
    sa.Column("proof", postgresql.BYTEA, nullable=False, comment="Keyed digest of both: nobody else makes an anchor"),
    sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
)
"""Where the chain begins once blocks were archived."""

confirmations = sa.Table(
    "confirmations",
    runtime_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("act", postgresql.BYTEA, nullable=False, comment="Keyed digest of what is to be done; nothing of it is stored"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("summary", postgresql.JSONB, nullable=False, comment="Ids, places and numbers of things only"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("areas", postgresql.ARRAY(sa.Text), nullable=False, comment="Those of who asked"),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="business time, as the others"),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("confirmed_at", sa.DateTime(timezone=True)),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    sa.CheckConstraint("confirmed_by <> asked_by", name="confirmations_by_two"),
    sa.CheckConstraint("(state = 'CONFIRMED') = (confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL)", name="confirmations_confirmed"),
    sa.Index("confirmations_waiting", "act", unique=True, postgresql_where=sa.column("state", sa.Text()) == "WAITING_FOR_SECOND"),
    sa.Index("confirmations_of_act", "act", "id"),
)
"""Acts that need two persons: who asked, who confirmed."""

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

schema_revisions = sa.Table(
    "schema_revisions",
    runtime_metadata,
    sa.Column("chain", sa.Text, primary_key=True, comment="the table that tells how far the steps are"),
    sa.Column("revision", sa.Text, primary_key=True),
    sa.Column("down_revision", sa.Text),
    sa.Column("phase", sa.Text, nullable=False, comment="expand, migrate or contract"),
    sa.Column("works_since", sa.Text, comment="of a contract: a release that knows this step works after it"),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
"""What each step of the schema does to a release that does not know it; see `schema_revisions`."""

republications = sa.Table(
    "republications",
    runtime_metadata,
    sa.Column("republication_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("kinds", postgresql.ARRAY(sa.Text), nullable=False, comment="kinds of aggregates, in the order in which they are told"),
    sa.Column("area", sa.Text, nullable=False, comment="beginning of the area code, empty for all"),
    sa.Column("since", sa.DateTime(timezone=True), comment="only what changed since then, null for all"),
    sa.Column("state", sa.Text, nullable=False, comment="RUNNING, DONE or STOPPED"),
    sa.Column("kinds_done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("after", postgresql.UUID(as_uuid=True), comment="the last aggregate of the kind in hand that was told"),
    sa.Column("told", sa.BigInteger, nullable=False, server_default="0", comment="aggregates"),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Index("republications_running", "republication_id", postgresql_where=sa.column("state", sa.Text()) == "RUNNING"),
)
"""The state of aggregates told anew: what was asked for, and how far it is. A batch and this row commit together."""

timed_jobs = sa.Table(
    "timed_jobs",
    runtime_metadata,
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("planned_until", sa.Date, nullable=False, comment="business day; what is due up to it stands in job_runs"),
    sa.Column("basis", sa.Text, comment="digest of the policy book that its work goes by; null while it goes by none"),
)
"""How far the calendar is planned."""

job_runs = sa.Table(
    "job_runs",
    runtime_metadata,
    sa.Column("run_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("job", sa.Text, nullable=False),
    sa.Column("area", sa.Text(collation="C"), nullable=False),
    sa.Column("day", sa.Date, nullable=False, comment="the business day that it is done for"),
    sa.Column("state", sa.Text, nullable=False, comment="WAITING, RUNNING or DONE"),
    sa.Column("cursor", sa.Text, comment="where the next portion goes on"),
    sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("asked_by", sa.Text, comment="the operator who had it done, or why all of it is done again; null for the calendar"),
    sa.Column("started_at", sa.DateTime(timezone=True)),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.Column("error", sa.Text, comment="why the latest portion failed"),
    sa.UniqueConstraint("job", "area", "day", name="job_runs_once"),
    sa.Index("job_runs_of_job", "job", "state", "day"),
)
"""What the calendar asked of timed jobs, and how far it is. A portion of the work and this row commit together."""

APPEND_ONLY = ("audit_rows", "audit_seals", "audit_anchors")
