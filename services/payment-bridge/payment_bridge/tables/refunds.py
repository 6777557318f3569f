"""Refunds (D5): what was asked for, how it stands, which money it is about, its steps, and what became of the payouts."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_events.payment import RefundEnd, RefundState
from enrolment_terms.scheme import Payer
from payment_bridge.domain.refunds import Ground, PayoutResult
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import area, matching, shaped, tax_serial

_CODES = postgresql.ARRAY(sa.Text)

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("refund_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("bill_id", UUID, nullable=False, comment="as the tax office named it; there may be no such bill"),
    sa.Column("participation_id", UUID, comment="null: no such bill"),
    sa.Column("person_id", UUID),
    sa.Column("area", sa.Text),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("of_bill", sa.Boolean, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("payer", sa.Text, nullable=False),
    sa.Column("ends", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("fact_on", sa.Date, comment="the day of what the ground is"),
    sa.Column("case_id", UUID, comment="the decided duplicate case that proves its ground"),
    sa.Column("period_start", sa.Date, comment="of the benefits that the money opens; null if it opens none"),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("applicant", sa.Text, nullable=False, comment="subject of the login"),
    sa.Column("papers", postgresql.JSONB, nullable=False, comment="codes and ids of uploads; nothing personal"),
    sa.Column("payee_sealed", sa.Text, comment="null: by the way on which it came (R-076)"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_on", sa.Date, nullable=False),
    sa.Column("reasons", _CODES, nullable=False),
    sa.Column("missing", _CODES, nullable=False),
    *(sa.Column(f"{which}_{part}", kind) for which in ("first", "second") for part, kind in (("by", sa.Text), ("on", sa.Date))),
    *(sa.Column(f"{which}_decision", sa.Text) for which in ("first", "second")),
    sa.Column("payout_no", sa.SmallInteger, nullable=False, server_default="0", comment="0: none was ordered"),
    sa.Column("payout_failed", sa.Boolean, nullable=False, server_default="false", comment="the newest one; a person decides"),
    sa.Column("paid_back_on", sa.Date),
    sa.Column("created_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("changed_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.CheckConstraint("amount > 0", name="refunds_amount"),
    sa.CheckConstraint("(state = 'PAID_BACK') = (paid_back_on IS NOT NULL)", name="refunds_paid_back"),
    one_of("ground", Ground),
    one_of("payer", Payer),
    one_of("ends", RefundEnd),
    one_of("state", RefundState),
    shaped("refunds", "area", area),
    sa.Index("refunds_of_person", "person_id"),
    sa.Index("refunds_of_participation", "participation_id"),
    sa.Index("refunds_by_state", "state", "position"),
)
"""One row for each request; its steps are in `refund_steps`."""

refund_money = sa.Table(
    "refund_money",
    metadata,
    sa.Column("refund_id", UUID, primary_key=True),
    sa.Column("tax_serial", sa.Text, primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen: all of the payment"),
    sa.Column("called_off", sa.Boolean, nullable=False, server_default="false"),
    shaped("refund_money", "tax_serial", tax_serial),
    sa.CheckConstraint("amount > 0", name="refund_money_amount"),
    sa.Index("refund_money_once", "tax_serial", unique=True, postgresql_where=sa.text("NOT called_off")),
)
"""Which payments a refund gives back. A payment is in one refund at a time, so no more goes back than came."""

refund_steps = sa.Table(
    "refund_steps",
    metadata,
    sa.Column("refund_id", UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("reasons", _CODES, nullable=False),
    sa.Column("missing", _CODES, nullable=False),
    sa.Column("note_sealed", sa.Text),
    sa.Column("recorded_at", INSTANT, nullable=False, server_default=RECORDED),
    one_of("state", RefundState),
)
"""Every step of a refund, with who took it. Append-only."""

refund_payouts = sa.Table(
    "refund_payouts",
    metadata,
    sa.Column("payout_id", UUID, primary_key=True),
    sa.Column("refund_id", UUID, nullable=False, index=True),
    sa.Column("payout_no", sa.SmallInteger, nullable=False),
    sa.Column("ordered_on", sa.Date, nullable=False),
    sa.Column("ordered_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.UniqueConstraint("refund_id", "payout_no"),
)
"""Payouts that were ordered; another one only after the one before has failed. Append-only."""

payout_results = sa.Table(
    "payout_results",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("payout_id", UUID, nullable=False, index=True),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("received_at", INSTANT, nullable=False, server_default=RECORDED),
    one_of("result", PayoutResult),
    shaped("payout_results", "serial", tax_serial),
    shaped("payout_results", "cause", matching("[A-Z][A-Z_]{1,39}")),
)
"""What became of payouts, as it was told; of one payout the highest serial holds. Append-only."""
