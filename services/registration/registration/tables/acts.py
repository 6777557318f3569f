"""What happens to participations besides money, and what is heard of persons that leads to it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from registration.tables.columns import area, day, flag, id_, metadata, moment, number, text

participation_acts = sa.Table(
    "participation_acts",
    metadata,
    id_("act_id", key=True),
    id_("participation_id"),
    text("kind"),
    text("cause", null=True),
    day("happened_on"),
    sa.Column("matter", sa.Text, comment="a relation in the employee scheme, a case, a transfer, a refund"),
    flag("withdrawn"),
    flag("is_ahead"),
    number("version", 1),
    text("actor"),
    moment("recorded_at"),
    sa.Column("note", sa.Text, comment="sealed: what whoever did it said"),
    sa.Index("participation_acts_of", "participation_id"),
    sa.Index("participation_acts_ahead", "happened_on", postgresql_where=sa.text("is_ahead")),
)
"""What happened to participations besides money, by business dates: the standing follows from it (D2)."""

participation_changes = sa.Table(
    "participation_changes",
    metadata,
    id_("change_id", key=True),
    id_("participation_id"),
    sa.Column("changed", sa.Text, nullable=False, comment="names of the terms, with commas between them"),
    sa.Column("before", sa.Text, nullable=False, comment="sealed JSON: what these were"),
    moment("recorded_at"),
    text("actor"),
    id_("application_id", null=True),
    sa.Index("participation_changes_of", "participation_id", "recorded_at"),
)
"""Terms that became others while the participation stood: office, account, category, payer, permit. Append-only (R-006)."""

remote_employee_relations = sa.Table(
    "remote_employee_relations",
    metadata,
    id_("spell_id", key=True),
    id_("person_id", null=True),
    number("version"),
    text("identity"),
    day("registered_on"),
    day("first_payment_on", null=True),
    day("benefits_until", null=True),
    sa.Column("employer", sa.Text, comment="its code; the employer may check the records of its own staff (R-093)"),
    sa.Column("area", sa.Text(collation="C")),
    day("ended_notice_on", null=True),
    sa.Column("changes", JSONB, comment="kinds and days that the tax office passed on (B21)"),
    moment("recorded_at"),
    sa.Index("remote_employee_relations_of", "person_id"),
)
"""Relations in the employee scheme, as payment-bridge told each last (B20): a person who has one is not renewed (R-050, R-081).

Nobody's: the document that it was told of is not that person's any more.
"""

employee_notices = sa.Table(
    "employee_notices",
    metadata,
    id_("notice_id", key=True),
    id_("person_id"),
    id_("spell_id"),
    text("kind"),
    area("area"),
    area("other_area"),
    day("noted_on"),
    day("over_on", null=True),
    flag("withdrawn"),
    moment("recorded_at"),
    sa.Index("employee_notices_of", "person_id"),
    sa.Index("employee_notices_in", "area", "notice_id"),
)
"""What a new relation in the employee scheme met when it was registered (R-080, R-082): told by rules from all relations known."""

deaths = sa.Table(
    "deaths",
    metadata,
    id_("person_id", key=True),
    sa.Column("died_on", sa.Date, comment="null: recorded by mistake, and taken back"),
    text("source"),
    number("version", 1),
    text("recorded_by"),
    moment("recorded_at"),
)
"""R-091."""
