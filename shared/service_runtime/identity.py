"""Who calls: bearer tokens (JWT, ES256 only, keys from a JWKS file), roles and areas."""

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import jwt
from fastapi import Depends, Request, params
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from service_runtime.refusals import Forbidden, TokenExpired, TokenMissing, Unauthenticated

ROLES = frozenset({"citizen", "agent", "clerk", "reviewer", "department", "school", "tax", "hospital", "operator", "auditor"})
ALGORITHM = "ES256"
_CACHED_TOKENS = 4096
_RELOAD_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request. `areas` are area-code prefixes such as "440783"; a citizen has none."""

    subject: str
    roles: frozenset[str]
    areas: tuple[str, ...] = ()
    name: str = ""

    def has_role(self, *roles: str) -> bool:
        """True if the caller has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def must_be(self, *roles: str) -> None:
        """Raises Forbidden unless the caller has one of the roles."""
        if self.roles.isdisjoint(roles):
            raise Forbidden()

    def covers(self, area: str) -> bool:
        """True if the area lies in one of the caller's areas."""
        return area.startswith(self.areas) if self.areas else False

    @property
    def area_patterns(self) -> list[str]:
        """For SQL: `area LIKE ANY(:patterns)`. No areas, no rows."""
        return [f"{prefix}%" for prefix in self.areas]


class TokenReader:
    """Verifies tokens and remembers them until they expire; reads the key file again for an unknown key, at most once a minute."""

    def __init__(self, jwks_file: Path, issuer: str, audience: str, now: Callable[[], float] = time.time) -> None:
        self._file, self._issuer, self._audience, self._now = jwks_file, issuer, audience, now
        self._keys: dict[str, jwt.PyJWK] = {}
        self._loaded_at = float("-inf")
        self._known: OrderedDict[str, tuple[Principal, float]] = OrderedDict()

    def read(self, token: str) -> Principal:
        """The caller a token names. Raises Unauthenticated (TOKEN_EXPIRED or TOKEN_INVALID)."""
        known = self._known.get(token)
        if known is not None:
            if known[1] > self._now():
                return known[0]
            del self._known[token]
            raise TokenExpired()
        principal, expires = self._verify(token)
        self._known[token] = (principal, expires)
        if len(self._known) > _CACHED_TOKENS:
            self._known.popitem(last=False)
        return principal

    def _verify(self, token: str) -> tuple[Principal, float]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key_of(token),
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
            return _principal(claims), float(claims["exp"])
        except jwt.ExpiredSignatureError:
            raise TokenExpired() from None
        except (jwt.PyJWTError, ValueError, TypeError, UnicodeError):
            raise Unauthenticated() from None

    def _key_of(self, token: str) -> jwt.PyJWK:
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
            raise Unauthenticated()
        if key_id not in self._keys and self._now() - self._loaded_at > _RELOAD_SECONDS:
            self._load()
        try:
            return self._keys[key_id]
        except KeyError:
            raise Unauthenticated() from None

    def _load(self) -> None:
        """Keys are kept when the file cannot be read: a rotation in progress locks nobody out."""
        self._loaded_at = self._now()
        try:
            keys = jwt.PyJWKSet.from_dict(json.loads(self._file.read_text())).keys
        except (OSError, ValueError, jwt.PyJWTError):
            return
        self._keys = {key.key_id: key for key in keys if key.key_id and key.key_type == "EC"}


def _principal(claims: dict[str, Any]) -> Principal:
    roles, areas, name = claims.get("roles", []), claims.get("areas", []), claims.get("name", "")
    if not (_texts(roles) and _texts(areas) and isinstance(name, str)):
        raise ValueError("claims of the wrong type")
    return Principal(claims["sub"], frozenset(roles) & ROLES, tuple(area for area in areas if area.isascii() and area.isdigit()), name)


def _texts(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(text, str) for text in value)


_bearer = HTTPBearer(bearerFormat="JWT", auto_error=False, scheme_name="bearer")


def caller_of(scope: Scope, authorization: str | None, tokens: TokenReader) -> Principal:
    """The verified caller of a request; the request remembers it. Raises Unauthenticated."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing()
    principal = tokens.read(token.strip())
    scope["canbao.caller"] = principal
    return principal


async def the_caller(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Principal:
    """Dependency of Caller."""
    known: Principal | None = request.scope.get("canbao.caller")
    return known or caller_of(request.scope, request.headers.get("authorization"), request.app.state.tokens)


Caller = Annotated[Principal, Depends(the_caller)]


class CallerMustBe:
    """A route dependency that lets some roles pass."""

    def __init__(self, roles: Sequence[str]) -> None:
        if not roles or not ROLES.issuperset(roles):
            raise ValueError(f"unknown role among {roles}")
        self.roles = tuple(roles)

    async def __call__(self, caller: Caller) -> None:
        """Raises Forbidden."""
        caller.must_be(*self.roles)


def allow(*roles: str) -> params.Depends:
    """A route dependency: the caller must have one of these roles. `dependencies=[allow("clerk", "reviewer")]`."""
    return params.Depends(CallerMustBe(roles))
