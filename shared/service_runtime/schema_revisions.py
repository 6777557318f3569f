"""Steps of the schema, noted in the database beside their effect: by these notes an older release knows whether it may work with a newer
schema. Steps are expand (an older release does not see it), migrate (rows are moved) and contract (an older release would break).
"""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy.dialects.postgresql import insert

from row_sets import names_of
from service_runtime.runtime_tables import schema_revisions
from service_runtime.start import CannotStart


class Phase(StrEnum):
    """What a step does to a release that does not know it."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"


class SchemaTooNew(CannotStart):
    """The database's schema is not one that this release can work with; the text says which release can."""


@dataclass(frozen=True, slots=True)
class StepNote:
    """One step as it is noted. A contract step names the step that a release must know to work after it."""

    revision: str
    down_revision: str | None
    phase: Phase
    works_since: str | None


_t = schema_revisions.c
_new = insert(schema_revisions)
_names = names_of(StepNote)
_KEEP = _new.on_conflict_do_update(index_elements=["chain", "revision"], set_={name: _new.excluded[name] for name in _names})


def note_of(step: Script) -> StepNote:
    """What its file declares: `phase`, and in a contract step `works_since`. Steps of before that was asked count as contracts."""
    phase = Phase(getattr(step.module, "phase", Phase.CONTRACT))
    since = getattr(step.module, "works_since", step.revision) if phase is Phase.CONTRACT else None
    assert step.down_revision is None or isinstance(step.down_revision, str), "one step after another"
    return StepNote(step.revision, step.down_revision, phase, since)


def keep_notes(connection: sa.Connection, chain: str, script: ScriptDirectory) -> None:
    """Notes all steps that this release knows; `chain` is the table that holds how far they are."""
    notes = [note_of(step) for step in script.walk_revisions()]
    connection.execute(_KEEP, [{"chain": chain} | {name: getattr(note, name) for name in _names} for note in notes])


def steps_beyond(connection: sa.Connection, chain: str, script: ScriptDirectory) -> list[StepNote]:
    """The steps that the database has and this release does not know, newest first; it can work with all of them. Raises SchemaTooNew."""
    known = {step.revision for step in script.walk_revisions()}
    context = MigrationContext.configure(connection, opts={"version_table": chain})
    at = next(iter(context.get_current_heads()), None)
    if at is None or at in known:
        return []
    notes, beyond = _notes(connection, chain), []
    while at not in known:
        note = notes.get(at) if at else None
        if note is None:
            raise SchemaTooNew(_sentence(at or "?", at or "?"))
        beyond.append(note)
        at = note.down_revision
    for note in beyond:
        if note.phase is Phase.CONTRACT and note.works_since not in known:
            raise SchemaTooNew(_sentence(note.revision, note.works_since or note.revision))
    return beyond


def _notes(connection: sa.Connection, chain: str) -> dict[str, StepNote]:
    if not sa.inspect(connection).has_table(schema_revisions.name):
        return {}
    rows = connection.execute(sa.select(*(_t[name] for name in _names)).where(_t.chain == chain)).mappings()
    return {row["revision"]: StepNote(**{**row, "phase": Phase(row["phase"])}) for row in rows}


def _sentence(found: str, needed: str) -> str:
    return (
        f"数据库结构已升级到本版本不支持的 {found}，请使用包含迁移 {needed} 的版本 / "
        f"the database has schema {found}, which this release cannot work with: start a release that has migration {needed}"
    )
