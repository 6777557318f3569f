"""Applications that somebody has begun and not handed in (D1 DRAFT)."""

import sqlalchemy as sa

from registration.tables.columns import id_, metadata, moment, text

drafts = sa.Table(
    "drafts",
    metadata,
    id_("draft_id", key=True),
    text("filed_by"),
    text("item", null=True),
    sa.Column("form", sa.Text, nullable=False, comment="sealed JSON: whatever was filled in so far"),
    moment("saved_at"),
    moment("ends_at"),
    sa.Index("drafts_of", "filed_by", "draft_id"),
    sa.Index("drafts_over", "ends_at"),
)
"""`draft_id` is the id that the application will have. A row goes when it is handed in, discarded or over; its files are its own."""
