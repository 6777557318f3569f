"""Duplicate cases (D6), and what registration is asked to do with relations of our own."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from dedup.tables.columns import area_list, instant, metadata, relation, rule
from row_sets.shapes import area, shaped, token

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("case_id", UUID, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, comment="whose it is"),
    sa.Column("person_id", UUID, nullable=False, comment="whose it is in events: an own person, else a node"),
    sa.Column("areas", ARRAY(sa.Text), nullable=False, comment="of its relations"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("escalated", sa.Boolean, nullable=False, server_default=sa.false(), comment="waits for a choice that no time-out may make"),
    sa.Column("look_on", sa.Date, comment="the next day on which a time-out or a date of its remedies changes it"),
    sa.Column("facts", JSONB, nullable=False, comment="what was asked, chosen and said (domain/case_facts.py), without references"),
    sa.Column("promise", sa.Text, comment="number of the written promise, sealed"),
    sa.Column("told", JSONB, nullable=False, comment="the event as it was told last"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened_at", instant, nullable=False),
    sa.Column("recorded_at", instant, nullable=False),
    shaped("cases", "areas", area_list),
    sa.Index("cases_of_number", "number"),
    sa.Index("cases_to_look_at", "look_on", postgresql_where=sa.text("look_on IS NOT NULL")),
    sa.Index("cases_open", "case_id", postgresql_where=sa.text("state NOT IN ('CLOSED', 'FALSE_POSITIVE')")),
    comment="Duplicate cases; one that is open for a person",
)

case_versions = sa.Table(
    "case_versions",
    metadata,
    sa.Column("case_id", UUID, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("told", JSONB, nullable=False, comment="the event"),
    sa.Column("actor", sa.Text, nullable=False, comment="sealed: who or what changed it"),
    sa.Column("recorded_at", instant, nullable=False),
    comment="Every state that a case was in, with all of its records (R-129): append-only",
)

suspend_requests = sa.Table(
    "suspend_requests",
    metadata,
    sa.Column("request_id", UUID, primary_key=True),
    sa.Column("case_id", UUID, nullable=False, comment="the duplicate case; else one participation and the relation that it must rest for"),
    sa.Column("participation_id", UUID, nullable=False),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("spell_key", sa.Text, comment="of the release before"),
    sa.Column("relation", sa.Text, comment="the relation that it rests for; null: asked by the release before"),
    sa.Column("reason", sa.Text, comment="EMPLOYEE_SCHEME, DUPLICATE or OTHER_REGION; null: asked by the release before"),
    sa.Column("area", sa.Text, nullable=False, comment="where the participation is"),
    sa.Column("asked_by_area", sa.Text, nullable=False, comment="where the other relation is"),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("not_before", sa.Date, comment="the kept relation gives no cover before"),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recorded_at", instant, nullable=False),
    shaped("suspend_requests", "spell_key", token),
    shaped("suspend_requests", "relation", relation),
    shaped("suspend_requests", "area", area),
    shaped("suspend_requests", "asked_by_area", area),
    sa.Index("suspend_requests_of", "participation_id"),
    sa.Index("suspend_requests_for", "spell_key"),
    sa.Index("suspend_requests_by_age", "recorded_at", postgresql_where=sa.text("NOT withdrawn AND action <> 'RESUME'")),
    comment="What registration was asked to suspend, resume or end of its own participations, as it was asked last",
)
__all__ = ["case_versions", "cases", "rule", "suspend_requests"]
