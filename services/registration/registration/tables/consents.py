"""Informed consents (B22): one an application, changed until its approval."""

import sqlalchemy as sa

from registration.tables.columns import day, id_, metadata, moment, number, text

consents = sa.Table(
    "consents",
    metadata,
    id_("consent_id", key=True),
    id_("application_id"),
    number("version"),
    text("text_version"),
    day("signed_on"),
    text("signed_by"),
    text("old_area", null=True),
    text("new_area", null=True),
    text("filled_by", null=True),
    day("withdrawn_on", null=True),
    moment("recorded_at"),
    sa.Index("consents_of_application", "application_id", unique=True),
)
"""What the person signed stands in the form and among the materials; where he was insured, as a division code."""
