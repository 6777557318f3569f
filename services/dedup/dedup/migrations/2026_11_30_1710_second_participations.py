"""A second participation of one region and year is a relation of its own: its name ends with the id of the participation (R-001)."""

from alembic import op

revision = "202611301710"
down_revision = "202611301600"
phase = "expand"
_TABLES = ("suspend_requests", "notices")
_BEFORE = "(RESIDENT|EMPLOYEE)/[0-9]{6}/[0-9]{4}(-[0-9]{2}-[0-9]{2}(/[0-9a-f]{64})?)?"
_NOW = _BEFORE.removesuffix(")?") + "|/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?"
widens = tuple(f"{table}_relation_shape" for table in _TABLES)


def upgrade() -> None:
    _shape(_NOW)


def downgrade() -> None:
    """The release before has no names for them: what rests for such a relation is asked for without one."""
    op.execute("UPDATE suspend_requests SET relation = NULL WHERE relation ~ '^RESIDENT/[0-9]{6}/[0-9]{4}/'")
    op.execute("UPDATE notices SET relation = NULL WHERE relation ~ '^RESIDENT/[0-9]{6}/[0-9]{4}/'")
    _shape(_BEFORE)


def _shape(name: str) -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_relation_shape")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_relation_shape CHECK (relation ~ '^{name}$')")
