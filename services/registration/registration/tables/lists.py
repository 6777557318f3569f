"""Lists that offices hand in, and their rows. What a row says and what is wrong with it is sealed for its list."""

import sqlalchemy as sa

from registration.tables.columns import area, id_, metadata, moment, number, text

lists = sa.Table(
    "lists",
    metadata,
    id_("list_id", key=True),
    text("kind"),
    area(),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    text("state"),
    sa.Column("digest", sa.Text, nullable=False, comment="keyed, of the file: the same file again is the same list"),
    text("titles", null=True),
    text("refusal", null=True),
    sa.Column(
        "has_file", sa.Boolean, nullable=False, server_default=sa.true(), comment="until the file is deleted: its rows hold all of it"
    ),
    sa.Column("list_month", sa.Text, comment="2024-02: of the monthly lists of departments"),
    sa.Column("late", sa.Boolean),
    text("filed_by"),
    sa.Column("organisation", sa.Text, comment="the school or department that handed it in; null for an office of the agency"),
    sa.Column("filer_areas", sa.ARRAY(sa.Text), nullable=False),
    moment("filed_at"),
    moment("checked_at", null=True),
    text("confirmed_by", null=True),
    sa.Column("confirmer_areas", sa.ARRAY(sa.Text), nullable=False, server_default="{}"),
    moment("confirmed_at", null=True),
    moment("applied_at", null=True),
    id_("compared_with", null=True),
    number("people", null=True),
    number("added", null=True),
    number("removed", null=True),
    sa.Index("lists_of_area", "area", "list_id"),
    sa.Index("lists_one_of_file", "kind", "area", "benefit_year", "digest", unique=True, postgresql_where=sa.text("state <> 'REFUSED'")),
    sa.Index("lists_at_work", "list_id", postgresql_where=sa.text("has_file OR state IN ('CONFIRMED', 'APPLYING')")),
)
list_rows = sa.Table(
    "list_rows",
    metadata,
    sa.Column("row_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("list_id", lists.c.list_id.type, sa.ForeignKey("lists.list_id"), nullable=False),
    sa.Column("row_no", sa.Integer, nullable=False, comment="as the sheet numbers it, from 1"),
    text("state"),
    text("cells"),
    text("faults", null=True),
    sa.Column("person", sa.Text, comment="keyed digest of the document: one person within lists"),
    sa.Column("twin_no", sa.Integer, comment="another row of the same person"),
    id_("made", null=True),
    sa.Index("list_rows_in_order", "list_id", "row_no", unique=True),
    sa.Index("list_rows_to_apply", "list_id", "row_no", postgresql_where=sa.text("state = 'GOOD'")),
    sa.Index("list_rows_of_person", "list_id", "person"),
)
