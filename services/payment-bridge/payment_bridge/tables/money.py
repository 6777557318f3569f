"""What the tax office told of bills: deductions that failed, money that arrived, serials and their differences. Append-only."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_terms.scheme import FailureCause, PaymentChannel
from payment_bridge.domain.differences import DifferenceState, TaxSource
from payment_bridge.domain.ledger import Account
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import matching, shaped, tax_serial


def _failure(column: str) -> str:
    """A serial number, or ours for a bill that the tax office refused."""
    return f"({tax_serial(column)}) OR {matching('REFUSED-[0-9a-f-]{36}-[0-9]+')(column)}"


failures = sa.Table(
    "failures",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("bill_id", UUID, nullable=False, index=True),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("failed_on", sa.Date, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    one_of("cause", FailureCause),
    shaped("failures", "serial", _failure),
)
"""Deductions that failed, as the tax office told. Append-only."""

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("payment_id", UUID, primary_key=True),
    sa.Column("tax_serial", sa.Text, nullable=False, unique=True),
    sa.Column("bill_id", UUID, nullable=False, index=True, comment="as the tax office named it; there may be no such bill"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("arrival_date", sa.Date, nullable=False),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("matched", sa.Boolean, nullable=False, comment="a bill of that id is known"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount > 0"),
    one_of("state", PaymentState),
    sa.CheckConstraint(f"channel IN ({', '.join(repr(str(channel)) for channel in PaymentChannel)})", name="payments_channel_check"),
    shaped("payments", "tax_serial", tax_serial),
    sa.Index("payments_to_look_at", "state", "received_at", postgresql_where=sa.text("state <> 'SETTLED'")),
    sa.Index("payments_without_bill", "bill_id", postgresql_where=sa.text("NOT matched")),
)
"""Money that arrived: one row per tax serial, never deleted, facts never changed; only state, version and matched are decisions."""

reversals = sa.Table(
    "reversals",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("takes_back", sa.Text, nullable=False, comment="the serial of the money; it may come later"),
    sa.Column("bill_id", UUID, nullable=False, comment="as the tax office named it"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("reversed_on", sa.Date, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.CheckConstraint("amount > 0"),
    shaped("reversals", "serial", tax_serial),
    shaped("reversals", "takes_back", tax_serial),
    sa.Index("reversals_of", "takes_back"),
)
"""Money that the tax office took back (冲正), as it told. Append-only."""

documents_of_money = sa.Table(
    "documents_of_money",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("tokens", postgresql.ARRAY(sa.Text), nullable=False),
    sa.Column("document_kind", sa.Text, nullable=False),
    sa.Column("document_sealed", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("bill_id", UUID, comment="null until the bill of the person and year is there"),
    shaped("documents_of_money", "serial", tax_serial),
    sa.Index("documents_of_money_waiting", "serial", postgresql_where=sa.text("bill_id IS NULL")),
)
"""Money that names a person and a year instead of a bill (R-061)."""

ledger_postings = sa.Table(
    "ledger_postings",
    metadata,
    sa.Column("cause_id", UUID, primary_key=True, comment="the bill, the payment or the line of a statement"),
    sa.Column("cause_version", sa.BigInteger, primary_key=True),
    sa.Column("line", sa.SmallInteger, primary_key=True),
    sa.Column("debit", sa.Text, nullable=False),
    sa.Column("credit", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("booked_on", sa.Date, nullable=False, comment="business day of what it books"),
    sa.Column("bill_id", UUID, index=True),
    sa.Column("payment_id", UUID),
    sa.Column("recorded_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.CheckConstraint("amount > 0", name="ledger_postings_amount"),
    sa.CheckConstraint("debit <> credit", name="ledger_postings_two_sides"),
    one_of("debit", Account),
    one_of("credit", Account),
)
"""The double-entry ledger: one row is both sides of one amount, so that it cannot be out of balance; one for each cause. Append-only."""

tax_serials = sa.Table(
    "tax_serials",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    shaped("tax_serials", "serial", tax_serial),
)
"""Every serial that was told of, whatever it was told of: two that tell of one wait here for one another, and the second sees the first.
Append-only."""

differences = sa.Table(
    "differences",
    metadata,
    sa.Column("difference_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("tax_serial", sa.Text, nullable=False),
    sa.Column("told_by", sa.Text, nullable=False, comment="where the other side was told"),
    sa.Column("first_bill_id", UUID, nullable=False),
    sa.Column("other_bill_id", UUID, nullable=False),
    sa.Column("first_side", postgresql.JSON, nullable=False, comment="what was told first, and stands"),
    sa.Column("other_side", postgresql.JSON, nullable=False, comment="what was told then"),
    sa.Column("state", sa.Text, nullable=False, server_default=DifferenceState.OPEN),
    sa.Column("opened_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("closed_at", INSTANT),
    *(sa.Column(name, sa.Text) for name in ("closed_by", "close_reason_sealed")),
    one_of("state", DifferenceState),
    one_of("told_by", TaxSource),
    shaped("differences", "tax_serial", tax_serial),
    sa.CheckConstraint(
        "(state = 'CLOSED') = (closed_at IS NOT NULL) AND num_nulls(closed_at, closed_by, close_reason_sealed) IN (0, 3)",
        name="differences_closed",
    ),
    sa.Index("differences_by_state", "state", "position"),
    sa.Index("differences_of_serial", "tax_serial"),
    sa.Index("differences_open", "tax_serial", postgresql_where=sa.text("state = 'OPEN'")),
)
"""One serial with two contents. Neither side is ever dropped; an operator closes it."""
