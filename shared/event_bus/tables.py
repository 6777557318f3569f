"""The tables of the bus in every service's database."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

QUEUE_TABLE = {"autovacuum_vacuum_scale_factor": "0.0", "autovacuum_vacuum_threshold": "5000", "autovacuum_vacuum_cost_delay": "0"}
"""Rows come and go: dead ones must not pile up before the relay's reading from the start."""


bus_metadata = sa.MetaData()
outbox = sa.Table(
    "outbox",
    bus_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True, cache=1), primary_key=True),
    sa.Column("event_id", UUID(as_uuid=True), nullable=False),
    sa.Column("event_type", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    postgresql_with=QUEUE_TABLE,
    comment="Events committed and not yet confirmed by the broker",
)
inbox = sa.Table(
    "inbox",
    bus_metadata,
    sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
    comment="Events whose effect is committed; never purged, since some of them guard money",
)
dead_letters = sa.Table(
    "dead_letters",
    bus_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
    sa.Column("event_type", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, comment="The source of its events"),
    sa.Column("publisher", sa.Text, comment="The service that was proved to have published it, null if none was"),
    sa.Column("error", sa.Text, nullable=False, comment="Class of the error and where it arose; never its text, which may hold data"),
    sa.Column("field", sa.Text, comment="Path of the field at fault, null if none is"),
    sa.Column("rule", sa.Text, comment="The rule it breaks, without the value"),
    sa.Column("kind", sa.Text, nullable=False, server_default="FAULT", comment="NOT_YET_KNOWN: a newer version takes it back by itself"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="1"),
    sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("discarded_at", sa.DateTime(timezone=True), comment="Null while it waits for an operator"),
    sa.Column("discarded_by", sa.Text),
    sa.Column("discard_reason", sa.Text),
    sa.CheckConstraint("num_nulls(discarded_at, discarded_by, discard_reason) IN (0, 3)", name="dead_letters_discarded"),
    sa.Index("dead_letters_open", "id", postgresql_where=sa.text("discarded_at IS NULL")),
    comment="Events no handler could take; an operator replays or discards them",
)
replays = sa.Table(
    "replays",
    bus_metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("letter_ids", sa.ARRAY(sa.BigInteger), comment="Which dead letters, in order; null: all that were open"),
    sa.Column("up_to", sa.BigInteger, nullable=False, comment="The last letter there was"),
    sa.Column("done_to", sa.BigInteger, nullable=False, server_default="0", comment="Letters up to here are done with"),
    sa.Column("state", sa.Text, nullable=False, server_default="RUNNING"),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("replayed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("gone", sa.Integer, nullable=False, server_default="0"),
    sa.Column("error", sa.Text, comment="Why it was stopped: a class and a place"),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("(state = 'RUNNING') = (ended_at IS NULL)", name="replays_ended"),
    sa.Index("replays_running", "id", postgresql_where=sa.text("state = 'RUNNING'")),
    comment="Replays of dead letters that operators asked for, and how far they are",
)
IDS_IN_ORDER = (
    "ALTER TABLE outbox ALTER COLUMN id SET CACHE 1",
    "ALTER TABLE inbox SET (autovacuum_vacuum_scale_factor = 0.02)",
)
"""Step of 2026-11-27: no session keeps a block of ids that it uses hours later, far below what the relay reads; what is purged of the
inbox makes room for what comes."""
IDS_IN_BLOCKS = (
    "ALTER TABLE inbox RESET (autovacuum_vacuum_scale_factor)",
    "ALTER TABLE outbox ALTER COLUMN id SET CACHE 32",
)
"""The same step back."""
OUTBOX_COLUMNS = ("event_id", "event_type", "event")
"""What a publisher gives; the rest is the database's own."""


def add_bus_tables(metadata: sa.MetaData) -> None:
    """Adds them to a service's metadata."""
    for table in bus_metadata.tables.values():
        table.to_metadata(metadata)


DISCARD_DEAD_LETTERS = (
    "ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS field text, ADD COLUMN IF NOT EXISTS rule text, "
    "ADD COLUMN IF NOT EXISTS discarded_at timestamptz, ADD COLUMN IF NOT EXISTS discarded_by text, "
    "ADD COLUMN IF NOT EXISTS discard_reason text, DROP CONSTRAINT IF EXISTS dead_letters_discarded",
    "ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_discarded "
    "CHECK (num_nulls(discarded_at, discarded_by, discard_reason) IN (0, 3))",
    "CREATE INDEX IF NOT EXISTS dead_letters_open ON dead_letters (id) WHERE discarded_at IS NULL",
    "COMMENT ON COLUMN dead_letters.field IS 'Path of the field at fault, null if none is'",
    "COMMENT ON COLUMN dead_letters.rule IS 'The rule it breaks, without the value'",
    "COMMENT ON COLUMN dead_letters.discarded_at IS 'Null while it waits for an operator'",
    "COMMENT ON TABLE dead_letters IS 'Events no handler could take; an operator replays or discards them'",
)
"""Step of 2026-11-25 for each service's migrations. A new database has all of it from its first step, which makes the tables above."""
KEEP_DEAD_LETTERS_ONLY = (
    "DROP INDEX dead_letters_open",
    "ALTER TABLE dead_letters DROP COLUMN field, DROP COLUMN rule, DROP COLUMN discarded_at, DROP COLUMN discarded_by, "
    "DROP COLUMN discard_reason",
    "COMMENT ON TABLE dead_letters IS 'Events no handler could take; an operator replays them'",
)
"""The same step back."""
KEEP_PROVED_PUBLISHER = (
    "ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS publisher text",
    "UPDATE dead_letters SET publisher = CASE split_part(event_type, '.', 1) WHEN 'registration' THEN 'registration' "
    "WHEN 'payment' THEN 'payment-bridge' WHEN 'dedup' THEN 'dedup' WHEN 'benefits' THEN 'benefits' END WHERE publisher IS NULL",
    "COMMENT ON COLUMN dead_letters.publisher IS 'The service that was proved to have published it, null if none was'",
    "COMMENT ON COLUMN dead_letters.origin IS 'The source of its events'",
)
"""Step of 2026-11-27. Letters from before it are taken for their owner's: nothing was signed then, and they would be lost."""
FORGET_PROVED_PUBLISHER = (
    "ALTER TABLE dead_letters DROP COLUMN publisher",
    "COMMENT ON COLUMN dead_letters.origin IS 'The publisher, as the event names its source'",
)
"""The same step back."""
KEEP_REPLAYS = (
    "ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'FAULT'",
    "COMMENT ON COLUMN dead_letters.kind IS 'NOT_YET_KNOWN: a newer version takes it back by itself'",
    """
    CREATE TABLE IF NOT EXISTS replays (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, letter_ids bigint[], up_to bigint NOT NULL, done_to bigint NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'RUNNING', total integer NOT NULL, replayed integer NOT NULL DEFAULT 0,
        failed integer NOT NULL DEFAULT 0, gone integer NOT NULL DEFAULT 0, error text, asked_by text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(), ended_at timestamptz,
        CONSTRAINT replays_ended CHECK ((state = 'RUNNING') = (ended_at IS NULL)))
    """,
    "CREATE INDEX IF NOT EXISTS replays_running ON replays (id) WHERE state = 'RUNNING'",
    "COMMENT ON TABLE replays IS 'Replays of dead letters that operators asked for, and how far they are'",
    "COMMENT ON COLUMN replays.letter_ids IS 'Which dead letters, in order; null: all that were open'",
    "COMMENT ON COLUMN replays.up_to IS 'The last letter there was'",
    "COMMENT ON COLUMN replays.done_to IS 'Letters up to here are done with'",
    "COMMENT ON COLUMN replays.error IS 'Why it was stopped: a class and a place'",
)
"""Step of 2026-11-27, 18:00."""
FORGET_REPLAYS = ("ALTER TABLE dead_letters DROP COLUMN kind", "DROP TABLE replays")
"""The same step back."""
