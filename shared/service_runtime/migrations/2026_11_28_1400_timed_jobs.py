"""Timed jobs: what is due by the calendar, and how far it is."""

from alembic import op

from service_runtime.runtime_tables import job_runs, timed_jobs

revision = "202611281400"
down_revision = "202611271916"
phase = "expand"


def upgrade() -> None:
    timed_jobs.create(op.get_bind(), checkfirst=True)
    job_runs.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    job_runs.drop(op.get_bind())
    timed_jobs.drop(op.get_bind())
