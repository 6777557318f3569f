"""Documented circumstances of persons (R-102, R-104)."""

import sqlalchemy as sa

from registration.tables.columns import day, id_, metadata, moment, text

circumstances = sa.Table(
    "circumstances",
    metadata,
    id_("circumstance_id", key=True),
    id_("person_id"),
    text("region"),
    text("kind"),
    day("from_on"),
    day("until_on", null=True),
    id_("application_id", null=True),
    text("recorded_by"),
    moment("recorded_at"),
    text("withdrawn_by", null=True),
    moment("withdrawn_at", null=True),
    sa.Index("circumstances_of", "person_id"),
)
"""Of an application the event that it proved, else what an office recorded by a paper. A withdrawn one stays, and counts no more."""
