"""Tables of the dedup service. No name, no document number: people are known by person id and identity token only.

Each column of text has one shape or is sealed, so that nothing else can lie in it.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from event_bus import add_bus_tables
from row_sets.shapes import area, matching, shaped, token

metadata = sa.MetaData()

_instant = sa.DateTime(timezone=True)


def _tokens(column: str) -> str:
    """A list of identity tokens."""
    return matching("([0-9a-f]{64}( [0-9a-f]{64})*)?")(f"array_to_string({column}, ' ')")


identity_links = sa.Table(
    "identity_links",
    metadata,
    sa.Column("person_id", UUID, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("known_since", _instant, nullable=False),
    shaped("identity_links", "token", token),
    sa.Index("identity_links_by_token", "token"),
    comment="Which documents, as tokens, are one person's",
)

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
    sa.Column("recorded_at", _instant, nullable=False),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="participation_spells_period"),
    shaped("participation_spells", "area", area),
    sa.Index("participation_spells_of_person", "person_id"),
    sa.Index("participation_spells_of_application", "application_id", postgresql_where=sa.text("application_id IS NOT NULL")),
    comment="Participations of the own region, every version kept: a check can be repeated as of its moment",
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
    sa.Column("reported_at", _instant, nullable=False),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="reported_spells_period"),
    shaped("reported_spells", "spell_key", token),
    shaped("reported_spells", "token", token),
    shaped("reported_spells", "area", area),
    sa.Index("reported_spells_by_token", "token"),
    comment="Spells that other regions and the employee scheme report",
)

checks = sa.Table(
    "checks",
    metadata,
    sa.Column("application_id", UUID, primary_key=True),
    sa.Column("submit_no", sa.Integer, primary_key=True),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("tokens", ARRAY(sa.Text), nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("consent_signed_on", sa.Date),
    sa.Column("employee_stop_proved", sa.Boolean, nullable=False),
    sa.Column("known_at", _instant, nullable=False, comment="the moment of the check: participations recorded later are not looked at"),
    sa.Column("hits", JSONB, comment="null until it is answered"),
    sa.Column("clear", sa.Boolean),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checked_at", _instant),
    shaped("checks", "tokens", _tokens),
    shaped("checks", "area", area),
    sa.Index("checks_of_person", "person_id"),
    comment="One conflict check for each submit of an application, with its answer",
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("application_id", UUID, primary_key=True),
    sa.Column("consent_id", UUID, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("signed_on", sa.Date, nullable=False),
    sa.Column("old_area", sa.Text, comment="where the relation is that may be suspended, once the agency has named it"),
    sa.Column("withdrawn_on", sa.Date),
    sa.Column("recorded_at", _instant, nullable=False),
    shaped("consents", "old_area", area),
    comment="By what right a relation elsewhere may be suspended: the consent of each application, as it stands",
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("notice_id", UUID, primary_key=True),
    sa.Column("application_id", UUID, nullable=False),
    sa.Column("participation_id", UUID, nullable=False),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("to_area", sa.Text, nullable=False, comment="where the old relation is"),
    sa.Column("from_area", sa.Text, nullable=False, comment="where the new registration is"),
    sa.Column("relation_starts_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", _instant, nullable=False),
    sa.Column("consent_id", UUID, comment="by which it is told; null where none is needed or heard of"),
    sa.Index("notices_of_application", "application_id"),
    sa.Index("notices_of_person", "person_id"),
    comment="What is to be told to another region after a registration is complete",
)

suspend_requests = sa.Table(
    "suspend_requests",
    metadata,
    sa.Column("request_id", UUID, primary_key=True),
    sa.Column("case_id", UUID, nullable=False, comment="one participation and the relation that it must rest for"),
    sa.Column("participation_id", UUID, nullable=False),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("spell_key", sa.Text, nullable=False, comment="the other relation, a reported spell"),
    sa.Column("area", sa.Text, nullable=False, comment="where the participation is"),
    sa.Column("asked_by_area", sa.Text, nullable=False, comment="where the other relation is"),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recorded_at", _instant, nullable=False),
    shaped("suspend_requests", "spell_key", token),
    shaped("suspend_requests", "area", area),
    shaped("suspend_requests", "asked_by_area", area),
    sa.Index("suspend_requests_of", "participation_id"),
    sa.Index("suspend_requests_for", "spell_key"),
    comment="What registration was asked to suspend or resume of its own participations, as it was asked last",
)

add_bus_tables(metadata)
