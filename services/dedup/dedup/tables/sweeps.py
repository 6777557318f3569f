"""The sweep over all spells: what changed since the side file was written, and how far each sweep is."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dedup.tables.columns import instant, metadata

number_changes = sa.Table(
    "number_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    comment="Whose spells changed: read by the side file, gone once all have read it",
)

sweeps = sa.Table(
    "sweeps",
    metadata,
    sa.Column("sweep_id", UUID, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("buckets", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, comment="buckets that are looked through"),
    sa.Column("spells", sa.BigInteger, nullable=False),
    sa.Column("found", sa.Integer, nullable=False, comment="people who are covered twice"),
    sa.Column("new", sa.Integer, nullable=False, comment="of them, those whose case the sweep opened"),
    sa.Column("by_area", JSONB, nullable=False, comment="people by pooling region and class"),
    sa.Column("started_at", instant, nullable=False),
    sa.Column("ended_at", instant),
    comment="Sweeps over everything, with their reports per city",
)

looks_due = sa.Table(
    "looks_due",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    comment="Whose answers, requests, cases or notices could not be derived when a fact came",
)

side_file = sa.Table(
    "side_file",
    metadata,
    sa.Column("source", UUID, primary_key=True, comment="which file: another one is made anew"),
    sa.Column("mark", sa.BigInteger, nullable=False, comment="how often it was written to"),
    sa.Column("filled", sa.Boolean, nullable=False, comment="everybody who was known when it was made is in it"),
    comment="Up to which change the side file of the sweep is written",
)
