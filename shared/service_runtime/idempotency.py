"""Idempotency-Key: a repeated request gets the first answer byte for byte; the key's row commits with the effect.

Answers are sealed and expire after `kept_answer_days`; caller, key and body stand nowhere, only keyed digests of them. An answer that was
kept in clear before is still found and read until it expires. What guards money when it has expired are the guards of the payments
themselves: one row for a tax serial, one effect for an event of the inbox.
"""

import hashlib
import json
import re
from typing import Annotated, NoReturn

import msgspec
import sqlalchemy as sa
from fastapi import Depends, Header
from starlette.responses import Response
from starlette.types import Scope

from row_sets import Statement, row, same_rows, value
from service_runtime.database import Database
from service_runtime.kept_rows import StoredAnswer
from service_runtime.refusals import KeyInvalid, KeyMissing, KeyReused, SameInProgress
from service_runtime.runtime_tables import idempotency_keys
from service_runtime.safe import Safe
from service_runtime.transaction import ReadConnection, Transaction

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_encode = msgspec.json.Encoder().encode
_KEPT_HEADERS = ("content-type", "location")
_t = idempotency_keys.c
_this = _t.scope == value("scope", _t.scope)
_CLAIM = (
    "SELECT WHERE CASE WHEN pg_try_advisory_xact_lock({lock:d}) "
    "THEN NOT EXISTS (SELECT FROM idempotency_keys WHERE scope IN ('\\x{scope}', '\\x{before}')) ELSE false END"
)
"""Goes with BEGIN in one message, which takes no values: an integer and hex digits stand in it, both of a hash that we made."""
_CLAIMED = "SELECT 1"
_PURPOSE = "kept-answer"
_KEPT = Statement(sa.select(_t.request_hash, _t.status, _t.headers, _t.body).where(same_rows(idempotency_keys, "scope")))
_REPLACE = Statement(sa.update(idempotency_keys).values(row(idempotency_keys, "status", "body")).where(_this))


class Replay(Exception):
    """Ends a request whose answer is already stored."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__("answered before")


async def require_key(
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=255)] = None,
) -> None:
    """Dependency of `idempotent`."""
    check_key(idempotency_key)


def check_key(key: str | None) -> None:
    """Raises KeyMissing."""
    if not key:
        raise KeyMissing()


idempotent = Depends(require_key)
"""A route dependency: the request must carry an Idempotency-Key. For every POST that creates or pays."""


async def read_prefer(
    prefer: Annotated[
        str | None, Header(alias="Prefer", description="wait=N：最多等待 N 秒（不超过10），等到结果则直接返回", max_length=100)
    ] = None,
) -> None:
    """Dependency of `can_wait`; the header itself is read when the transaction has committed."""


can_wait = Depends(read_prefer)
"""A route dependency that says: `answer_later` is used here, `Prefer: wait=N` works."""


class IdempotencyKey:
    """One key as one caller used it for one route."""

    def __init__(self, safe: Safe, *, caller: str, method: str, path: str, query: bytes, key: str, body: bytes) -> None:
        if not _KEY.fullmatch(key):
            raise KeyInvalid()
        self._safe, self._content = safe, query + b"\0" + body
        used = "\0".join((caller, method, path, key)).encode()
        self.scope = safe.digest_bytes(used, "idempotency-scope")
        self.request_hash = safe.digest_bytes(self._content, "idempotency-request")
        self._scope_before = hashlib.sha256(used).digest()

    @classmethod
    def of(cls, safe: Safe, scope: Scope, key: str, body: bytes) -> "IdempotencyKey":
        """The key of a request whose caller is known by now."""
        caller = scope.get("canbao.caller")
        return cls(
            safe,
            caller=caller.subject if caller else "",
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"],
            key=key,
            body=body,
        )

    async def claim(self, database: Database, tx: Transaction) -> bool:
        """Opens the transaction; True if the key is fresh and ours. Never waits for another request of this key."""
        return await database.begin(tx, self._claim_statement()) == _CLAIMED

    def _claim_statement(self) -> str:
        lock = int.from_bytes(self.scope[:8], signed=True)
        return _CLAIM.format(lock=lock, scope=self.scope.hex(), before=self._scope_before.hex())

    async def refuse(self, tx: Transaction) -> NoReturn:
        """Why it is not ours. Raises Replay (answered before), SameInProgress or KeyReused (other content)."""
        await self._answered_before(tx)
        raise SameInProgress()

    async def replay(self, database: Database) -> None:
        """After a lost race: raises Replay or KeyReused."""
        async with database.read() as read:
            await self._answered_before(read)

    async def _answered_before(self, read: ReadConnection) -> None:
        for found in await _KEPT.rows(read.driver, scope=[self.scope, self._scope_before]):
            in_clear = found["headers"] is not None
            if found["request_hash"] != (hashlib.sha256(self._content).digest() if in_clear else self.request_hash):
                raise KeyReused()
            headers, body = (found["headers"].encode(), found["body"]) if in_clear else self._opened(found["body"])
            raise Replay(_response(found["status"], headers, body))

    def answer(self, response: Response) -> StoredAnswer:
        """The row that keeps a response."""
        kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        sealed = self._safe.seal_bytes(_encode(kept) + b"\n" + bytes(response.body), _PURPOSE, self.scope.hex())
        return StoredAnswer(self.scope, self.request_hash, response.status_code, sealed)

    def _opened(self, sealed: bytes) -> tuple[bytes, bytes]:
        headers, _, body = self._safe.open_bytes(sealed, _PURPOSE, self.scope.hex()).partition(b"\n")
        return headers, body

    async def replace(self, database: Database, response: Response) -> None:
        """Keep the better answer that the caller waited for, so that a repetition gets the same."""
        async with database.transaction() as tx:
            answer = self.answer(response)
            await _REPLACE.run(tx.driver, scope=answer.scope, status=answer.status, body=answer.body)


def _response(status: int, headers: bytes, body: bytes) -> Response:
    return Response(body, status, {**json.loads(headers), "Idempotency-Replayed": "true"})
