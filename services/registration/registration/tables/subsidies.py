"""Who is subsidised, since when, by whose list."""

import sqlalchemy as sa

from registration.tables.columns import day, id_, metadata, moment, number, text

subsidy_marks = sa.Table(
    "subsidy_marks",
    metadata,
    id_("mark_id", key=True),
    id_("person_id"),
    text("category"),
    text("department"),
    text("list_month"),
    day("received_on"),
    day("marked_on"),
    day("removed_on", null=True),
    day("removal_received_on", null=True),
    number("version", 1),
    moment("recorded_at"),
    text("recorded_by"),
    sa.Index("subsidy_marks_of", "person_id"),
    sa.Index("subsidy_marks_in_force", "person_id", "category", unique=True, postgresql_where=sa.text("removed_on IS NULL")),
)
"""Marks of 困难居民 (R-040): a set for each person; one that was taken away stays with the day of it (R-043)."""
