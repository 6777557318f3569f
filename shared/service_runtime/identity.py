"""Who calls: bearer tokens (JWT, ES256 only, keys from a JWKS file), roles, areas and verified documents."""

import json
import re
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

from enrolment_terms.regions import area_prefix
from enrolment_terms.sealed import IdentityToken
from service_runtime.refusals import Forbidden, TokenExpired, TokenMissing, Unauthenticated

ROLES = frozenset(
    {"citizen", "agent", "kiosk", "clerk", "reviewer", "department", "school", "tax", "hospital", "employer", "operator", "auditor"}
)
ALGORITHM = "ES256"
PERSONAL_ROLES = ("citizen", "agent")
_ANOTHER = "其他经办人"
_SERVICES = frozenset({"registration", "dedup", "payment-bridge", "benefits", "tax-office", "system"})
"""What a service decided by itself stands in its name."""
"""Who acts for the persons bound to the login; all other roles are offices and act in their areas."""
AT_KIOSK = frozenset({"citizen", "kiosk"})
"""The roles of a person who stands at a kiosk; the device itself has the role of a kiosk alone."""
LEEWAY_SECONDS = 45.0
"""How far the clock of who issued a token may be from ours, for `iat`, `nbf` and `exp`, and for how long a token may live."""
_CACHED_TOKENS = 4096
_LOOK_SECONDS = 1.0
"""How often the key file is looked at: a key that was taken out of it ends so soon."""
_TOKEN = re.compile(r"[0-9a-f]{64}")
_MOST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request. `areas` are area-code prefixes such as "440783" or "4407"; a citizen has none.

    `documents` are identity tokens of the documents that the sign-on has verified; `organisation` is a code: hospital, school, employer.
    `credential_active`: the sign-on knows that the caller's medical e-credential is active (R-011).
    """

    subject: str
    roles: frozenset[str]
    areas: tuple[str, ...] = ()
    name: str = ""
    documents: tuple[IdentityToken, ...] = ()
    organisation: str = ""
    credential_active: bool = False

    def has_role(self, *roles: str) -> bool:
        """True if the caller has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def must_be(self, *roles: str) -> None:
        """Raises Forbidden unless the caller has one of the roles."""
        if self.roles.isdisjoint(roles):
            raise Forbidden()

    def covers(self, area: str) -> bool:
        """True if the whole area lies in one of the caller's areas: "440700" is covered by "4407", never by "440783"."""
        return area_prefix(area).startswith(self.areas) if self.areas else False

    def reads_actor(self, actor: str) -> str:
        """Who did it, for this caller: an office reads every subject (R-009), a person his own alone, and of others that it was another."""
        known = actor == self.subject or actor in _SERVICES or not self.roles.issubset(PERSONAL_ROLES)
        return actor if known else _ANOTHER

    @property
    def own_documents(self) -> tuple[IdentityToken, ...]:
        """The documents as which the caller may act: none for somebody who is here as an office only."""
        return self.documents if self.has_role(*PERSONAL_ROLES) else ()

    @property
    def area_patterns(self) -> list[str]:
        """For SQL: `area LIKE ANY(:patterns)`. No areas, no rows."""
        return [f"{prefix}%" for prefix in self.areas]


class TokenReader:
    """Verifies tokens and remembers them until they expire. Follows the key file: what changes in it holds within a second.

    A token that lives longer than `longest_seconds` from now on is refused: a stolen one must end some time.
    """

    def __init__(
        self, jwks_file: Path, issuer: str, audience: str, longest_seconds: float = 86_400.0, now: Callable[[], float] = time.time
    ) -> None:
        self._file, self._issuer, self._audience, self._longest, self._now = jwks_file, issuer, audience, longest_seconds, now
        self._keys: dict[str, jwt.PyJWK] = {}
        self._looked_at = float("-inf")
        self._read_state: tuple[int, int] | None = None
        self._known: OrderedDict[str, tuple[Principal, float]] = OrderedDict()

    def has_keys(self) -> bool:
        """True if any token can be verified; else every caller would be refused, and the service is not ready."""
        self._follow_file()
        return bool(self._keys)

    def knows(self, key_id: str) -> bool:
        """True if tokens of this key are believed."""
        self._follow_file()
        return key_id in self._keys

    def read(self, token: str) -> Principal:
        """The caller a token names. Raises Unauthenticated (TOKEN_EXPIRED or TOKEN_INVALID)."""
        self._follow_file()
        known = self._known.get(token)
        if known is not None:
            if known[1] + LEEWAY_SECONDS > self._now():
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
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
            expires = float(claims["exp"])
            if expires > self._now() + self._longest + LEEWAY_SECONDS:
                raise Unauthenticated()
            return _principal(claims), expires
        except jwt.ExpiredSignatureError:
            raise TokenExpired() from None
        except (jwt.PyJWTError, ValueError, TypeError, UnicodeError):
            raise Unauthenticated() from None

    def _key_of(self, token: str) -> jwt.PyJWK:
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(key_id, str):
            raise Unauthenticated()
        try:
            return self._keys[key_id]
        except KeyError:
            raise Unauthenticated() from None

    def _follow_file(self) -> None:
        """Keys are kept when the file cannot be read: a rotation in progress locks nobody out."""
        now = self._now()
        if 0 <= now - self._looked_at < _LOOK_SECONDS:
            return
        self._looked_at = now
        try:
            found = self._file.stat()
            state = found.st_mtime_ns, found.st_ino
            if state == self._read_state:
                return
            keys = jwt.PyJWKSet.from_dict(json.loads(self._file.read_text())).keys
        except (OSError, ValueError, jwt.PyJWTError):
            return
        self._read_state = state
        self._keys = {key.key_id: key for key in keys if key.key_id and key.key_type == "EC"}
        self._known.clear()


def _principal(claims: dict[str, Any]) -> Principal:
    roles, areas, documents = (claims.get(name, []) for name in ("roles", "areas", "documents"))
    name, organisation = (claims.get(name, "") for name in ("name", "organisation"))
    if not (_texts(roles) and _texts(areas) and _texts(documents) and isinstance(name, str) and isinstance(organisation, str)):
        raise ValueError("claims of the wrong type")
    if len(documents) > _MOST_DOCUMENTS or not all(_TOKEN.fullmatch(document) for document in documents):
        raise ValueError("documents are identity tokens")
    return Principal(
        subject=claims["sub"],
        roles=frozenset(roles) & ROLES,
        areas=tuple(area_prefix(area) for area in areas if area.isascii() and area.isdigit()),
        name=name,
        documents=tuple(map(IdentityToken, documents)),
        organisation=organisation,
        credential_active=claims.get("credential_active") is True,
    )


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


def whole_installation(request: Request, caller: Caller) -> None:
    """Raises Forbidden unless the caller's areas hold all that this installation serves."""
    if not caller.covers(request.app.state.runtime.settings.installation_area):
        raise Forbidden()


ALL_OF_IT = Depends(whole_installation)
"""A route dependency: the caller's areas hold all that this installation serves."""


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
