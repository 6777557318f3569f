"""What is told to the tax office, message by message, and each attempt to tell it."""

import sqlalchemy as sa

from payment_bridge.domain.outgoing import Contact, OutgoingState
from payment_bridge.tables.columns import INSTANT, RECORDED, UUID, metadata, one_of
from row_sets.shapes import matching, shaped

outgoing_messages = sa.Table(
    "outgoing_messages",
    metadata,
    sa.Column("message_id", UUID, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.Text, comment="exactly what is sent, in the safe; emptied once answered; a levy's lies with its batch"),
    sa.Column("size", sa.Integer, nullable=False, server_default="1", comment="things in it; small messages go first"),
    sa.Column("state", sa.Text, nullable=False, server_default="PENDING"),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0", comment="sendings since it was made or replayed"),
    sa.Column("asked", sa.Integer, nullable=False, server_default="0", comment="questions since it was sent last"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("noted_at", INSTANT, nullable=False, server_default=RECORDED, comment="when next_at was set, by the same clock"),
    sa.Column("since", INSTANT, nullable=False, server_default=RECORDED, comment="when it came to its state"),
    sa.Column("error", sa.Text, comment="what came instead of an answer; none while it is on its way"),
    sa.Column("created_at", INSTANT, nullable=False, server_default=RECORDED),
    one_of("state", OutgoingState),
    shaped("outgoing_messages", "kind", matching("[A-Z_]{1,40}")),
    sa.Index("outgoing_unanswered", "kind", "size", "position", postgresql_where=sa.text("state IN ('PENDING', 'UNKNOWN')")),
    sa.Index("outgoing_to_look_at", "state", "since", postgresql_where=sa.text("state IN ('UNKNOWN', 'EXHAUSTED')")),
    sa.Index("outgoing_by_position", "position"),
    postgresql_with={"fillfactor": 70},
)
"""Stored before it is sent, sent under one id and byte for byte until it is answered. A kind is an endpoint of the tax office."""

outgoing_attempts = sa.Table(
    "outgoing_attempts",
    metadata,
    sa.Column("message_id", UUID, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("contact", sa.Text, nullable=False),
    sa.Column("began_at", INSTANT, nullable=False, server_default=RECORDED),
    sa.Column("outcome", sa.Text, comment="status or class of error, nothing of the content; none if the process ended meanwhile"),
    sa.Column("seconds", sa.Double),
    one_of("contact", Contact),
    shaped("outgoing_attempts", "outcome", matching("[A-Za-z0-9 ,:_-]{1,80}")),
    postgresql_with={"fillfactor": 70},
)
"""One row for each time that the tax office was called for a message."""
