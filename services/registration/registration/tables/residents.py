"""Residents whom a roster named, whether anybody has registered them or not."""

import sqlalchemy as sa

from registration.tables.columns import area, day, id_, metadata, moment, number, text

known_residents = sa.Table(
    "known_residents",
    metadata,
    id_("resident_id", key=True),
    number("benefit_year"),
    sa.Column("token", sa.Text, nullable=False, comment="identity token of the document"),
    text("document_kind"),
    text("number"),
    text("name"),
    text("known_as"),
    area(),
    moment("told_at"),
    day("birth_date", null=True),
    id_("parent_person_id", null=True),
    text("parent_token", null=True),
    sa.Column("parent", sa.Text, comment="sealed: kind and number of the parent's document"),
    sa.Column("categories", sa.ARRAY(sa.Text), comment="as what departments' lists name him; empty when all were taken away"),
    sa.Index("known_residents_once", "benefit_year", "token", unique=True),
    sa.Index("known_residents_in", "area", "benefit_year"),
)
"""摸底 (H-B33): one row a person and year, by his document. He becomes nobody's file before he is registered: a roster may be wrong.

Of newborns alone: when they were born, and the document of a parent, who is reminded of them as soon as he is known (H-B7);
`parent_person_id` is of rows of before, which kept no document.
"""
