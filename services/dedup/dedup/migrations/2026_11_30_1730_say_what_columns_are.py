"""What columns are that came by a step: a new database says so from its first one."""

from alembic import op

revision = "202611301730"
down_revision = "202611301720"
phase = "expand"

_COMMENTS = {
    "checks.closed_at": "when it was decided: what is recorded later is not looked at; null while it is open",
    "checks.unanswered": "areas of which nobody has told in time: unknown is not clear; null: all have",
    "identity_links.seen_at": "when it was told last; null: not since this is kept",
    "identity_links.kind": "of the document; null: not told since this is kept",
    "notices.case_id": "the duplicate case that it executes",
    "notices.scheme": "null, here and below: opened by the release before",
    "notices.effective_on": "the first day on which the old relation is to rest",
    "notices.due_on": "no answer by then: escalated (R-132)",
    "notices.next_at": "when it is sent or asked for again, real time; null: nothing to do",
    "notices.answer_reason": "sealed: why the other region refuses",
    "participation_spells.student": "null, here and below: heard before it was kept",
    "participation_spells.rests": "first and last day of each suspension that is over",
}


def upgrade() -> None:
    """For people who read the tables; nothing else changes."""
    for column, comment in _COMMENTS.items():
        op.execute(f"COMMENT ON COLUMN {column} IS '{comment}'")


def downgrade() -> None:
    """The columns go with the steps that brought them."""
