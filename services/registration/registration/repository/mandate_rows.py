"""Mandates: who may act for the person of a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_events.registration import MandateKind
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.mandate import Mandate, MandateState
from registration.domain.scope import Scope
from registration.repository.scope_conditions import HOLDS, OWN_TOKENS, in_areas, scope_values
from registration.tables import mandates, person_keys
from row_sets import Driver, Record, Statement, names_of, reader, typed, value

m = mandates.c
_KNOWN = sa.select(person_keys.c.person_id).where(person_keys.c.token == m.token).limit(1).scalar_subquery()


@dataclass(frozen=True, slots=True)
class LockedMandate:
    """A mandate as a decision sees it; `person_id` is None until the person of the document is known."""

    mandate_id: UUID
    subject: str
    token: IdentityToken
    kind: MandateKind
    region: str
    state: MandateState
    from_on: date
    until_on: date | None
    version: int
    person_id: UUID | None
    recorded_by: str


_RECORD = Statement(
    """
    INSERT INTO mandates ({new.names}, person_id)
    VALUES ({new.values}, (SELECT person_id FROM person_keys WHERE token = :token LIMIT 1))
    ON CONFLICT (subject, token) WHERE state = 'REQUESTED' DO NOTHING
    RETURNING person_id
    """,
    new=typed(mandates, *names_of(Mandate)),
)
_LOCKED, _NOW = names_of(LockedMandate), value("now", m.changed_at)
_THIS = m.mandate_id == value("mandate_id", m.mandate_id)
_TO_LOCK = sa.select(*(m[name] for name in _LOCKED)).where(_THIS).with_for_update()
_OWN = (m.subject == value("holder", m.subject)) | m.token.in_(OWN_TOKENS)
_LOCK_IN_AREA, _LOCK_TO_END = Statement(_TO_LOCK.where(in_areas(m.area))), Statement(_TO_LOCK.where(in_areas(m.area) | _OWN))
_DECIDE = Statement(
    sa.update(mandates)
    .where(_THIS)
    .values(
        state=value("state", m.state),
        reasons=value("reasons", m.reasons),
        confirmed_by=value("actor", m.confirmed_by),
        version=m.version + 1,
        person_id=_KNOWN,
        changed_at=_NOW,
    )
    .returning(*(m[name] for name in _LOCKED))
)
_END = Statement(
    sa.update(mandates)
    .where(_THIS)
    .values(
        state="ENDED", until_on=value("until_on", m.until_on), ended_by=value("actor", m.ended_by), version=m.version + 1, changed_at=_NOW
    )
    .returning(*(m[name] for name in _LOCKED))
)
_UNTOLD = (m.state == "IN_FORCE") & m.person_id.is_(None)
_FOUND = person_keys.c.token == m.token
_TELL = (
    sa.update(mandates)
    .where(_UNTOLD, _FOUND)
    .values(person_id=person_keys.c.person_id, changed_at=_NOW)
    .returning(*(m[name] for name in _LOCKED))
)
_TELL_OF = Statement(_TELL.where(m.token == sa.any_(value("tokens", sa.ARRAY(sa.Text)))))
_TELL_ALL = Statement(_TELL.where(m.until_on.is_(None) | (m.until_on >= value("day", m.until_on))))
_mandate = reader(LockedMandate)


async def record(driver: Driver, new: Mandate) -> tuple[bool, UUID | None]:
    """(whether it was written, the person if known). Not written if the login waits for the same already."""
    row = await _RECORD.row(driver, **{name: getattr(new, name) for name in names_of(Mandate)})
    return (True, row["person_id"]) if row else (False, None)


async def lock_in_area(driver: Driver, mandate_id: UUID, scope: Scope) -> LockedMandate | None:
    """For an office that decides; None if there is none in its areas."""
    return _read(await _LOCK_IN_AREA.row(driver, mandate_id=mandate_id, **scope_values(_LOCK_IN_AREA, scope)))


async def lock_to_end(driver: Driver, mandate_id: UUID, scope: Scope) -> LockedMandate | None:
    """For its holder, for the person whom it represents, and for an office in whose areas it lies."""
    return _read(await _LOCK_TO_END.row(driver, mandate_id=mandate_id, **scope_values(_LOCK_TO_END, scope)))


async def decide(driver: Driver, mandate_id: UUID, state: MandateState, reasons: Sealed | None, actor: str, now: datetime) -> LockedMandate:
    """The mandate after the decision, with its person if somebody has the document."""
    row = await _DECIDE.row(driver, mandate_id=mandate_id, state=state, reasons=reasons, actor=actor, now=now)
    assert row is not None
    return _mandate(row)


async def end(driver: Driver, mandate_id: UUID, until_on: date | None, actor: str, now: datetime) -> LockedMandate:
    """The mandate after its end."""
    row = await _END.row(driver, mandate_id=mandate_id, until_on=until_on, actor=actor, now=now)
    assert row is not None
    return _mandate(row)


_MOVE = Statement(
    sa.update(mandates)
    .where(m.person_id == value("merged", m.person_id))
    .values(person_id=value("kept", m.person_id), version=m.version + 1, changed_at=_NOW)
    .returning(*(m[name] for name in _LOCKED))
)


async def move_mandates(driver: Driver, kept: UUID, merged: UUID, now: datetime) -> list[LockedMandate]:
    """Mandates for the one record hold for the other, one version on: to be told."""
    return [_mandate(row) for row in await _MOVE.rows(driver, kept=kept, merged=merged, now=now)]


async def take_persons(driver: Driver, tokens: Sequence[str], now: datetime) -> list[LockedMandate]:
    """Mandates in force for these documents whose person was not known until now."""
    return [_mandate(row) for row in await _TELL_OF.rows(driver, tokens=list(tokens), now=now)]


async def take_all_persons(driver: Driver, day: date, now: datetime) -> list[LockedMandate]:
    """The same for any document."""
    return [_mandate(row) for row in await _TELL_ALL.rows(driver, day=day, now=now)]


_HELD = Statement(
    sa.select(sa.exists().where(m.token == sa.any_(value("tokens", sa.ARRAY(sa.Text))), HOLDS)),
)


async def holds(driver: Driver, subject: str, tokens: Sequence[str], day: date) -> bool:
    """True if this login may act for the person of the document on this day. Looks at mandates alone, never at the file of persons."""
    found: bool = await _HELD.value(driver, holder=subject, tokens=list(tokens), day=day)
    return found


_BINDINGS = Statement(sa.select(*(m[name] for name in _LOCKED)).where(HOLDS, m.kind == "SELF").order_by(m.mandate_id).with_for_update())


async def bindings_of(driver: Driver, subject: str, day: date) -> list[LockedMandate]:
    """The documents as which a login may act for itself on this day, locked."""
    return [_mandate(row) for row in await _BINDINGS.rows(driver, holder=subject, day=day)]


_PAST = m.until_on < value("day", m.until_on)
_STATE = sa.case(((m.state == "IN_FORCE") & sa.func.coalesce(_PAST, sa.false()), "ENDED"), else_=m.state)
_SHOWN = (
    "mandate_id", "subject", "kind", "area", "document", "paper", "reasons", "from_on", "until_on", "recorded_by", "recorded_at",
    "confirmed_by", "ended_by",
)  # fmt: skip
_PAGE = (
    sa.select(*(m[name] for name in _SHOWN), _STATE.label("state"))
    .where(in_areas(m.area) | _OWN)
    .where(m.mandate_id > value("after", m.mandate_id))
    .order_by(m.mandate_id)
    .limit(value("limit", sa.BigInteger))
)
_LIST, _LIST_IN_STATE = Statement(_PAGE), Statement(_PAGE.where(value("state", m.state) == _STATE))
_FIRST = UUID(int=0)


async def list_mandates(
    driver: Driver, scope: Scope, limit: int, day: date, *, state: MandateState | None, after: UUID | None
) -> list[Record]:
    """The next in scope, oldest first: an office's areas; one's own, and those for oneself."""
    statement = _LIST if state is None else _LIST_IN_STATE
    filters = {"day": day, "limit": limit, "after": after or _FIRST} | ({} if state is None else {"state": state})
    return await statement.rows(driver, **(scope_values(statement, scope) | filters))


def _read(row: Record | None) -> LockedMandate | None:
    return None if row is None else _mandate(row)


def recorded(new: Mandate, person_id: UUID | None) -> LockedMandate:
    """A mandate that was just written."""
    return LockedMandate(
        new.mandate_id, new.subject, new.token, new.kind, new.region, new.state, new.from_on, new.until_on, new.version, person_id,
        new.recorded_by,
    )  # fmt: skip
