"""A participation that was registered when its year was over is of that year all the same: of a child, whose two years never meet.

Its real first day comes with its next version. The release before writes such days still, until it is gone.
"""

from alembic import op

revision = "202611301500"
down_revision = "202611301410"
phase = "migrate"

_CLAMP = """
UPDATE participation_spells SET starts_on = make_date(benefit_year, 12, 31), ends_on = make_date(benefit_year, 12, 31)
WHERE starts_on > make_date(benefit_year, 12, 31)
"""


def upgrade() -> None:
    op.execute(_CLAMP)


def downgrade() -> None:
    """The days of before were wrong."""
