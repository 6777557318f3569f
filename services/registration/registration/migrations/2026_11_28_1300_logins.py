"""Logins, their sessions and codes, and what is to be sent to people."""

from alembic import op

from registration.tables import login_sessions, logins, notices_to_send, phone_codes

revision = "202611281300"
down_revision = "202611281405"
phase = "expand"

_TABLES = (logins, login_sessions, phone_codes, notices_to_send)


def upgrade() -> None:
    """A new database has them from its first step, which makes the tables in code."""
    for table in _TABLES:
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for table in reversed(_TABLES):
        table.drop(op.get_bind())
