"""Residence permits that were handed in."""

import sqlalchemy as sa

from registration.tables.columns import day, id_, metadata, moment, text

residence_permits = sa.Table(
    "residence_permits",
    metadata,
    id_("permit_id", key=True),
    id_("person_id"),
    text("region"),
    day("filed_on"),
    day("valid_to"),
    moment("recorded_at"),
    sa.Index("residence_permits_once", "person_id", "valid_to", unique=True),
)
"""Each permit of a person once, by its last day: handed in again, or for another year, it is the same (R-035, R-036)."""
