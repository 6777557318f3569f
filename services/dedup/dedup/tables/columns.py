"""What the tables share: the metadata, and shapes of columns."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from row_sets.shapes import matching

metadata = sa.MetaData()

instant = sa.DateTime(timezone=True)
nodes = ARRAY(UUID)
_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
relation = matching(f"(RESIDENT|EMPLOYEE)/[0-9]{{6}}/[0-9]{{4}}(-[0-9]{{2}}-[0-9]{{2}}(/[0-9a-f]{{64}})?|/{_ID})?")
"""The name of a relation (domain/relations.py)."""
rule = matching("R-[0-9]{3}")


def token_list(column: str) -> str:
    """A list of identity tokens."""
    return matching("([0-9a-f]{64}( [0-9a-f]{64})*)?")(f"array_to_string({column}, ' ')")


def area_list(column: str) -> str:
    """A list of administrative divisions."""
    return matching("([0-9]{6}([0-9]{3}){0,2}( [0-9]{6}([0-9]{3}){0,2})*)?")(f"array_to_string({column}, ' ')")
