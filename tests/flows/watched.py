"""The caller of the flows, who watches citizens: what a page of theirs asks by a person's id, it was told before."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import httpx
import jwt

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient

_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IN_PATH = re.compile(f"/(?:persons|entitlements)/({_ID})")
_PERSONAL = {"citizen", "agent", "kiosk"}


class WatchedClient(SuiteClient):
    """Raises AssertionError where a citizen is answered by an id of a person that no answer to his login held."""

    def __init__(self, suite: Suite) -> None:
        super().__init__(suite)
        self._given: dict[str, set[str]] = defaultdict(set)

    async def _call(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: object = None,
        query: dict[str, Any] | None = None,
        form: Mapping[str, Any] = MappingProxyType({}),
    ) -> dict[str, Any]:
        answer = await super()._call(method, url, headers, body, query, form)
        if login := _citizen(headers):
            asked = {*_IN_PATH.findall(httpx.URL(url).path), *_persons_in(query), *_persons_in(body)}
            assert asked <= self._given[login], f"{method} {httpx.URL(url).path} by an id that {login} was not given"
            self._given[login].update(re.findall(_ID, str(answer)))
        return answer


def _citizen(headers: Mapping[str, str]) -> str | None:
    """The login of a token that is a person's own."""
    token = headers.get("Authorization", "").removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False}) if token else {"roles": []}
    subject: str = claims.get("sub", "")
    return subject if claims["roles"] and _PERSONAL.issuperset(claims["roles"]) else None


def _persons_in(told: object) -> Iterator[str]:
    """Every `person_id` in what is sent."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            if name == "person_id" and value is not None:
                yield str(value)
            yield from _persons_in(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _persons_in(value)
