"""No price of repair where no rate is published yet. The release before writes one always, and reads none of these columns."""

from alembic import op

revision = "202611302130"
down_revision = "202611302040"
phase = "expand"


def upgrade() -> None:
    op.alter_column("remote_wait_years", "repair_price", nullable=True, comment="fen; null where no rate was published")


def downgrade() -> None:
    op.execute("UPDATE remote_wait_years SET repair_price = 0 WHERE repair_price IS NULL")
    op.alter_column("remote_wait_years", "repair_price", nullable=False, comment="fen")
