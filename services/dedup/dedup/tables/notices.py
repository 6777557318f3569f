"""Notices to other regions, and from them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from dedup.tables.columns import instant, metadata, nodes, relation
from row_sets.shapes import area, matching, shaped, token

error = matching("[A-Z]+(_[A-Z0-9]+)*")
TO_LOOK_AT = "state NOT IN ('ACKNOWLEDGED', 'WITHDRAWN') OR next_at IS NOT NULL OR error IS NOT NULL"

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("notice_id", UUID, primary_key=True),
    sa.Column("application_id", UUID, comment="null for a notice of a duplicate case"),
    sa.Column("participation_id", UUID),
    sa.Column("person_id", UUID, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("to_area", sa.Text, nullable=False, comment="where the old relation is"),
    sa.Column("from_area", sa.Text, nullable=False, comment="where the new registration is"),
    sa.Column("relation_starts_on", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("opened_at", instant, nullable=False),
    sa.Column("consent_id", UUID, comment="by which it is told; null where none is needed or heard of"),
    sa.Column("case_id", UUID, comment="the duplicate case that it executes"),
    sa.Column("scheme", sa.Text, comment="null, here and below: opened by the release before"),
    sa.Column("benefit_year", sa.SmallInteger),
    sa.Column("relation", sa.Text),
    sa.Column("effective_on", sa.Date, comment="the first day on which the old relation is to rest"),
    sa.Column("due_on", sa.Date, comment="no answer by then: escalated (R-132)"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column(
        "told_version", sa.Integer, nullable=False, server_default="0", comment="the newest version that the other region has, or may have"
    ),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="how often this version was sent"),
    sa.Column("next_at", instant, comment="when it is sent or asked for again, real time; null: nothing to do"),
    sa.Column("answer_reason", sa.Text, comment="sealed: why the other region refuses"),
    sa.Column("answered_on", sa.Date),
    sa.Column("step", sa.Integer, nullable=False, server_default="0", comment="of this version: grows with every change that is told"),
    sa.Column("asked", sa.Integer, nullable=False, server_default="0", comment="how often it was asked for since it was sent last"),
    sa.Column("error", sa.Text, comment="what came instead of an answer, as a code; null: nothing is wrong"),
    shaped("notices", "relation", relation),
    shaped("notices", "error", error),
    sa.Index("notices_of_application", "application_id"),
    sa.Index("notices_of_person", "person_id"),
    sa.Index("notices_of_case", "case_id"),
    sa.Index("notices_to_send", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),
    sa.Index("notices_to_look_at", "state", postgresql_where=sa.text(TO_LOOK_AT)),
    comment="What is to be told to another region after a registration is complete, or of a duplicate",
)

received_notices = sa.Table(
    "received_notices",
    metadata,
    sa.Column("notice_id", UUID, primary_key=True, comment="of who asks and his reference"),
    sa.Column("reference", sa.Text, nullable=False, comment="both, sealed"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("nodes", nodes, nullable=False, comment="whom it is about"),
    sa.Column("area", sa.Text, nullable=False, comment="where the relation is: ours"),
    sa.Column("other_area", sa.Text, nullable=False, comment="who asks"),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("benefit_year", sa.SmallInteger),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("participation_id", UUID, comment="of ours, once an office has confirmed it"),
    sa.Column("person_id", UUID),
    sa.Column("decided_by", sa.Text, comment="sealed"),
    sa.Column("reason", sa.Text, comment="sealed: why it is refused"),
    sa.Column("told_version", sa.Integer, nullable=False, server_default="0", comment="of the answer that the other region has"),
    sa.Column("received_at", instant, nullable=False),
    sa.Column("answered_at", instant),
    sa.Column("request_reason", sa.Text, comment="sealed: why the other region asks"),
    sa.Column("step", sa.Integer, nullable=False, server_default="0", comment="of this version: grows with every change that is told"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", comment="how often the answer was sent"),
    sa.Column("next_at", instant, comment="when the answer is sent, real time; null: nothing to do"),
    sa.Column("error", sa.Text, comment="what came instead of a receipt, as a code; null: nothing is wrong"),
    shaped("received_notices", "area", area),
    shaped("received_notices", "other_area", area),
    shaped("received_notices", "error", error),
    sa.Index("received_notices_open", "notice_id", postgresql_where=sa.text("state = 'OPEN'")),
    sa.Index("received_notices_to_answer", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),
    comment="What other regions ask to be done with relations of ours",
)

region_messages = sa.Table(
    "region_messages",
    metadata,
    sa.Column("message_key", UUID, primary_key=True, comment="half a keyed digest of the webhook-id"),
    sa.Column("digest", sa.Text, nullable=False, comment="keyed digest of the body: one id has one body"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("received_at", instant, nullable=False),
    shaped("region_messages", "digest", token),
    shaped("region_messages", "kind", matching("[a-z]+([.][a-z]+)?")),
    sa.Index("region_messages_by_age", "received_at"),
    comment="Messages of other regions that were taken; a row goes after some months: what they told has versions of its own",
)
