"""Who the people with bills are, who may see these, and with which household they are deducted: as other services told of them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.tables.columns import INSTANT as _INSTANT
from payment_bridge.tables.columns import UUID as _UUID
from payment_bridge.tables.columns import metadata
from row_sets.shapes import shaped, token
from service_runtime.bindings import add_mandates

remote_mandates = add_mandates(metadata)
remote_households = sa.Table(
    "remote_households",
    metadata,
    sa.Column("household_id", _UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("told_at", _INSTANT, nullable=False),
    sa.Column("household_no", sa.Text, nullable=False, comment="sealed for the household, as the account"),
    sa.Column("holder_sealed", sa.Text),
    sa.Column("bank_sealed", sa.Text),
    sa.Column("account_sealed", sa.Text),
    sa.Column("members", postgresql.JSONB, nullable=False, comment="whose levies are deducted with it, in the order of the household"),
    sa.Index("remote_households_members", "members", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)
"""Households as registration told of each last: from which account, and in which order (R-054, F-10)."""

person_tokens = sa.Table(
    "person_tokens",
    metadata,
    sa.Column("person_id", _UUID, primary_key=True),
    sa.Column("token", sa.Text, primary_key=True),
    shaped("person_tokens", "token", token),
    sa.Index("person_tokens_by_token", "token"),
)
"""Identity tokens of people with bills, as they were told last: who proves such a document may see the bills."""

remote_deaths = sa.Table(
    "remote_deaths",
    metadata,
    sa.Column("person_id", _UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("died_on", sa.Date, comment="null: an earlier message was wrong"),
)
"""Deaths as registration told of them last (R-091)."""

people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", _UUID, primary_key=True),
    sa.Column("told_at", _INSTANT, nullable=False),
)
"""When the tokens of a person were told last; the row is the lock under which they are written."""

merged_people = sa.Table(
    "merged_people",
    metadata,
    sa.Column("merged_person_id", _UUID, primary_key=True),
    sa.Column("kept_person_id", _UUID, primary_key=True),
    sa.Index("merged_people_by_kept", "kept_person_id"),
)
"""Two records that turned out to be one person (R-026)."""
