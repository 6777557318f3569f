"""Whether no ceiling holds for a person. The release before writes none: then one does."""

import sqlalchemy as sa
from alembic import op

revision = "202611301950"
down_revision = "202611292020"
phase = "expand"


def upgrade() -> None:
    """A new database has it from its first step, which makes the tables in code."""
    op.add_column(
        "incentives",
        sa.Column("uncapped", sa.Boolean, nullable=False, server_default=sa.false(), comment="no ceiling holds for this person"),
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_column("incentives", "uncapped")
