"""Conflict checks, and by what right a relation elsewhere may be suspended."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from dedup.tables.columns import area_list, instant, metadata, token_list
from row_sets.shapes import area, shaped

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
    sa.Column("known_at", instant, nullable=False, comment="the moment of the submit"),
    sa.Column("closed_at", instant, comment="when it was decided: what is recorded later is not looked at; null while it is open"),
    sa.Column("unanswered", ARRAY(sa.Text), comment="areas of which nobody has told in time: unknown is not clear; null: all have"),
    sa.Column("hits", JSONB, comment="null until it is answered"),
    sa.Column("clear", sa.Boolean),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checked_at", instant),
    shaped("checks", "tokens", token_list),
    shaped("checks", "area", area),
    shaped("checks", "unanswered", area_list),
    sa.Index("checks_of_person", "person_id"),
    sa.Index("checks_that_wait", "area", "benefit_year", postgresql_where=sa.text("hits IS NULL AND closed_at IS NULL")),
    comment="One conflict check for each submit of an application, with its answer",
)

decided_submits = sa.Table(
    "decided_submits",
    metadata,
    sa.Column("application_id", UUID, primary_key=True),
    sa.Column("submit_no", sa.Integer, primary_key=True),
    sa.Column("decided_at", instant, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False, comment="rejected or taken back: what it showed says nothing of anybody"),
    comment="Which submits were decided on, also those whose check was not heard of yet",
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
    sa.Column("recorded_at", instant, nullable=False),
    shaped("consents", "old_area", area),
    comment="By what right a relation elsewhere may be suspended: the consent of each application, as it stands",
)
