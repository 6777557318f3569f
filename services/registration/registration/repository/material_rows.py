"""Materials: what was handed in as a file, by whom, and which application names it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.material_upload import NewMaterial
from registration.domain.scope import Scope
from registration.repository.scope_conditions import SEEN, in_areas, scope_values
from registration.tables import (
    applications,
    bundle_parts,
    circumstances,
    drafts,
    household_form_members,
    mandates,
    materials,
    participation_changes,
    participations,
)
from row_sets import Driver, Record, Statement, names_of, same_rows, typed, value, values_of

m = materials.c
_NEW = names_of(NewMaterial)
_SHOWN = ("material_id", "kind", "state", "media_type", "bytes", "uploaded_at", "application_id")
_ONE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(hashtextextended(:uploaded_by, 4407))")
_EXPECT = Statement(
    """
    INSERT INTO materials ({new.names}, state) VALUES ({new.values}, 'RECEIVING')
    ON CONFLICT (uploaded_by, kind, digest) WHERE application_id IS NULL AND state <> 'GOING'
    DO UPDATE SET uploaded_at = excluded.uploaded_at
    RETURNING {shown}
    """,
    new=typed(materials, *_NEW),
    shown=", ".join(_SHOWN),
)
_COUNT = Statement(
    sa.select(sa.func.count())
    .select_from(materials)
    .where(m.uploaded_by == value("uploaded_by", m.uploaded_by), m.uploaded_at >= value("since", m.uploaded_at))
)
_THIS = m.material_id == value("material_id", m.material_id)
_KEPT = Statement(sa.update(materials).where(_THIS, m.state != "GOING").values(state="STORED").returning(*(m[name] for name in _SHOWN)))
_NAMED_IN_SCOPE = sa.exists().where(applications.c.application_id == m.application_id, SEEN)
_TOGETHER = ((household_form_members, "form_id"), (bundle_parts, "bundle_id"))
"""What several applications were filed by at once: a paper for all of them is named by it."""
_NAMED_TOGETHER = sa.or_(
    *(sa.exists().where(of.c[by] == m.application_id, of.c.application_id == applications.c.application_id, SEEN) for of, by in _TOGETHER)
)
_NAMED_IN_DRAFT = sa.exists().where(drafts.c.draft_id == m.application_id)
_OWN = sa.and_(m.application_id.is_(None) | _NAMED_IN_DRAFT, m.uploaded_by == value("filed_by", m.uploaded_by))
_CONFIRMING = mandates.c.area.like(sa.any_(value("confirming", sa.ARRAY(sa.Text))))
_NAMED_IN_MANDATE = sa.exists().where(mandates.c.mandate_id == m.application_id, _CONFIRMING)
_NAMED_IN_CHANGE = sa.exists().where(
    participation_changes.c.change_id == m.application_id,
    participation_changes.c.participation_id == participations.c.participation_id,
    in_areas(participations.c.area),
)
_NAMED_IN_CIRCUMSTANCE = sa.exists().where(
    circumstances.c.circumstance_id == m.application_id,
    circumstances.c.person_id == participations.c.person_id,
    in_areas(participations.c.area),
)
_SEEN = sa.or_(_OWN, _NAMED_IN_SCOPE, _NAMED_TOGETHER, _NAMED_IN_MANDATE, _NAMED_IN_CHANGE, _NAMED_IN_CIRCUMSTANCE)
_READ = Statement(sa.select(*(m[name] for name in _SHOWN)).where(_THIS, m.state == "STORED", _SEEN))
_USABLE = sa.or_(
    sa.and_(m.application_id.is_(None), m.uploaded_by == value("uploaded_by", m.uploaded_by)),
    m.application_id == value("application_id", m.application_id),
    m.application_id == value("together", m.application_id),
    *(
        sa.exists().where(of.c[by] == m.application_id, of.c.application_id == value("application_id", m.application_id))
        for of, by in _TOGETHER
    ),
)
_LOCK_USABLE = Statement(
    sa.select(m.material_id, m.kind)
    .where(same_rows(materials, "material_id"), m.state == "STORED", _USABLE)
    .order_by(m.material_id)
    .with_for_update()
)
_NAME = Statement(
    sa.update(materials)
    .where(same_rows(materials, "material_id"), m.application_id.is_(None))
    .values(application_id=value("application_id", m.application_id))
)
_UNUSED = sa.and_(m.application_id.is_(None), m.uploaded_at < value("before", m.uploaded_at))
_OLDEST_UNUSED = (
    sa.select(m.material_id).where(_UNUSED).order_by(m.uploaded_at).limit(value("limit", sa.BigInteger)).with_for_update(skip_locked=True)
)
_GIVE_UP = Statement(sa.update(materials).where(m.material_id.in_(_OLDEST_UNUSED), _UNUSED).values(state="GOING").returning(m.material_id))
_FORGET = Statement(sa.delete(materials).where(same_rows(materials, "material_id"), m.state == "GOING"))
_PAGE = Statement(
    sa.select(m.material_id)
    .where(m.material_id > value("after", m.material_id), m.state == "STORED")
    .order_by(m.material_id)
    .limit(value("limit", sa.BigInteger))
)


async def expect(driver: Driver, new: NewMaterial) -> Record:
    """The row of a file that is about to be kept: a new one, or that of the same file of before which nothing has named yet.

    Uploads of one login go one after the other until the commit, so that they can be counted.
    """
    await _ONE_AT_A_TIME.run(driver, uploaded_by=new.uploaded_by)
    row = await _EXPECT.row(driver, **values_of(new))
    assert row is not None
    return row


async def count_since(driver: Driver, uploaded_by: str, since: datetime) -> int:
    """How many files of this login are there from that moment on."""
    count: int = await _COUNT.value(driver, uploaded_by=uploaded_by, since=since)
    return count


async def mark_stored(driver: Driver, material_id: UUID) -> Record | None:
    """The file is there. None if its row is going by now."""
    return await _KEPT.row(driver, material_id=material_id)


async def read_material(driver: Driver, material_id: UUID, scope: Scope, confirming: Sequence[str]) -> Record | None:
    """A stored file: of whoever uploaded it until an application that was handed in names it, then of all who see the application.

    That of a mandate is of the clerks alone who confirm it: `confirming` are their areas.
    """
    return await _READ.row(driver, material_id=material_id, confirming=confirming, **scope_values(_READ, scope))


async def lock_usable(driver: Driver, ids: Sequence[UUID], uploaded_by: str, application_id: UUID, together: UUID) -> dict[UUID, str]:
    """Kinds of those files that this login may name: its own which no application has, and what this application has, or what it was
    filed by together with others. Locked.
    """
    told = {"uploaded_by": uploaded_by, "application_id": application_id, "together": together}
    rows = await _LOCK_USABLE.rows(driver, material_id=ids, **told)
    return {row["material_id"]: row["kind"] for row in rows}


async def name_materials(driver: Driver, ids: Sequence[UUID], application_id: UUID) -> None:
    """Locked files become an application's; what it has already, or what it was filed by, keeps them."""
    await _NAME.run(driver, material_id=ids, application_id=application_id)


async def give_up_unused(driver: Driver, before: datetime, limit: int) -> list[UUID]:
    """Files of before the moment that nothing has named: marked, so that nothing can name them any more. Those marked before come again."""
    return await _GIVE_UP.values(driver, before=before, limit=limit)


async def forget(driver: Driver, ids: Sequence[UUID]) -> int:
    """Takes away the rows of files that are gone."""
    return await _FORGET.run(driver, material_id=ids)


async def stored_after(driver: Driver, after: UUID, limit: int) -> list[UUID]:
    """The next stored files, by id."""
    return await _PAGE.values(driver, after=after, limit=limit)
