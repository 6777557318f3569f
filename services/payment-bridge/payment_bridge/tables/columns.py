"""The metadata of the service's tables, and the kinds of columns that they share."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from event_bus import add_bus_tables

metadata = sa.MetaData()
add_bus_tables(metadata)
UUID = postgresql.UUID(as_uuid=True)
INSTANT = sa.DateTime(timezone=True)
RECORDED = sa.func.clock_timestamp()


def one_of(column: str, values: type) -> sa.CheckConstraint:
    """The column holds a member of this enumeration."""
    listed = ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]
    return sa.CheckConstraint(f"{column} IN ({listed})")
