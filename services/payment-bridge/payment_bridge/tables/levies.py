"""What is sent to the tax office, and when it may be: checks, ends of periods, the queue, batches, recalls."""

import sqlalchemy as sa

from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata

levy_checks = sa.Table(
    "levy_checks",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("passed_on", sa.Date, nullable=False),
    sa.Column("note_sealed", sa.Text, nullable=False),
    sa.Column("checked_by", sa.Text, nullable=False),
    sa.Column("recorded_at", INSTANT, nullable=False, server_default=RECORDED),
)
"""Unified checks that were passed (R-055)."""

period_ends = sa.Table(
    "period_ends",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("benefit_year", sa.SmallInteger, primary_key=True),
    sa.Column("ended_on", sa.Date, nullable=False),
    sa.Column("recorded_at", INSTANT, nullable=False, server_default=RECORDED),
)
"""Concentrated periods that were declared ended (R-058)."""

levy_queue = sa.Table(
    "levy_queue",
    metadata,
    sa.Column("bill_id", UUID, primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("own_day", sa.Boolean, nullable=False, server_default="false", comment="has a last day of its own, which no period ends"),
    sa.Index("levy_queue_by_region", "region", "benefit_year"),
    sa.Index("levy_queue_at_once", "bill_id", postgresql_where=sa.text("kind <> 'NORMAL' OR resend_no > 0")),
    sa.Index("levy_queue_own_day", "region", "benefit_year", postgresql_where=sa.text("own_day")),
)
"""Bills that wait to be sent; whether one may go is decided when it is taken."""

levy_batches = sa.Table(
    "levy_batches",
    metadata,
    sa.Column("batch_id", UUID, primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("bills", sa.Integer, nullable=False),
    sa.Column("sent_on", sa.Date, nullable=False),
    sa.Column("body_sealed", sa.Text, comment="exactly what is sent, sealed; emptied once answered"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="of the release before, as the next two"),
    sa.Column("claimed_until", INSTANT),
    sa.Column("last_error", sa.Text),
    sa.Column("refused", sa.Integer),
    sa.Column("created_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("answered_at", INSTANT),
    sa.Index("levy_batches_unanswered", "created_at", postgresql_where=sa.text("answered_at IS NULL")),
)
"""Levy batches, stored before they are sent; each is a message of its id in outgoing_messages."""

levy_batch_bills = sa.Table(
    "levy_batch_bills",
    metadata,
    sa.Column("batch_id", UUID, primary_key=True),
    sa.Column("bill_id", UUID, primary_key=True),
    sa.Column("resend_no", sa.SmallInteger, nullable=False),
    sa.Column("terms", sa.BigInteger, nullable=False, server_default="0", comment="version of the participation whose terms it tells"),
    sa.Index("levy_batch_bills_of_bill", "bill_id"),
)

recalls = sa.Table(
    "recalls",
    metadata,
    sa.Column("bill_id", UUID, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("recorded_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("recalled_at", INSTANT),
    sa.Column("message_id", UUID, comment="in which the tax office is told of it; none until that is made"),
    sa.Index("recalls_to_send", "reason", postgresql_where=sa.text("recalled_at IS NULL")),
)
"""Bills that the tax office has, or may have, and must not collect any more."""
