"""What a column of text may hold, whoever writes it. PostgreSQL asks this at every insert and every update of the row.

Where much is written the length is asked beside the pattern: one that counts its signs (`{64}`) costs eight times as much.
"""

from collections.abc import Callable

import sqlalchemy as sa

Shape = Callable[[str], str]
"""The condition for the column of this name."""


def token(column: str) -> str:
    """An identity token or another keyed digest: 64 hexadecimal digits."""
    return f"length({column}) = 64 AND {column} ~ '^[0-9a-f]*$'"


def area(column: str) -> str:
    """An administrative division: six digits, nine with the town, twelve with the village (行政区划代码)."""
    return f"length({column}) IN (6, 9, 12) AND {column} ~ '^[0-9]*$'"


def tax_serial(column: str) -> str:
    """A serial number of the tax office: up to 31 digits, without a zero before them."""
    return f"length({column}) <= 31 AND {column} ~ '^[1-9][0-9]*$'"


def matching(pattern: str) -> Shape:
    """The whole text is like this pattern."""
    return lambda column: f"{column} ~ '^{pattern}$'"


def shaped(table: str, column: str, shape: Shape) -> sa.CheckConstraint:
    """The constraint of this column, under the name that migrations know."""
    return sa.CheckConstraint(shape(column), name=f"{table}_{column}_shape")
