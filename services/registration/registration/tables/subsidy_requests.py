"""Yearly requests for the subsidy of subsidised persons (B11): numbers by category and district, no names."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from registration.tables.columns import area, day, id_, metadata, moment, number, text

subsidy_requests = sa.Table(
    "subsidy_requests",
    metadata,
    id_("request_id", key=True),
    area("region"),
    number("benefit_year"),
    number("version"),
    text("state"),
    day("as_of"),
    number("people"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="fen"),
    sa.Column("lines", JSONB, nullable=False),
    sa.Column("levels", JSONB, nullable=False),
    text("prepared_by"),
    text("sent_by", null=True),
    day("sent_on", null=True),
    day("funded_on", null=True),
    sa.Column("funded_amount", sa.BigInteger, comment="fen"),
    moment("recorded_at"),
    sa.Index("subsidy_requests_of", "region", "benefit_year", "version", unique=True),
)
"""A draft is drawn anew in place; what was sent stays, and its correction is a version of its own."""
