"""What dedup decided on people who are insured twice, as far as it is about participations here (R-128, R-133)."""

import sqlalchemy as sa

from payment_bridge.domain.refunds import Ground
from payment_bridge.tables.columns import UUID, metadata, one_of

remote_duplicate_cases = sa.Table(
    "remote_duplicate_cases",
    metadata,
    sa.Column("case_id", UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
)
"""Which version of each case dedup told last."""

duplicate_drops = sa.Table(
    "duplicate_drops",
    metadata,
    sa.Column("case_id", UUID, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("participation_id", UUID, primary_key=True),
    sa.Column("ground", sa.Text, primary_key=True),
    one_of("ground", Ground),
    sa.Index("duplicate_drops_of", "participation_id"),
)
"""What each version of a case does not keep, and on which ground its money may be asked back; the newest version holds. Append-only."""
