"""What benefits told of each year of a participation: a newborn's has two (R-024). The key is the aggregate that benefits told of."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from registration.tables.columns import day, id_, metadata, moment, number, text

remote_wait_years = sa.Table(
    "remote_wait_years",
    metadata,
    id_("wait_id", key=True),
    id_("participation_id"),
    number("benefit_year"),
    number("version"),
    number("total_months"),
    text("exempt_reason", null=True),
    day("starts_on", null=True),
    sa.Column("empty", sa.Boolean, nullable=False),
    number("useful_repair_years"),
    sa.Column("repair_price", sa.BigInteger, comment="fen; null where no rate was published"),
    moment("recorded_at"),
    sa.Index("remote_wait_years_of", "participation_id", "benefit_year"),
)

remote_entitlement_years = sa.Table(
    "remote_entitlement_years",
    metadata,
    id_("entitlement_id", key=True),
    id_("participation_id"),
    number("benefit_year"),
    number("version"),
    text("state"),
    day("starts_on", null=True),
    day("ends_on", null=True),
    number("wait_months"),
    sa.Column("rules", JSONB, nullable=False),
    moment("recorded_at"),
    sa.Index("remote_entitlement_years_of", "participation_id", "benefit_year"),
)
"""From which day, as benefits said last: for the person's view of progress (R-007)."""
