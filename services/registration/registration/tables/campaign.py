"""The yearly campaign of an area: its weekly reports, and its targets."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from registration.tables.columns import area, day, id_, metadata, moment, number, text

progress_snapshots = sa.Table(
    "progress_snapshots",
    metadata,
    id_("snapshot_id"),
    sa.Column("area", sa.Text(collation="C"), primary_key=True),
    sa.Column("benefit_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, primary_key=True, comment="the day of the report: it tells of what came before this day"),
    number("version", 1),
    moment("counted_at"),
    sa.Column("towns", JSONB, nullable=False, comment="a row for each town, as it was told"),
)
"""What was reported on the report days (R-110)."""

target_tables = sa.Table(
    "target_tables",
    metadata,
    sa.Column("area", sa.Text(collation="C"), primary_key=True),
    sa.Column("benefit_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    day("valid_from"),
    text("source"),
    sa.Column("towns", JSONB, nullable=False, comment="the rows as printed"),
    sa.Column("printed", JSONB, nullable=False, comment="the row of totals as printed"),
    text("recorded_by"),
    moment("recorded_at"),
)
"""Targets that replace those of the policy book from their day on (R-113)."""

outreach_visits = sa.Table(
    "outreach_visits",
    metadata,
    id_("visit_id", key=True),
    id_("person_id"),
    sa.Column("benefit_year", sa.Integer, nullable=False),
    area(),
    day("visited_on"),
    text("result"),
    sa.Column("note", sa.Text, comment="sealed: what the person said"),
    text("visited_by"),
    moment("recorded_at"),
    sa.Index("outreach_visits_of", "person_id", "benefit_year"),
    sa.Index("outreach_visits_in", "area", "benefit_year"),
)
"""Who was called on, and what came of it (B33, B34)."""

outreach_plans = sa.Table(
    "outreach_plans",
    metadata,
    id_("plan_id"),
    sa.Column("area", sa.Text(collation="C"), primary_key=True),
    sa.Column("benefit_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("plan", sa.Text, nullable=False, comment="sealed"),
    day("filed_on"),
    text("filed_by"),
    moment("recorded_at"),
)
"""How each town means to reach its people (R-114)."""
