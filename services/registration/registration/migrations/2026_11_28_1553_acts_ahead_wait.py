"""Acts that were dated ahead when they were recorded wait for their day; of those whose day is over the next run of the job tells again."""

from alembic import op

revision = "202611281553"
down_revision = "202611281552"
phase = "migrate"


def upgrade() -> None:
    op.execute(
        "UPDATE participation_acts SET is_ahead = true "
        "WHERE NOT withdrawn AND happened_on > (recorded_at AT TIME ZONE 'Asia/Shanghai')::date"
    )


def downgrade() -> None:
    """The column goes with the step before."""
