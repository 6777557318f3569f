"""Who may act for whom; applications are found by their document."""

from alembic import op

from registration.tables import applications, mandates

revision = "202611270730"
down_revision = "202611270700"

_BY_DOCUMENT = next(index for index in applications.indexes if index.name == "applications_of_document")


def upgrade() -> None:
    """A new database has both from its first step, which makes the tables in code."""
    mandates.create(op.get_bind(), checkfirst=True)
    _BY_DOCUMENT.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    _BY_DOCUMENT.drop(op.get_bind())
    mandates.drop(op.get_bind())
