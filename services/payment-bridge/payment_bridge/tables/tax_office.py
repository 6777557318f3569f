"""The dealings with the tax office: callbacks, how far its ledger was read, calls that fail, and cases for a person to decide."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_cases import CaseKind, CaseState
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import matching, shaped, tax_serial

tax_cases = sa.Table(
    "tax_cases",
    metadata,
    sa.Column("case_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("told_by", sa.Text),
    sa.Column("bill_id", UUID, comment="as far as it is told; there may be no such bill"),
    sa.Column("tax_serial", sa.Text),
    sa.Column("other_serial", sa.Text, comment="of the money that a reversal takes back"),
    sa.Column("amount", sa.BigInteger, comment="fen"),
    sa.Column("told_on", sa.Date),
    *(sa.Column(name, sa.Text) for name in ("code", "error", "field", "rule")),
    sa.Column("raw_sealed", postgresql.BYTEA, comment="the row as it was told, in the safe"),
    sa.Column("tried_with", postgresql.ARRAY(sa.Text), nullable=False, comment="what the versions that tried it can read"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("closed_at", INSTANT),
    sa.Column("closed_by", sa.Text),
    sa.Column("close_reason_sealed", sa.Text),
    sa.Column("resolution", sa.Text, comment="of money that was to be recovered"),
    one_of("kind", CaseKind),
    one_of("state", CaseState),
    one_of("told_by", TaxSource),
    sa.CheckConstraint("resolution IN ('RECOVERED', 'REFUND_STANDS')", name="tax_cases_resolution"),
    shaped("tax_cases", "tax_serial", tax_serial),
    shaped("tax_cases", "other_serial", tax_serial),
    shaped("tax_cases", "code", matching("[A-Za-z0-9_]{1,60}")),
    sa.CheckConstraint(
        "(state = 'OPEN') = (closed_at IS NULL) AND (state = 'CLOSED') = (closed_by IS NOT NULL AND close_reason_sealed IS NOT NULL)",
        name="tax_cases_closed",
    ),
    sa.Index("tax_cases_by_state", "state", "position"),
    sa.Index("tax_cases_open", "kind", "tax_serial", postgresql_where=sa.text("state = 'OPEN'")),
    sa.Index("tax_cases_of_reversed", "other_serial", postgresql_where=sa.text("other_serial IS NOT NULL")),
)
"""What a person must decide of what the tax office told or refused; a row that was set aside lies here until it is taken or given up."""

tax_callbacks = sa.Table(
    "tax_callbacks",
    metadata,
    sa.Column("webhook_id", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("body", postgresql.BYTEA, comment="as signed, in the safe; gone some time after it was done with"),
    sa.Column("body_digest", sa.Text, nullable=False, comment="SHA-256 of what was signed, kept for ever"),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    *(sa.Column(name, sa.Text) for name in ("error", "field", "rule", "discarded_by", "discard_reason_sealed")),
    sa.Column("discarded_at", INSTANT),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("processed_at", INSTANT),
    sa.CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in CallbackState)})", name="tax_callbacks_state_check"),
    sa.CheckConstraint(
        "(state = 'DISCARDED') = (discarded_at IS NOT NULL) AND num_nulls(discarded_at, discarded_by, discard_reason_sealed) IN (0, 3)",
        name="tax_callbacks_discarded",
    ),
    sa.CheckConstraint("state NOT IN ('PENDING', 'FAILED', 'CONFLICT') OR body IS NOT NULL", name="tax_callbacks_have_a_body"),
    shaped("tax_callbacks", "webhook_id", matching("[A-Za-z0-9_.:=+-]{1,255}(~[0-9a-f]{16})?")),
    sa.Index("tax_callbacks_open", "state", "position", postgresql_where=sa.text("state <> 'PROCESSED'")),
    sa.Index("tax_callbacks_by_time", "received_at"),
)
"""Callbacks of the tax office, stored before they are answered. Never purged: the id guards money.

Another body under a known id is a row of its own, `<id>~<digest>`, in state CONFLICT until an operator replays or discards it.
"""

ledger_cursor = sa.Table(
    "ledger_cursor",
    metadata,
    sa.Column("only_one", sa.Boolean, primary_key=True),
    sa.Column("after", sa.Text),
    sa.Column("read_at", INSTANT),
    sa.Column("reread_after", sa.Text, comment="how far it was read once more; empty for its beginning, none if nobody rereads"),
    sa.Column("reread_at", INSTANT),
    sa.CheckConstraint("only_one"),
)
"""How far the tax office's ledger was read, when its end was reached last, and how far the newest part of it was read once more."""

ledger_marks = sa.Table(
    "ledger_marks",
    metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("after", sa.Text, nullable=False, comment="empty for the beginning"),
)
"""How far the ledger had been read at each of the newest rereadings: it is reread from the oldest of them. No clock decides."""

tax_endpoints = sa.Table(
    "tax_endpoints",
    metadata,
    sa.Column("endpoint", sa.Text, primary_key=True),
    sa.Column("refusing_since", INSTANT, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False, comment="bodies refused in a row"),
    sa.Column("not_before", INSTANT),
    sa.Column("disabled_at", INSTANT, comment="410: nobody calls until an operator enables it"),
    sa.CheckConstraint("endpoint ~ '^[A-Z_]{1,40}$'", name="tax_endpoints_endpoint_check"),
)
"""Calls to the tax office that are not answered as they should be: since when, and when to try again. An answer takes the row away."""
