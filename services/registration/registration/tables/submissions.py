"""What was handed in and what was told of it: each submission and each one-time notice stays (R-004, R-006)."""

import sqlalchemy as sa

from registration.tables.columns import id_, metadata, moment, number, text

application_submissions = sa.Table(
    "application_submissions",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    id_("application_id"),
    number("submit_no"),
    moment("at"),
    text("actor"),
    text("item"),
    sa.Column("form", sa.Text, nullable=False, comment="sealed JSON: all answers and materials, as they were handed in"),
    sa.Index("application_submissions_of", "application_id", "submit_no", unique=True),
)
"""Submit numbers are those of the conflict check: one that was only asked again has no submission of its own. Append-only."""

application_notices = sa.Table(
    "application_notices",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    id_("application_id"),
    number("submit_no"),
    moment("at"),
    text("event"),
    text("actor"),
    sa.Column("reasons", sa.Text, comment="sealed JSON, null for none"),
    sa.Column("missing", sa.Text, comment="sealed JSON, null for none"),
    sa.Index("application_notices_of", "application_id", "id"),
)
"""Append-only (R-004)."""
