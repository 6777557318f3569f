"""Renewed students whom a school took over before 202611292020 are its own. Told with the next word of each, or by telling all anew."""

from alembic import op

revision = "202611292021"
down_revision = "202611292020"
phase = "migrate"

OF_THEIR_SCHOOL = """
    UPDATE participations AS pa SET school = l.organisation
    FROM list_rows AS r JOIN lists AS l USING (list_id)
    WHERE r.made = pa.participation_id AND r.state = 'APPLIED' AND l.kind = 'STUDENTS' AND pa.payer = 'SCHOOL' AND pa.school IS NULL
"""


def upgrade() -> None:
    op.execute(OF_THEIR_SCHOOL)


def downgrade() -> None:
    """It is what the list says."""
