"""Households, who lives in them, and the forms of Annex 1 that they hand in. What is sealed in a household is sealed for the household."""

import sqlalchemy as sa

from registration.tables.columns import area, day, flag, id_, metadata, moment, number, text

households = sa.Table(
    "households",
    metadata,
    id_("household_id", key=True),
    text("region"),
    area(),
    sa.Column("household_index", sa.Text, nullable=False, comment="keyed digest of the number"),
    text("household_no"),
    text("address", null=True),
    text("holder", null=True),
    text("bank", null=True),
    text("account_number", null=True),
    sa.Column("agreed_on", sa.Date, comment="the tri-party agreement for this account was handed in (R-053)"),
    number("version", 0),
    moment("changed_at"),
    sa.Index("households_by_number", "region", "household_index", unique=True),
)
"""R-054: a household is known by its number within its pooling region."""

household_members = sa.Table(
    "household_members",
    metadata,
    id_("member_id", key=True),
    id_("household_id"),
    id_("person_id"),
    text("role", null=True),
    text("deduction"),
    sa.Column("position", sa.Integer, nullable=False, comment="in the order in which they came: a partial balance serves them so (F-10)"),
    day("from_on"),
    day("until_on", null=True),
    flag("ended_with_person"),
    sa.Index("household_members_one_household", "person_id", unique=True, postgresql_where=sa.text("until_on IS NULL")),
    sa.Index("household_members_of", "household_id"),
)
"""Who belongs to which household, and since when: to one at a time. Nothing is deleted."""

household_forms = sa.Table(
    "household_forms",
    metadata,
    id_("form_id", key=True),
    text("region"),
    area(),
    number("benefit_year"),
    text("state"),
    sa.Column("people", sa.SmallInteger, nullable=False, comment="rows on the paper"),
    text("accepted_by"),
    day("accepted_on"),
    moment("accepted_at"),
    text("entered_by", null=True),
    moment("entered_at", null=True),
    sa.Column("head", sa.Text, comment="sealed JSON: what stands on the form once; null until it is entered"),
    sa.Index("household_forms_of_area", "area", "form_id"),
    sa.Index("household_forms_to_enter", "benefit_year", "form_id", postgresql_where=sa.text("state = 'ACCEPTED'")),
)
"""Annex 1: accepted at a counter, then entered by a clerk."""

household_form_members = sa.Table(
    "household_form_members",
    metadata,
    id_("member_id", key=True),
    id_("form_id"),
    sa.Column("member_no", sa.SmallInteger, nullable=False, comment="row of the paper, from 1"),
    text("act"),
    id_("application_id", null=True),
    sa.Column("told", sa.Text, nullable=False, comment="sealed JSON: what stands in the row"),
    sa.Column("faults", sa.Text, comment="sealed JSON: why it was not filed"),
    sa.Index("household_form_members_in_order", "form_id", "member_no", unique=True),
    sa.Index("household_form_members_application", "application_id", unique=True),
)
"""The rows of a form, each with the application that it became."""
