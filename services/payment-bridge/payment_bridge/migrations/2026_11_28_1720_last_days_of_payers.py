"""Bills that finance, a school or the government pays have their year for it (H2 R-042): those of before get that last day, too.

The release before goes on with it: its own rule comes back with the next change of such a participation only.
"""

from alembic import op

revision = "202611281720"
down_revision = "202611281710"
phase = "migrate"

LAST_DAYS = """
    UPDATE bills SET last_day = make_date(benefit_year, 12, 31)
    WHERE payer <> 'PERSON' AND kind IN ('NORMAL', 'MIDYEAR') AND state NOT IN ('PAID', 'REFUNDED', 'ABANDONED')
"""


def upgrade() -> None:
    op.execute(LAST_DAYS)


def downgrade() -> None:
    """What was moved stays: no release refuses it."""
