"""People get numbers; told spells have versions; checks stay open until they are decided; cases, notices both ways, sweeps."""

from alembic import op

from dedup.tables import (
    case_versions,
    cases,
    decided_submits,
    feeds,
    identities,
    looks_due,
    number_changes,
    people,
    person_numbers,
    received_notices,
    remote_covers,
    side_file,
    statements,
    sweeps,
    told_coverage,
    told_references,
    told_spells,
)

revision = "202611301200"
down_revision = "202611281620"
phase = "expand"
builds_index_in_place = "notices are few: those of people who came from elsewhere"
widens = ("suspend_requests_relation_shape", "notices_relation_shape", "checks_unanswered_shape")

_NEW = (
    people,
    identities,
    statements,
    told_spells,
    told_references,
    feeds,
    told_coverage,
    remote_covers,
    decided_submits,
    cases,
    case_versions,
    received_notices,
    number_changes,
    looks_due,
    side_file,
    sweeps,
)
_COLUMNS = {
    "identity_links": ("seen_at timestamptz",),
    "participation_spells": ("student boolean", "subsidised boolean", "government_until date", "rests jsonb"),
    "checks": ("closed_at timestamptz", "unanswered text[]"),
    "suspend_requests": ("relation text", "reason text", "not_before date"),
    "notices": (
        "case_id uuid",
        "scheme text",
        "benefit_year smallint",
        "relation text",
        "effective_on date",
        "due_on date",
        "version integer NOT NULL DEFAULT 1",
        "told_version integer NOT NULL DEFAULT 0",
        "attempts integer NOT NULL DEFAULT 0",
        "next_at timestamptz",
        "answer_reason text",
        "answered_on date",
    ),
}
_OPTIONAL = (("notices", "application_id"), ("notices", "participation_id"), ("suspend_requests", "spell_key"))
_RELATION = "^(RESIDENT|EMPLOYEE)/[0-9]{6}/[0-9]{4}(-[0-9]{2}-[0-9]{2}(/[0-9a-f]{64})?)?$"
_AREAS = "^([0-9]{6}([0-9]{3}){0,2}( [0-9]{6}([0-9]{3}){0,2})*)?$"
_SHAPES = (
    ("suspend_requests", "relation", f"relation ~ '{_RELATION}'"),
    ("notices", "relation", f"relation ~ '{_RELATION}'"),
    ("checks", "unanswered", f"array_to_string(unanswered, ' ') ~ '{_AREAS}'"),
)


def upgrade() -> None:
    """A new database has all of it from its first step, which makes the tables in code."""
    person_numbers.create(op.get_bind(), checkfirst=True)
    for table in _NEW:
        table.create(op.get_bind(), checkfirst=True)
    for name, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {name} " + ", ".join(f"ADD COLUMN IF NOT EXISTS {column}" for column in columns))
    for name, column in _OPTIONAL:
        op.execute(f"ALTER TABLE {name} ALTER COLUMN {column} DROP NOT NULL")
    for name, column, shape in _SHAPES:
        op.execute(f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {name}_{column}_shape")
        op.execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_{column}_shape CHECK ({shape})")
    op.execute("CREATE INDEX IF NOT EXISTS notices_of_case ON notices (case_id)")
    op.execute("CREATE INDEX IF NOT EXISTS notices_to_send ON notices (next_at) WHERE next_at IS NOT NULL")


def downgrade() -> None:
    """Notices of duplicates and requests for them go: the release before has no place for them."""
    op.execute("DELETE FROM notices WHERE application_id IS NULL OR participation_id IS NULL")
    op.execute("DELETE FROM suspend_requests WHERE spell_key IS NULL")
    for name, column, _ in _SHAPES:
        op.execute(f"ALTER TABLE {name} DROP CONSTRAINT {name}_{column}_shape")
    for name, column in _OPTIONAL:
        op.execute(f"ALTER TABLE {name} ALTER COLUMN {column} SET NOT NULL")
    for name, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {name} " + ", ".join(f"DROP COLUMN {column.split()[0]}" for column in columns))
    for table in reversed(_NEW):
        table.drop(op.get_bind())
    person_numbers.drop(op.get_bind())
