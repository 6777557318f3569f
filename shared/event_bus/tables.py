"""The three tables of the bus in every service's database."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

QUEUE_TABLE = {"autovacuum_vacuum_scale_factor": "0.0", "autovacuum_vacuum_threshold": "5000", "autovacuum_vacuum_cost_delay": "0"}
"""Rows come and go: dead ones must not pile up before the relay's reading from the start."""


def add_bus_tables(metadata: sa.MetaData) -> None:
    """Adds outbox, inbox and dead_letters to a service's metadata."""
    sa.Table(
        "outbox",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True, cache=32), primary_key=True),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        postgresql_with=QUEUE_TABLE,
        comment="Events committed and not yet confirmed by the broker",
    )
    sa.Table(
        "inbox",
        metadata,
        sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        comment="Events whose effect is committed; never purged, since some of them guard money",
    )
    sa.Table(
        "dead_letters",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False, comment="The publisher, as the event names its source"),
        sa.Column("error", sa.Text, nullable=False, comment="Class of the error and where it arose; never its text, which may hold data"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="1"),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        comment="Events no handler could take; an operator replays them",
    )
