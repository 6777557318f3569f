"""The last act, which stood in the participation, becomes an act of its own. Stops were the only acts there were."""

from alembic import op

revision = "202611280901"
down_revision = "202611280900"
phase = "migrate"

_ACTS = """
    INSERT INTO participation_acts (act_id, participation_id, kind, cause, happened_on, version, actor, recorded_at, note)
    SELECT gen_random_uuid(), pa.participation_id, CASE own_state WHEN 'CANCELLED' THEN 'CANCEL' ELSE 'STOP' END, 'OWN_REQUEST',
        acted_on, 1, told.actor, told.recorded_at, told.note
    FROM participations AS pa CROSS JOIN LATERAL (
        SELECT actor, recorded_at, note FROM participation_history AS h
        WHERE h.participation_id = pa.participation_id ORDER BY id DESC LIMIT 1
    ) AS told
    WHERE own_state IN ('CANCELLED', 'STOPPED')
        AND NOT EXISTS (SELECT FROM participation_acts AS a WHERE a.participation_id = pa.participation_id)
"""


def upgrade() -> None:
    op.execute(_ACTS)


def downgrade() -> None:
    """What the release before looks at was written beside the acts."""
