"""Who shows no good token gets 401 from every operation of every service, and nothing is asked of a database on the way."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from canbao_suite.issuer import Issuer
from service_runtime import ROLES
from tests.contracts.http_services import NAMES, Operation, build, operations
from tests.declared import DeclaredTransport

WITHOUT_TOKEN: dict[str, str] = {
    "POST /payment-bridge/v1/webhooks/tax": "the tax office signs its calls",
    "POST /dedup/v1/other-regions/messages": "the platform of other regions signs its calls",
    "GET /registration/v1/bundle-kinds": "which one-thing services there are, shown before anybody logs in",
    "GET /registration/v1/items": "which items there are, shown before anybody logs in",
    "GET /registration/v1/items/{item}": "an empty form, shown before anybody logs in",
    "GET /registration/v1/items/{item}/templates/{template}": "an empty form, shown before anybody logs in",
    "GET /registration/v1/divisions": "names of places, no data",
    "GET /benefits/v1/filings/forms": "what each filing needs, shown before anybody logs in",
    "POST /registration/v1/sessions/wechat": "this is where somebody logs in",
    "POST /registration/v1/sessions/phone/codes": "this is where somebody logs in",
    "POST /registration/v1/sessions/phone": "this is where somebody logs in",
    "POST /registration/v1/sessions/refresh": "whoever has its word goes on with a session",
    **{f"GET /{name}/v1/dictionaries": "codes and their labels, no data" for name in NAMES},
    **{f"GET /{name}/v1/dictionaries/{{kind}}": "codes and their labels, no data" for name in NAMES},
}
"""Operations that are open on purpose, and why."""
ALL = [operation for name in NAMES for operation in operations(name)]
GUARDED = [operation for operation in ALL if str(operation) not in WITHOUT_TOKEN]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def clients(issuer: Issuer) -> dict[str, httpx.AsyncClient]:
    """One client a service."""
    apps = {name: build(name, issuer.jwks_file) for name in NAMES}
    return {name: httpx.AsyncClient(transport=DeclaredTransport(app), base_url="http://test") for name, app in apps.items()}


def claims(**changed: Any) -> dict[str, Any]:
    """An operator's good claims, changed."""
    return {"iss": "canbao", "aud": "canbao", "sub": "x", "exp": int(time.time()) + 600, "roles": sorted(ROLES), "areas": ["44"], **changed}


def by_stranger(payload: dict[str, Any], issuer: Issuer) -> str:
    return jwt.encode(payload, ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": issuer.key_id})


def by_public_key(issuer: Issuer) -> str:
    """HS256 with the published key as the secret."""
    key = jwt.PyJWKSet.from_json(issuer.jwks_file.read_text()).keys[0].key
    secret = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = ".".join(_part(part) for part in ({"alg": "HS256", "typ": "JWT", "kid": issuer.key_id}, claims()))
    return head + "." + base64.urlsafe_b64encode(hmac.digest(secret, head.encode(), hashlib.sha256)).rstrip(b"=").decode()


def _part(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


STRANGERS: dict[str, Callable[[Issuer], dict[str, str]]] = {
    "no token": lambda _: {},
    "another scheme": lambda _: {"Authorization": "Basic eDp5"},
    "nonsense": lambda _: {"Authorization": "Bearer nonsense"},
    "expired": lambda issuer: bearer(issuer.mint("x", sorted(ROLES), ["44"], ttl_seconds=-60)),
    "other audience": lambda issuer: bearer(Issuer(issuer.jwks_file.parent, audience="other").mint("x", sorted(ROLES))),
    "other issuer": lambda issuer: bearer(Issuer(issuer.jwks_file.parent, issuer="other").mint("x", sorted(ROLES))),
    "alg none": lambda issuer: bearer(jwt.encode(claims(), "", algorithm="none", headers={"kid": issuer.key_id})),
    "public key as secret": lambda issuer: bearer(by_public_key(issuer)),
    "stranger's key": lambda issuer: bearer(by_stranger(claims(), issuer)),
}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_what_is_open_exists() -> None:
    assert set(WITHOUT_TOKEN) <= {str(operation) for operation in ALL}


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_strangers_get_401_everywhere(clients: dict[str, httpx.AsyncClient], issuer: Issuer, stranger: str) -> None:
    headers = {**STRANGERS[stranger](issuer), "Idempotency-Key": "stranger-1"}
    let_in = []
    for operation in GUARDED:
        answer = await clients[operation.service].request(operation.method, operation.address, headers=headers, json=body_of(operation))
        if answer.status_code != 401 or answer.headers["content-type"] != "application/problem+json":
            let_in.append((str(operation), answer.status_code))
    assert let_in == []


async def test_a_token_without_a_role_opens_nothing(clients: dict[str, httpx.AsyncClient], issuer: Issuer) -> None:
    headers = {**bearer(issuer.mint("x", ["nobody"])), "Idempotency-Key": "nobody-1"}
    let_in = []
    for operation in GUARDED:
        answer = await clients[operation.service].request(operation.method, operation.address, headers=headers, json=body_of(operation))
        if answer.status_code not in {403, 404}:
            let_in.append((str(operation), answer.status_code))
    assert let_in == []


def body_of(operation: Operation) -> dict[str, Any] | None:
    return None if operation.method == "GET" else {}
