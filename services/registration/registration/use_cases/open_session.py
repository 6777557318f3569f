"""Open a session for somebody whose openid or telephone number is proved, go on with one, end one."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enrolment_terms.identifiers import new_id
from registration.domain.login import LoginWay, VerifiedIdentity
from registration.errors import SessionOver
from registration.repository.login_rows import (
    Login,
    NewLogin,
    begin_anew,
    begin_session,
    end_copied,
    end_session,
    end_sessions,
    go_on,
    is_unused,
    keep_login,
)
from registration.repository.mandate_rows import bindings_of
from registration.use_cases.bind_login import bind_login
from registration.use_cases.login_peers import LoginTerms
from service_runtime import Database, NotFound, ReadConnection, Transaction
from service_runtime.token_signer import TokenSigner

_SUBJECT = {LoginWay.WECHAT: "wx", LoginWay.PHONE: "tel"}
ADDRESS, REFRESH = "login.address", "login.refresh"
"""What is sealed and digested."""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session with its fresh token and the word by which it goes on."""

    session_id: UUID
    subject: str
    access_token: str
    refresh_token: str
    ends_at: datetime
    level: str | None
    credential_active: bool


async def open_session(
    tx: Transaction, way: LoginWay, address: str, identity: VerifiedIdentity | None, terms: LoginTerms, signer: TokenSigner
) -> OpenedSession:
    """A new session. `identity` is what the sign-on has verified just now; a login that was bound before needs none."""
    new = _login(tx, way, address, identity)
    login = await keep_login(tx.driver, new)
    if way is LoginWay.PHONE and await _is_anothers(tx, login, identity, terms):
        before, login = login, await begin_anew(tx.driver, new, login.login_id)
        tx.audit("login.begun_anew", subject=before.subject, actor=login.subject)
    if identity is not None and identity.level.reaches(terms.least_level):
        await bind_login(tx, login.subject, identity.document, terms.area)
    session_id, word = new_id(), _word()
    began = await begin_session(tx.driver, session_id, login.login_id, tx.safe.digest(word, REFRESH), terms.session)
    tx.audit("session.opened", subject=str(session_id), actor=login.subject, detail={"way": way, "level": login.level})
    return _opened(session_id, login, word, began["ends_at"], terms, signer)


async def _is_anothers(tx: Transaction, login: Login, identity: VerifiedIdentity | None, terms: LoginTerms) -> bool:
    """True if the telephone may be somebody else's now: networks give numbers out again, not before 90 days.

    Either the sign-on names another than the login was bound to, or nobody has logged in by it for so long; then he alone goes on
    whom the sign-on has verified as the one to whom it is bound.
    """
    bound = {binding.token for binding in await bindings_of(tx.driver, login.subject, tx.now.date())}
    if identity is not None and bound:
        if bound.isdisjoint(tx.vault.identity_tokens(identity.document)):
            return True
        if identity.level.reaches(terms.least_level):
            return False
    return await is_unused(tx.driver, login.login_id, terms.phone_unused)


async def go_on_with_session(tx: Transaction, word: str, database: Database, terms: LoginTerms, signer: TokenSigner) -> OpenedSession:
    """A fresh token and a fresh word for the word. Raises SessionOver.

    A word that was used already has been copied: whoever has the fresh one, his session ends too.
    """
    used, fresh = tx.safe.digest(word, REFRESH), _word()
    row = await go_on(tx.driver, used, tx.safe.digest(fresh, REFRESH))
    if row is None:
        async with database.transaction() as ending:  # this one is rolled back with the refusal
            copied = await end_copied(ending.driver, used)
            if copied is not None:
                ending.audit("session.copied", subject=str(copied["session_id"]), actor=copied["subject"])
        raise SessionOver()
    login = Login(row["login_id"], row["subject"], row["level"], row["credential_active"])
    return _opened(row["session_id"], login, fresh, row["ends_at"], terms, signer)


async def end_one_session(tx: Transaction, subject: str, session_id: UUID) -> None:
    """Raises NotFound for one that is none of this login's."""
    if not await end_session(tx.driver, subject, session_id):
        raise NotFound()
    tx.audit("session.ended", subject=str(session_id), actor=subject)


async def end_all_sessions(tx: Transaction, subject: str) -> int:
    """How many there were."""
    ended = await end_sessions(tx.driver, subject)
    tx.audit("session.all_ended", subject=subject, actor=subject, detail={"sessions": ended})
    return ended


def address_index(read: ReadConnection, way: LoginWay, address: str) -> str:
    """By which a login or a telephone is found."""
    return read.safe.digest(f"{way}:{address}", ADDRESS)


def _login(tx: Transaction, way: LoginWay, address: str, identity: VerifiedIdentity | None) -> NewLogin:
    login_id = new_id()
    return NewLogin(
        login_id=login_id,
        way=way,
        address_index=address_index(tx, way, address),
        address=tx.safe.seal(address, ADDRESS, login_id),
        subject=f"{_SUBJECT[way]}:{new_id()}",
        level=identity.level if identity else None,
        credential_active=bool(identity and identity.credential_active),
    )


def _opened(session_id: UUID, login: Login, word: str, ends_at: datetime, terms: LoginTerms, signer: TokenSigner) -> OpenedSession:
    seconds = int(terms.access.total_seconds())
    token = signer.sign(login.subject, ["citizen"], ttl_seconds=seconds, credential_active=login.credential_active)
    return OpenedSession(session_id, login.subject, token, word, ends_at, login.level, login.credential_active)


def _word() -> str:
    return secrets.token_urlsafe(32)
