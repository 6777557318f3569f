"""The office's own book. No name, document or account number is kept: only digests that let equal ones be recognised."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

metadata = sa.MetaData()

_instant = sa.DateTime(timezone=True)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("content", BYTEA, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("received_at", _instant, nullable=False, server_default=sa.func.now()),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("webhook_id", sa.Text, primary_key=True),
    sa.Column("content", BYTEA, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("received_at", _instant, nullable=False, server_default=sa.func.now()),
)
"""What was answered to each message, for whoever did not hear it."""

bills = sa.Table(
    "bills",
    metadata,
    sa.Column("ordinal", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("bill_id", sa.Text, nullable=False, unique=True),
    sa.Column("resend_no", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, sa.CheckConstraint("amount > 0"), nullable=False),
    sa.Column("chance_key", sa.Text, nullable=False),
    sa.Column("document_key", sa.Text, nullable=False),
    sa.Column("account_key", sa.Text),
    sa.Column("state", sa.Text, sa.CheckConstraint("state IN ('OUTSTANDING', 'WAITING_RESEND', 'PAID', 'RECALLED')"), nullable=False),
    sa.Column("fate", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("last_cause", sa.Text),
    sa.Column("batch_id", sa.Text),
    postgresql_with={"fillfactor": 60},
)

recalls = sa.Table("recalls", metadata, sa.Column("bill_id", sa.Text, primary_key=True))

pinned_fates = sa.Table(
    "pinned_fates",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fate", sa.Text, nullable=False),
)

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("round_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("kinds", ARRAY(sa.Text)),
    sa.Column("told", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("upto", sa.BigInteger, nullable=False),
    sa.Column("done_to", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("finished", sa.Boolean, nullable=False, server_default=sa.false()),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, sa.CheckConstraint("kind IN ('SUCCESS', 'FAILURE')"), nullable=False),
    sa.Column("bill_id", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("arrival_date", sa.Date, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("round_no", sa.Integer),
    sa.Column("resend_no", sa.Integer, nullable=False),
    sa.Column("planted", sa.Text),
    sa.CheckConstraint("(kind = 'SUCCESS') = (cause IS NULL)"),
    sa.Index("ledger_by_bill", "bill_id"),
)

reversals = sa.Table(
    "reversals",
    metadata,
    sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("reverses", sa.BigInteger, nullable=False),
    sa.Column("bill_id", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("arrival_date", sa.Date, nullable=False),
)
"""Entries of the ledger that take others back."""

told_otherwise = sa.Table(
    "told_otherwise",
    metadata,
    sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("how", sa.Text, sa.CheckConstraint("how IN ('AMOUNT', 'CHANNEL', 'FAILURE')"), nullable=False),
)
"""Entries of the ledger of which callbacks told another amount, a channel that there is not, or a failure, until that is put right."""

refund_requests = sa.Table(
    "refund_requests",
    metadata,
    sa.Column("refund_id", sa.Text, primary_key=True),
    sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
)

payouts = sa.Table(
    "payouts",
    metadata,
    sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("payout_id", sa.Text, nullable=False),
    sa.Column("refund_id", sa.Text, nullable=False),
    sa.Column("content", BYTEA, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("arrival_date", sa.Date, nullable=False),
    sa.Column("result", sa.Text, sa.CheckConstraint("result IN ('PAID', 'FAILED')"), nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("came_back", sa.Boolean, nullable=False),
    sa.Index("payouts_by_id", "payout_id"),
    sa.Index("payouts_once", "payout_id", unique=True, postgresql_where=sa.text("NOT came_back")),
)
"""Entries of the ledger about money that went back; one outflow for one id, and that it came back."""

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("webhook_id", sa.Text, nullable=False),
    sa.Column("body", BYTEA),
    sa.Column("shift", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("place", sa.BigInteger, sa.Computed("id + shift", persisted=True)),
    sa.Column("not_before", _instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("delivered_at", _instant),
    sa.Index("deliveries_due", "place", postgresql_where=sa.text("delivered_at IS NULL")),
)
