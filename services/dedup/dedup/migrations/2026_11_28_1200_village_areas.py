"""Areas may be villages: twelve digits beside six and nine. Rows are proved anew."""

from service_runtime.migration import shape_columns

revision = "202611281200"
down_revision = "202611280100"
phase = "expand"
_COLUMNS = (("participation_spells", "area"), ("reported_spells", "area"), ("checks", "area"))
_NOW = "length({0}) IN (6, 9, 12) AND {0} ~ '^[0-9]*$'"
_BEFORE = "length({0}) IN (6, 9) AND {0} ~ '^[0-9]*$'"
widens = tuple(f"{table}_{column}_shape" for table, column in _COLUMNS)


def upgrade() -> None:
    shape_columns((table, column, _NOW) for table, column in _COLUMNS)


def downgrade() -> None:
    shape_columns((table, column, _BEFORE) for table, column in _COLUMNS)
