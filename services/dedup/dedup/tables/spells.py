"""Spells of cover: of our own registration, and as others tell of them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dedup.tables.columns import instant, metadata, nodes
from row_sets.shapes import area, shaped, token

participation_spells = sa.Table(
    "participation_spells",
    metadata,
    sa.Column("participation_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("application_id", UUID),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("paid", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, comment="null: heard before it was kept"),
    sa.Column("registered_on", sa.Date),
    sa.Column("recorded_at", instant, nullable=False),
    sa.Column("student", sa.Boolean, comment="null, here and below: heard before it was kept"),
    sa.Column("subsidised", sa.Boolean),
    sa.Column("government_until", sa.Date),
    sa.Column("rests", JSONB, comment="first and last day of each suspension that is over"),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="participation_spells_period"),
    shaped("participation_spells", "area", area),
    sa.Index("participation_spells_of_person", "person_id"),
    sa.Index("participation_spells_of_application", "application_id", postgresql_where=sa.text("application_id IS NOT NULL")),
    comment="Participations of the own region, every version kept: a check can be repeated as of its moment",
)

_READ_BY_A_CHECK = [
    "spell_key",
    "scheme",
    "identity",
    "area",
    "benefit_year",
    "starts_on",
    "ends_on",
    "paid",
    "first_paid_on",
    "state",
    "employer",
    "left_on",
    "months_paid",
    "benefits_from",
    "student",
    "subsidised",
    "government_until",
    "authority",
    "told_at",
    "superseded_at",
]
"""Beside the number: rows of one person are told years apart and lie on as many pages, in the index they lie on one."""

told_spells = sa.Table(
    "told_spells",
    metadata,
    sa.Column("spell_key", UUID, primary_key=True, comment="half a keyed digest of who tells and his reference"),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("holder", UUID, nullable=False, comment="whom this source means by the first token"),
    sa.Column("nodes", nodes, nullable=False, comment="of the tokens that it was told with"),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("identity", sa.Text),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("paid", sa.Boolean, nullable=False),
    sa.Column("first_paid_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("employer", sa.Text, comment="keyed digest"),
    sa.Column("left_on", sa.Date),
    sa.Column("months_paid", sa.SmallInteger),
    sa.Column("benefits_from", sa.Date),
    sa.Column("student", sa.Boolean, nullable=False),
    sa.Column("subsidised", sa.Boolean, nullable=False),
    sa.Column("government_until", sa.Date),
    sa.Column("authority", sa.SmallInteger, nullable=False, comment="1 the region itself, 2 somebody else about it"),
    sa.Column("told_at", instant, nullable=False),
    sa.Column("superseded_at", instant, comment="since when a newer version is known, or that it never was"),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="told_spells_period"),
    shaped("told_spells", "area", area),
    shaped("told_spells", "employer", token),
    sa.Index("told_spells_for_checks", "number", postgresql_include=_READ_BY_A_CHECK),
    comment="Spells that other regions, the national platform and the employee scheme tell of; every version kept (R-129)",
)

told_references = sa.Table(
    "told_references",
    metadata,
    sa.Column("spell_key", UUID, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, comment="who tells and his reference, sealed"),
    sa.Column("gone_version", sa.Integer, comment="up to this version it is taken back: told in error"),
    comment="How those who tell of a spell call it",
)

reported_spells = sa.Table(
    "reported_spells",
    metadata,
    sa.Column("spell_key", sa.Text, primary_key=True, comment="keyed digest of who reports and his reference"),
    sa.Column("reference", sa.Text, nullable=False, comment="both, sealed"),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("identity", sa.Text),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("paid", sa.Boolean, nullable=False),
    sa.Column("first_paid_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reported_at", instant, nullable=False),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="reported_spells_period"),
    shaped("reported_spells", "spell_key", token),
    shaped("reported_spells", "token", token),
    shaped("reported_spells", "area", area),
    sa.Index("reported_spells_by_token", "token"),
    comment="Of the release before: what it reports is moved to told_spells",
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("feed_key", UUID, primary_key=True, comment="half a keyed digest of who tells"),
    sa.Column("area", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, comment="who tells, sealed"),
    sa.Column("expected", sa.Boolean, nullable=False, comment="no check is answered while it is silent"),
    sa.Column("complete_until", instant, comment="all that happened before was told; null: nothing yet"),
    sa.Column("heard_at", instant),
    shaped("feeds", "area", area),
    comment="How fresh the word of each source on each area is (V-71)",
)

told_coverage = sa.Table(
    "told_coverage",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("spells", JSONB, nullable=False),
    sa.Column("area", sa.Text, nullable=False, comment="where the person is insured with us"),
    sa.Column("recorded_at", instant, nullable=False),
    shaped("told_coverage", "area", area),
    comment="What the others were told last of a person's cover elsewhere (F-30)",
)

remote_covers = sa.Table(
    "remote_covers",
    metadata,
    sa.Column("participation_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("starts_on", sa.Date, comment="null: it gives none"),
    comment="From which day a participation of our own gives cover, as benefits decided: the old one ends the day before (R-087)",
)
