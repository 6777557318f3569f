"""Tables of the sample service."""

import sqlalchemy as sa

from event_bus import add_bus_tables

metadata = sa.MetaData()
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("checked", sa.Boolean, nullable=False, server_default=sa.false()),
    # Checked at COMMIT only: the way to make a commit fail.
    sa.UniqueConstraint("text", name="one_note_per_text", deferrable=True, initially="DEFERRED"),
)
add_bus_tables(metadata)
