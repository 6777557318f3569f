"""One-thing submissions, and their parts (R-068)."""

import sqlalchemy as sa

from registration.tables.columns import id_, metadata, moment, number, text

bundles = sa.Table(
    "bundles",
    metadata,
    id_("bundle_id", key=True),
    text("kind"),
    text("filed_by"),
    moment("submitted_at"),
)

bundle_parts = sa.Table(
    "bundle_parts",
    metadata,
    id_("part_id", key=True),
    id_("bundle_id"),
    number("part_no"),
    text("item", null=True),
    id_("application_id", null=True),
    sa.Column("faults", sa.Text, comment="sealed JSON: why there is no application yet, null if there is one"),
    moment("told_at"),
    sa.Index("bundle_parts_of", "bundle_id", "part_no", unique=True),
)
"""What was handed in of a refused part is not kept: it is sent again whole."""
