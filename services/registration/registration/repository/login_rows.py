"""Logins and their sessions. Their times are real time, by the database's clock: a session ends whatever the business day is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.domain.login import SIGN_ON, LoginWay, RealNameLevel
from registration.repository.scope_conditions import HOLDS, in_areas
from registration.tables import logins, mandates
from row_sets import Driver, Record, Statement, names_of, reader, typed, value, values_of


@dataclass(frozen=True, slots=True)
class NewLogin:
    """Somebody who came by a way, with what the sign-on has verified of him now, if anything."""

    login_id: UUID
    way: LoginWay
    address_index: str
    address: Sealed
    subject: str
    level: RealNameLevel | None
    credential_active: bool


@dataclass(frozen=True, slots=True)
class Login:
    """A login as it is known now."""

    login_id: UUID
    subject: str
    level: str | None
    credential_active: bool


_LOGIN = "l.login_id, l.subject, l.level, l.credential_active"
_KEEP = Statement(
    """
    INSERT INTO logins AS l ({new.names}, created_at) VALUES ({new.values}, now())
    ON CONFLICT (way, address_index) DO UPDATE SET
        level = CASE WHEN l.level = 'COUNTER' THEN l.level ELSE coalesce(excluded.level, l.level) END,
        credential_active = excluded.credential_active
            OR ((excluded.level IS NULL OR coalesce(l.level, '') = 'COUNTER') AND l.credential_active)
    RETURNING {login}
    """,
    new=typed(logins, *names_of(NewLogin)),
    login=_LOGIN,
)
_UNUSED = Statement(
    """
    SELECT l.created_at < now() - CAST(:unused AS interval) AND NOT EXISTS (
        SELECT FROM login_sessions AS s WHERE s.login_id = l.login_id AND s.started_at >= now() - CAST(:unused AS interval)
    ) AS unused FROM logins AS l WHERE l.login_id = :login_id
    """
)
_IS_KNOWN = Statement(
    """
    SELECT EXISTS (
        SELECT FROM login_sessions AS s JOIN logins AS l USING (login_id)
        WHERE s.refresh = :refresh AND s.ended_at IS NULL AND l.way = 'PHONE' AND l.address_index = :address_index
    )
    """
)
_ANEW = Statement(
    """
    WITH sessions AS (UPDATE login_sessions SET ended_at = now() WHERE login_id = :login_id AND ended_at IS NULL)
    UPDATE logins AS l SET subject = :subject, level = :level, credential_active = :credential_active, created_at = now()
    WHERE l.login_id = :login_id RETURNING {login}
    """,
    login=_LOGIN,
)
_BEGIN = Statement(
    """
    INSERT INTO login_sessions (session_id, login_id, refresh, started_at, used_at, ends_at)
    VALUES (:session_id, :login_id, :refresh, now(), now(), now() + CAST(:life AS interval)) RETURNING ends_at
    """
)
_GO_ON = Statement(
    """
    UPDATE login_sessions AS s SET refresh = :fresh, refresh_before = :refresh, used_at = now() FROM logins AS l
    WHERE s.refresh = :refresh AND s.ended_at IS NULL AND s.ends_at > now() AND l.login_id = s.login_id
    RETURNING s.session_id, s.ends_at, {login}
    """,
    login=_LOGIN,
)
_END_COPIED = Statement(
    """
    UPDATE login_sessions AS s SET ended_at = now() FROM logins AS l
    WHERE s.refresh_before = :refresh AND s.ended_at IS NULL AND l.login_id = s.login_id RETURNING s.session_id, l.subject
    """
)
_OF_LOGIN = "login_id = (SELECT login_id FROM logins WHERE subject = :subject)"
_LIST = Statement(
    """
    SELECT session_id, started_at, used_at, ends_at FROM login_sessions
    WHERE {of_login} AND ended_at IS NULL AND ends_at > now() ORDER BY used_at DESC LIMIT 100
    """,
    of_login=_OF_LOGIN,
)
_END = Statement(
    "UPDATE login_sessions SET ended_at = now() WHERE {of_login} AND session_id = :session_id AND ended_at IS NULL RETURNING session_id",
    of_login=_OF_LOGIN,
)
_END_ALL = Statement(
    "UPDATE login_sessions SET ended_at = now() WHERE {of_login} AND ended_at IS NULL AND ends_at > now() RETURNING session_id",
    of_login=_OF_LOGIN,
)
_BOUND_AT_COUNTER = (
    sa.exists()
    .where(mandates.c.subject == logins.c.subject, mandates.c.kind == "SELF", mandates.c.recorded_by != SIGN_ON)
    .where(mandates.c.token == sa.any_(value("tokens", sa.ARRAY(sa.Text))), HOLDS, in_areas(mandates.c.area))
)
_ACTIVATE = Statement(
    sa.update(logins)
    .where(logins.c.subject == value("holder", logins.c.subject), _BOUND_AT_COUNTER)
    .values(credential_active=True, level="COUNTER")
    .returning(logins.c.login_id)
)
_FORGET = Statement(
    """
    WITH codes AS (DELETE FROM phone_codes WHERE counted_from < now() - CAST(:a_day AS interval) AND ends_at < now())
    DELETE FROM login_sessions WHERE coalesce(ended_at, ends_at) < now() - CAST(:kept AS interval)
    """
)
_login = reader(Login)


async def keep_login(driver: Driver, new: NewLogin) -> Login:
    """The login of this address, made or brought up to date, locked: of two first logins at once the second sees what the first did."""
    row = await _KEEP.row(driver, **values_of(new))
    assert row is not None
    return _login(row)


async def is_unused(driver: Driver, login_id: UUID, unused: timedelta) -> bool:
    """True if nobody has logged in by it for so long; what was gone on with is no login."""
    row = await _UNUSED.row(driver, login_id=login_id, unused=unused)
    return row is not None and bool(row["unused"])


async def is_known_device(driver: Driver, address_index: str, refresh: str) -> bool:
    """True if this telephone has a session that goes on by this word, or would if it had not run out; not one that was ended."""
    return bool(await _IS_KNOWN.value(driver, address_index=address_index, refresh=refresh))


async def begin_anew(driver: Driver, new: NewLogin, login_id: UUID) -> Login:
    """The address under the subject of `new`, which nothing names yet; sessions of the subject of before end."""
    told = {"subject": new.subject, "level": new.level, "credential_active": new.credential_active}
    row = await _ANEW.row(driver, login_id=login_id, **told)
    assert row is not None
    return _login(row)


async def activate_credential(driver: Driver, subject: str, tokens: Sequence[str], patterns: Sequence[str], day: date) -> bool:
    """False if no counter in these areas has bound the login to the document, or not for this day."""
    return await _ACTIVATE.row(driver, holder=subject, tokens=list(tokens), patterns=list(patterns), day=day) is not None


async def begin_session(driver: Driver, session_id: UUID, login_id: UUID, refresh: str, life: timedelta) -> Record:
    """A new session; when it ends."""
    row = await _BEGIN.row(driver, session_id=session_id, login_id=login_id, refresh=refresh, life=life)
    assert row is not None
    return row


async def go_on(driver: Driver, refresh: str, fresh: str) -> Record | None:
    """The session of this word with its login, from now on of a fresh word; None if there is none that holds."""
    return await _GO_ON.row(driver, refresh=refresh, fresh=fresh)


async def end_copied(driver: Driver, refresh: str) -> Record | None:
    """Ends the session whose word of before this is."""
    return await _END_COPIED.row(driver, refresh=refresh)


async def list_sessions(driver: Driver, subject: str) -> list[Record]:
    """Those of a login that hold, the one used last first."""
    return await _LIST.rows(driver, subject=subject)


async def end_session(driver: Driver, subject: str, session_id: UUID) -> bool:
    """True if this login had such a session."""
    return await _END.row(driver, subject=subject, session_id=session_id) is not None


async def end_sessions(driver: Driver, subject: str) -> int:
    """Ends all that hold; how many there were."""
    return len(await _END_ALL.rows(driver, subject=subject))


async def forget_sessions(driver: Driver, kept: timedelta) -> None:
    """Sessions that ended so long ago go, and codes of a day that is over."""
    await _FORGET.run(driver, kept=kept, a_day=timedelta(days=1))
