"""The metadata of the service's tables, and the kinds of columns that they share."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from event_bus import add_bus_tables

metadata = sa.MetaData()
add_bus_tables(metadata)
UUID = postgresql.UUID(as_uuid=True)
INSTANT = sa.DateTime(timezone=True)
