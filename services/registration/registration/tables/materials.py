"""Tables of what applications show: files that people hand in, and what other departments' registers say."""

import sqlalchemy as sa

from registration.tables.columns import day, flag, id_, metadata, moment, number, text

_UNNAMED = sa.text("application_id IS NULL AND state <> 'GOING'")
materials = sa.Table(
    "materials",
    metadata,
    id_("material_id", key=True),
    text("kind"),
    sa.Column("digest", sa.LargeBinary, nullable=False, comment="keyed digest of the file as it was received"),
    text("media_type"),
    number("bytes"),
    text("uploaded_by"),
    moment("uploaded_at"),
    text("state"),
    id_("application_id", null=True),
    sa.Index("materials_once", "uploaded_by", "kind", "digest", unique=True, postgresql_where=_UNNAMED),
    sa.Index("materials_of_day", "uploaded_by", "uploaded_at"),
    sa.Index("materials_unused", "uploaded_at", postgresql_where=sa.text("application_id IS NULL")),
    sa.Index("materials_of_application", "application_id"),
)
"""Files that people hand in. What nothing names goes after a time; what an application names stays with it (R-006, R-013).

`application_id` is that of a draft, a mandate, a household form or a bundle, too, where that is what names it.
"""

register_answers = sa.Table(
    "register_answers",
    metadata,
    id_("answer_id", key=True),
    sa.Column("subject", sa.Text, nullable=False, comment="keyed digest of the document, by a key of this service alone"),
    text("register"),
    flag("held"),
    day("as_of"),
    moment("asked_at"),
    text("asked_by"),
    sa.Column("record", sa.Text, comment="sealed JSON: the department's own number of the record, its days; null without a record"),
    sa.Index("register_answers_of", "subject", "register", "asked_at"),
)
"""What registers answered; an application cites an answer by its id. Append-only."""
