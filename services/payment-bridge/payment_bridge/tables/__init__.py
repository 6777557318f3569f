"""The tables of payment-bridge. Money is bigint fen; facts on money are append-only (triggers in the migration).

What people wrote (columns `…_sealed`, `body`) lies in the vault's seal or, where only this service reads it, in its safe's. Other texts are
codes of ours, ids, or bound to a shape: a name or a number does not fit into them.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.differences import DifferenceState, TaxSource
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.tax_cases import CaseKind, CaseState
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.tables.columns import INSTANT as _INSTANT
from payment_bridge.tables.columns import UUID as _UUID
from payment_bridge.tables.columns import metadata
from payment_bridge.tables.employees import employee_relations
from payment_bridge.tables.people import merged_people, people, person_tokens, remote_households, remote_mandates
from row_sets.shapes import area, matching, shaped, tax_serial

_RECORDED = sa.func.clock_timestamp()


def _one_of(column: str, values: type) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]
    return sa.CheckConstraint(f"{column} IN ({listed})")


def _failure(column: str) -> str:
    """A serial number, or ours for a bill that the tax office refused."""
    return f"({tax_serial(column)}) OR {matching('REFUSED-[0-9a-f-]{36}-[0-9]+')(column)}"


participations = sa.Table(
    "participations",
    metadata,
    sa.Column("participation_id", _UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False, comment="newest heard of"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("paid_on", sa.Date),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("registered_version", sa.BigInteger, nullable=False, comment="version of the newest registration heard, 0 if none was"),
    sa.Column("person_id", _UUID, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("household_no", sa.Text, comment="sealed"),
    sa.Column("registered_on", sa.Date, nullable=False),
    *(sa.Column(name, sa.Date) for name in ("birth_date", "expected_on")),  # one of them of a child that is not born yet
    sa.Column("is_foreign", sa.Boolean, nullable=False),
    sa.Column("name_sealed", sa.Text, nullable=False),
    sa.Column("document_kind", sa.Text, nullable=False),
    sa.Column("document_sealed", sa.Text, nullable=False),
    sa.Column("holder_sealed", sa.Text),
    sa.Column("bank", sa.Text, comment="sealed"),
    sa.Column("account_sealed", sa.Text),
    sa.Column("agreement_sealed", sa.Text),
    *(sa.Column(f"{of}_version", sa.BigInteger, nullable=False, server_default="0") for of in ("terms", "payer")),
    *(sa.Column(f"{of}_on", sa.Date) for of in ("terms", "payer")),
    shaped("participations", "area", area),
)
"""What registration says: the newest status and terms; the newest change of what a levy tells and of the payer, with their days."""

bills = sa.Table(
    "bills",
    metadata,
    sa.Column("bill_id", _UUID, primary_key=True),
    sa.Column("participation_id", _UUID, nullable=False),
    sa.Column("person_id", _UUID, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("repair_year", sa.SmallInteger, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("last_day", sa.Date),
    sa.Column("created_on", sa.Date, nullable=False),
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Column("sent_no", sa.SmallInteger, nullable=False),
    sa.Column("sent_on", sa.Date),
    sa.Column("sent_terms", sa.BigInteger, nullable=False, server_default="0", comment="version of the participation that was sent last"),
    sa.Column("accepted_no", sa.SmallInteger, nullable=False),
    sa.Column("requeued_no", sa.SmallInteger, nullable=False),
    sa.Column("expired_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("settled_serial", sa.Text),
    sa.Column("deemed_in_window", sa.Boolean, nullable=False),
    sa.Column("group_complete", sa.Boolean, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("created_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("changed_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.UniqueConstraint("participation_id", "kind", "repair_year"),
    sa.CheckConstraint("amount > 0"),
    sa.CheckConstraint("(state = 'PAID') = (settled_serial IS NOT NULL) OR state = 'REFUNDED'"),
    _one_of("kind", BillKind),
    _one_of("state", BillState),
    _one_of("cause", FailureCause),
    _one_of("payer", Payer),
    shaped("bills", "area", area),
    sa.Index("bills_of_person", "person_id"),
    sa.Index("bills_with_a_last_day", "last_day", postgresql_where=sa.text("last_day IS NOT NULL")),
    postgresql_with={"fillfactor": "45"},
)
"""Levy bills. No index holds a column that changes, and pages have room: every change of state is a HOT update (3-4 times faster)."""

failures = sa.Table(
    "failures",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("bill_id", _UUID, nullable=False, index=True),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("failed_on", sa.Date, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.Column("received_at", _INSTANT, nullable=False, server_default=_RECORDED),
    _one_of("cause", FailureCause),
    shaped("failures", "serial", _failure),
)
"""Deductions that failed, as the tax office told. Append-only."""

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("payment_id", _UUID, primary_key=True),
    sa.Column("tax_serial", sa.Text, nullable=False, unique=True),
    sa.Column("bill_id", _UUID, nullable=False, index=True, comment="as the tax office named it; there may be no such bill"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("arrival_date", sa.Date, nullable=False),
    sa.Column("round_no", sa.Integer, nullable=False),
    sa.Column("received_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("matched", sa.Boolean, nullable=False, comment="a bill of that id is known"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount > 0"),
    _one_of("state", PaymentState),
    sa.CheckConstraint(f"channel IN ({', '.join(repr(str(channel)) for channel in PaymentChannel)})", name="payments_channel_check"),
    shaped("payments", "tax_serial", tax_serial),
    sa.Index("payments_to_look_at", "state", "received_at", postgresql_where=sa.text("state <> 'SETTLED'")),
    sa.Index("payments_without_bill", "bill_id", postgresql_where=sa.text("NOT matched")),
)
"""Money that arrived: one row per tax serial, never deleted, facts never changed; only state, version and matched are decisions."""

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
    sa.Column("difference_id", _UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("tax_serial", sa.Text, nullable=False),
    sa.Column("told_by", sa.Text, nullable=False, comment="where the other side was told"),
    sa.Column("first_bill_id", _UUID, nullable=False),
    sa.Column("other_bill_id", _UUID, nullable=False),
    sa.Column("first_side", postgresql.JSON, nullable=False, comment="what was told first, and stands"),
    sa.Column("other_side", postgresql.JSON, nullable=False, comment="what was told then"),
    sa.Column("state", sa.Text, nullable=False, server_default=DifferenceState.OPEN),
    sa.Column("opened_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("closed_at", _INSTANT),
    *(sa.Column(name, sa.Text) for name in ("closed_by", "close_reason_sealed")),
    _one_of("state", DifferenceState),
    _one_of("told_by", TaxSource),
    shaped("differences", "tax_serial", tax_serial),
    sa.CheckConstraint(
        "(state = 'CLOSED') = (closed_at IS NOT NULL) AND num_nulls(closed_at, closed_by, close_reason_sealed) IN (0, 3)",
        name="differences_closed",
    ),
    sa.Index("differences_by_state", "state", "position"),
    sa.Index("differences_open", "tax_serial", postgresql_where=sa.text("state = 'OPEN'")),
)
"""One serial with two contents. Neither side is ever dropped; an operator closes it."""

tax_cases = sa.Table(
    "tax_cases",
    metadata,
    sa.Column("case_id", _UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("told_by", sa.Text),
    sa.Column("bill_id", _UUID, comment="as far as it is told; there may be no such bill"),
    sa.Column("tax_serial", sa.Text),
    sa.Column("other_serial", sa.Text, comment="of the money that a reversal takes back"),
    sa.Column("amount", sa.BigInteger, comment="fen"),
    sa.Column("told_on", sa.Date),
    *(sa.Column(name, sa.Text) for name in ("code", "error", "field", "rule")),
    sa.Column("raw_sealed", postgresql.BYTEA, comment="the row as it was told, in the safe"),
    sa.Column("tried_with", postgresql.ARRAY(sa.Text), nullable=False, comment="what the versions that tried it can read"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("closed_at", _INSTANT),
    sa.Column("closed_by", sa.Text),
    sa.Column("close_reason_sealed", sa.Text),
    _one_of("kind", CaseKind),
    _one_of("state", CaseState),
    _one_of("told_by", TaxSource),
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

levy_checks = sa.Table(
    "levy_checks",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("passed_on", sa.Date, nullable=False),
    sa.Column("note_sealed", sa.Text, nullable=False),
    sa.Column("checked_by", sa.Text, nullable=False),
    sa.Column("recorded_at", _INSTANT, nullable=False, server_default=_RECORDED),
)
"""Unified checks that were passed (R-055)."""

period_ends = sa.Table(
    "period_ends",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("ended_on", sa.Date, nullable=False),
    sa.Column("recorded_at", _INSTANT, nullable=False, server_default=_RECORDED),
)
"""Concentrated periods that were declared ended (R-058)."""

levy_queue = sa.Table(
    "levy_queue",
    metadata,
    sa.Column("bill_id", _UUID, primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Index("levy_queue_by_region", "region", "benefit_year"),
    sa.Index("levy_queue_at_once", "bill_id", postgresql_where=sa.text("kind <> 'NORMAL' OR resend_no > 0")),
)
"""Bills that wait to be sent; whether one may go is decided when it is taken."""

levy_batches = sa.Table(
    "levy_batches",
    metadata,
    sa.Column("batch_id", _UUID, primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("bills", sa.Integer, nullable=False),
    sa.Column("sent_on", sa.Date, nullable=False),
    sa.Column("body_sealed", sa.Text, comment="exactly what is sent, sealed; emptied once answered"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("claimed_until", _INSTANT),
    sa.Column("last_error", sa.Text),
    sa.Column("refused", sa.Integer),
    sa.Column("created_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("answered_at", _INSTANT),
    sa.Index("levy_batches_unanswered", "created_at", postgresql_where=sa.text("answered_at IS NULL")),
)
"""Levy batches, stored before they are sent: a crash sends the same batch again, under the same id and byte for byte."""

levy_batch_bills = sa.Table(
    "levy_batch_bills",
    metadata,
    sa.Column("batch_id", _UUID, primary_key=True),
    sa.Column("bill_id", _UUID, primary_key=True),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("terms", sa.BigInteger, nullable=False, server_default="0", comment="version of the participation whose terms it tells"),
    sa.Index("levy_batch_bills_of_bill", "bill_id"),
)

recalls = sa.Table(
    "recalls",
    metadata,
    sa.Column("bill_id", _UUID, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("recorded_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("recalled_at", _INSTANT),
    sa.Index("recalls_to_send", "reason", postgresql_where=sa.text("recalled_at IS NULL")),
)
"""Bills that the tax office has, or may have, and must not collect any more."""

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
    sa.Column("discarded_at", _INSTANT),
    sa.Column("received_at", _INSTANT, nullable=False, server_default=_RECORDED),
    sa.Column("processed_at", _INSTANT),
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
    sa.Column("read_at", _INSTANT),
    sa.Column("reread_after", sa.Text, comment="how far it was read once more; empty for its beginning, none if nobody rereads"),
    sa.Column("reread_at", _INSTANT),
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
    sa.Column("refusing_since", _INSTANT, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False, comment="bodies refused in a row"),
    sa.Column("not_before", _INSTANT),
    _one_of("endpoint", TaxEndpoint),
)
"""Calls to the tax office that are not answered as they should be: since when, and when to try again. An answer takes the row away."""

bill_counts = sa.Table(
    "bill_counts",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("cause", sa.Text, primary_key=True, comment="empty for none"),
    sa.Column("bills", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": "30"},
)
"""How many bills are in which state, kept with each change: progress is asked often and must not scan the bills."""

__all__ = [
    "bill_counts",
    "bills",
    "differences",
    "employee_relations",
    "failures",
    "ledger_cursor",
    "ledger_marks",
    "levy_batch_bills",
    "levy_batches",
    "levy_checks",
    "levy_queue",
    "merged_people",
    "metadata",
    "participations",
    "payments",
    "people",
    "period_ends",
    "person_tokens",
    "recalls",
    "remote_households",
    "remote_mandates",
    "tax_callbacks",
    "tax_cases",
    "tax_endpoints",
    "tax_serials",
]
