"""Idempotency-Key: a repeated request gets the first answer byte for byte; the key's row commits with the effect."""

import hashlib
import json
import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from service_runtime.database import Database
from service_runtime.refusals import BadRequest, Conflict, Unprocessable
from service_runtime.transaction import StoredAnswer, UnitOfWork

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("content-type", "location")
_CLAIM = """
SELECT pg_try_advisory_xact_lock($1) AS mine, kept.request_hash, kept.status, kept.headers, kept.body
FROM (SELECT 1) AS one LEFT JOIN idempotency_keys AS kept ON kept.scope = $2
"""

_REPLACE = "UPDATE idempotency_keys SET status = $2, headers = $3, body = $4 WHERE scope = $1"


class Replay(Exception):
    """Ends a request whose answer is already stored."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__("answered before")


async def _require_key(
    idempotency_key: Annotated[
        str | None, Header(alias="Idempotency-Key", description="一次办理一个唯一编号；重复提交返回同一结果", max_length=255)
    ] = None,
) -> None:
    if not idempotency_key:
        raise BadRequest("IDEMPOTENCY_KEY_MISSING", "缺少 Idempotency-Key，请重新提交")


idempotent = Depends(_require_key)
"""A route dependency: the request must carry an Idempotency-Key. For every POST that creates or pays."""


class Claim:
    """One key as one caller used it for one route."""

    def __init__(self, *, caller: str, method: str, path: str, query: str, key: str, body: bytes) -> None:
        if not _KEY.fullmatch(key):
            raise BadRequest("IDEMPOTENCY_KEY_INVALID", "Idempotency-Key 格式不正确")
        self.scope = hashlib.sha256("\0".join((caller, method, path, key)).encode()).digest()
        self.request_hash = hashlib.sha256(query.encode() + b"\0" + body).digest()

    async def take(self, work: UnitOfWork) -> None:
        """Go on if the key is fresh. Raises Replay (answered before), Conflict (in progress elsewhere) or Unprocessable (other content)."""
        row = await work.driver.fetchrow(_CLAIM, int.from_bytes(self.scope[:8], signed=True), self.scope)
        assert row is not None
        if row["request_hash"] is not None:
            if row["request_hash"] != self.request_hash:
                raise Unprocessable("IDEMPOTENCY_KEY_REUSED", "该 Idempotency-Key 已用于其他内容，请更换后提交")
            raise Replay(_response(row["status"], row["headers"], row["body"]))
        if not row["mine"]:
            raise Conflict("IDEMPOTENCY_IN_PROGRESS", "相同的请求正在处理，请稍候", headers={"Retry-After": "1"})

    def answer(self, response: Response) -> StoredAnswer:
        """The row that keeps a response."""
        kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        return StoredAnswer(self.scope, self.request_hash, response.status_code, json.dumps(kept), bytes(response.body))

    async def replace(self, database: Database, response: Response) -> None:
        """Keep the better answer that the caller waited for, so that a repetition gets the same."""
        async with database.transaction() as work:
            answer = self.answer(response)
            await work.driver.execute(_REPLACE, answer.scope, answer.status, answer.headers, answer.body)


def _response(status: int, headers: str, body: bytes) -> Response:
    return Response(body, status, {**json.loads(headers), "Idempotency-Replayed": "true"})
