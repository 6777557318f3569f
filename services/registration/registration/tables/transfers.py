"""Relations on their way to another region, and years insured elsewhere that came with a person (R-090)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from registration.tables.columns import area, day, flag, id_, metadata, moment, text

transfers = sa.Table(
    "transfers",
    metadata,
    id_("transfer_id", key=True),
    id_("participation_id"),
    id_("person_id"),
    area("from_area"),
    area("to_area"),
    text("state"),
    day("requested_on"),
    text("requested_by"),
    day("ended_on", null=True),
    text("decided_by", null=True),
    sa.Column("confirmation", sa.Text, comment="sealed: by what paper the new place confirmed it"),
    moment("recorded_at"),
    flag("ended_with_relation"),
    sa.Index("transfers_of", "person_id"),
    sa.Index("transfers_from", "from_area", "transfer_id"),
    sa.Index("transfers_to", "to_area", "transfer_id"),
    sa.Index("transfers_one_open", "participation_id", unique=True, postgresql_where=sa.text("state = 'REQUESTED'")),
)
"""关系转移: the old relation rests from the request on and ends when the new place has completed it."""

insured_years = sa.Table(
    "insured_years",
    metadata,
    id_("history_id", key=True),
    id_("person_id"),
    id_("application_id", null=True),
    area("from_area"),
    sa.Column("resident_years", ARRAY(sa.Integer), nullable=False),
    sa.Column("employee_years", ARRAY(sa.Integer), nullable=False),
    text("recorded_by"),
    moment("recorded_at"),
    text("withdrawn_by", null=True),
    moment("withdrawn_at", null=True),
    sa.Index("insured_years_of", "person_id"),
    sa.Index("insured_years_by", "application_id", unique=True),
)
"""Years insured elsewhere, as a transfer in documents them; told as one set (F-30)."""
