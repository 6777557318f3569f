"""Transfers that waited for a relation that ended before 202611291710 have come to nothing; one that stands again gets its own back."""

from alembic import op

revision = "202611291731"
down_revision = "202611291730"
phase = "migrate"

GIVEN_UP = """
    UPDATE transfers AS t SET state = 'WITHDRAWN', ended_on = greatest(t.requested_on, pa.effective_on), decided_by = 'registration',
        ended_with_relation = true
    FROM participations AS pa
    WHERE pa.participation_id = t.participation_id AND t.state = 'REQUESTED' AND pa.state IN ('LAPSED', 'CANCELLED', 'TERMINATED')
"""
"""The day on which the relation ended. The relation itself was told when it did; a transfer is told of by its list alone (R-090, R-091)."""


def upgrade() -> None:
    op.execute(GIVEN_UP)


def downgrade() -> None:
    """They were given up as the release before does it."""
