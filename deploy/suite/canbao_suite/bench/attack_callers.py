"""Callers who are not whom they say they are: callbacks that the tax office did not sign, tokens that nobody issued."""

import base64
import hashlib
import hmac
import json
import random
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks.webhooks import Webhook

from canbao_suite.bench.attack import Tally, Target, all_of
from canbao_suite.issuer import Issuer

CALLBACKS = 10_600
_PATH = "/payment-bridge/v1/webhooks/tax"
_GUARDED = (
    ("GET", "/registration/v1/applications"),
    ("GET", "/registration/v1/audit-rows"),
    ("POST", "/registration/v1/imports"),
    ("GET", "/payment-bridge/v1/callbacks"),
    ("POST", "/payment-bridge/v1/period-ends"),
    ("POST", "/dedup/v1/spells"),
    ("GET", "/benefits/v1/dead-letters"),
    ("POST", "/benefits/v1/entitlements/batch"),
)


async def forge_callbacks(target: Target, tally: Tally) -> None:
    """More than ten thousand callbacks, each wrong in one way; the body says that somebody has paid."""
    dice = random.Random(8)  # noqa: S311 (the same attack each time)
    bodies = [_payment(dice, number) for number in range(50)]
    calls = [partial(_send_callback, target, tally, dice.choice(bodies), kind) for kind in _wrong_signatures(dice, target)]
    await all_of(calls)


async def _send_callback(target: Target, tally: Tally, body: bytes, made: Any) -> None:
    name, headers, content = made(body)
    try:
        answer = await target.http.post(_PATH, content=content, headers={"content-type": "application/json", **headers})
    except (httpx.LocalProtocolError, UnicodeEncodeError):
        return
    tally.refused(name, answer)


def _payment(dice: random.Random, number: int) -> bytes:
    row = {
        "tax_serial": f"F{number:06d}",
        "bill_id": str(uuid4()),
        "amount": "406.00",
        "channel": "YUE_YIBAO",
        "arrival_date": "2023-10-20",
        "round_no": dice.randint(0, 3),
    }
    return json.dumps({"type": "tax.payment.received", "timestamp": "2023-10-20T09:00:00+08:00", "data": {"rows": [row]}}).encode()


def _wrong_signatures(dice: random.Random, target: Target) -> Iterator[Any]:
    right, others = target.suite.keys.tax_in_secret, ["whsec_" + base64.b64encode(dice.randbytes(32)).decode() for _ in range(20)]
    makers = [
        partial(_signed_by, "another secret", lambda: dice.choice(others), 0),
        partial(_signed_by, "yesterday's signature", lambda: right, -86_400),
        partial(_signed_by, "tomorrow's signature", lambda: right, 86_400),
        partial(_signed_by, "our own secret", lambda: target.suite.keys.tax_out_secret, 0),
        partial(_changed_after, right, dice),
        partial(_moved, right),
        partial(_nonsense, dice),
    ]
    for number in range(CALLBACKS):
        yield makers[number % len(makers)]


def _sign(body: bytes, secret: str, shift: int) -> dict[str, str]:
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(time.time() + shift, UTC)
    webhook_id = f"msg_{uuid4().hex}"
    signature = Webhook(secret).sign(msg_id=webhook_id, timestamp=moment, data=body.decode())
    return {"webhook-id": webhook_id, "webhook-timestamp": str(int(moment.timestamp())), "webhook-signature": signature}


def _signed_by(name: str, secret: Any, shift: int, body: bytes) -> tuple[str, dict[str, str], bytes]:
    return name, _sign(body, secret(), shift), body


def _changed_after(secret: str, dice: random.Random, body: bytes) -> tuple[str, dict[str, str], bytes]:
    place = dice.randrange(len(body))
    return "changed after signing", _sign(body, secret, 0), body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def _moved(secret: str, body: bytes) -> tuple[str, dict[str, str], bytes]:
    return "signature of another id", _sign(body, secret, 0) | {"webhook-id": f"msg_{uuid4().hex}"}, body


_NONSENSE = ("", "v1", "v1,", "v1,,", "v2,x", "v1,bm90IGEgc2lnbmF0dXJl", " ", "v1a,AAAA", "v1,AAAA v1,BBBB", "v1," + "A" * 5000, "v1,\t")


def _nonsense(dice: random.Random, body: bytes) -> tuple[str, dict[str, str], bytes]:
    stamp = dice.choice((str(int(time.time())), "", "0", "-1", "9" * 30, "1e9", "now"))
    told = {"webhook-id": dice.choice(("msg_x", "", "x" * 300)), "webhook-timestamp": stamp, "webhook-signature": dice.choice(_NONSENSE)}
    return "nonsense", told, body


async def forge_tokens(target: Target, tally: Tally) -> None:
    """Every forged token on guarded routes of all services: 401, always."""
    calls = [
        partial(_send_token, target, tally, name, token, method, path)
        for name, token in _forged(target.suite.issuer).items()
        for method, path in _GUARDED
    ]
    await all_of(calls)


async def _send_token(target: Target, tally: Tally, name: str, token: str, method: str, path: str) -> None:
    try:
        answer = await target.http.request(method, path, headers={"Authorization": token}, json={} if method == "POST" else None)
    except (httpx.LocalProtocolError, UnicodeEncodeError):
        return
    tally.refused(f"{name} on {path}", answer, 401)


def _forged(issuer: Issuer) -> dict[str, str]:
    """Authorization headers by what is wrong with them."""
    good = {
        "iss": "canbao",
        "aud": "canbao",
        "sub": "attack",
        "exp": int(time.time()) + 600,
        "roles": ["operator", "auditor"],
        "areas": ["44"],
    }
    real = jwt.encode(good, issuer._key, algorithm="ES256", headers={"kid": issuer.key_id})
    forged = _by_other_keys(issuer, good) | _with_other_claims(issuer, good) | _cut_and_glued(issuer, good, real)
    basic = base64.b64encode(b"operator:operator").decode()
    return {name: f"Bearer {token}" for name, token in forged.items()} | {"basic": f"Basic {basic}"}


def _by_other_keys(issuer: Issuer, good: dict[str, Any]) -> dict[str, str]:
    """Signed with what is not the issuer's key."""
    public = issuer._key.public_key()
    stranger, wrong_curve = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(stranger.public_key(), as_dict=True)
    info = serialization.PublicFormat.SubjectPublicKeyInfo

    def by_hmac(secret: bytes) -> str:
        told = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': issuer.key_id})}.{_part(good)}"
        return told + "." + base64.urlsafe_b64encode(hmac.digest(secret, told.encode(), hashlib.sha256)).rstrip(b"=").decode()

    def by_stranger(**header: Any) -> str:
        return jwt.encode(good, stranger, algorithm="ES256", headers=header)

    return {
        "public key as secret (PEM)": by_hmac(public.public_bytes(serialization.Encoding.PEM, info)),
        "public key as secret (DER)": by_hmac(public.public_bytes(serialization.Encoding.DER, info)),
        "JWKS as secret": by_hmac(issuer.jwks_file.read_bytes()),
        "stranger's key": by_stranger(kid=issuer.key_id),
        "stranger's key in the header": by_stranger(kid=issuer.key_id, jwk=jwk),
        "key by address": by_stranger(kid="x", jku="http://127.0.0.1:1/jwks.json"),
        "key by file": by_stranger(kid="x", jku="file:///etc/hostname"),
        "key id is a path": by_stranger(kid="../../jwks.json"),
        "key id is SQL": by_stranger(kid="x' OR '1'='1"),
        "another curve": jwt.encode(good, wrong_curve, algorithm="ES384", headers={"kid": issuer.key_id}),
        "no key id": jwt.encode(good, issuer._key, algorithm="ES256"),
    }


def _with_other_claims(issuer: Issuer, good: dict[str, Any]) -> dict[str, str]:
    """Signed by the issuer, and yet not to be taken."""
    now = int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "expired": {"exp": now - 60},
        "no end": {"exp": None},
        "never ends": {"exp": 2**53},
        "wrong issuer": {"iss": "attacker"},
        "no issuer": {"iss": None},
        "wrong audience": {"aud": "other"},
        "audience list of others": {"aud": ["other", "another"]},
        "no audience": {"aud": None},
        "no subject": {"sub": None},
        "not yet": {"nbf": now + 3600},
        "issued tomorrow": {"iat": now + 86_400},
        "roles as text": {"roles": "operator"},
        "roles as numbers": {"roles": [1]},
        "areas as text": {"areas": "44"},
        "documents as numbers": {"documents": [440799]},
        "document in clear": {"documents": ["440799199001010013"]},
    }
    tokens = {}
    for name, changed in wrong.items():
        claims = {claim: value for claim, value in (good | changed).items() if value is not None}
        tokens[name] = jwt.encode(claims, issuer._key, algorithm="ES256", headers={"kid": issuer.key_id})
    odd: dict[str, dict[str, Any]] = {"unknown key": {"kid": "unknown"}, "critical header": {"crit": ["canbao"], "canbao": True}}
    return tokens | {
        name: jwt.encode(good, issuer._key, algorithm="ES256", headers={"kid": issuer.key_id, **header}) for name, header in odd.items()
    }


def _cut_and_glued(issuer: Issuer, good: dict[str, Any], real: str) -> dict[str, str]:
    """A real token, changed; and what is none."""
    head, body, signature = real.split(".")
    unsigned = {alg: f"{_part({'alg': alg, 'kid': issuer.key_id})}.{body}." for alg in ("none", "None", "NONE", "")}
    return {f"algorithm {alg!r}": token for alg, token in unsigned.items()} | {
        "no signature": f"{head}.{body}.",
        "other roles": f"{head}.{_part(good | {'roles': ['clerk']})}.{signature}",
        "signature cut": real[:-10],
        "signature of zeros": f"{head}.{body}.{'A' * len(signature)}",
        "two tokens": f"{real} {real}",
        "a part too many": real + ".AAAA",
        "empty": "",
        "nonsense": "a.b.c",
        "very long": "A" * 20_000,
        "bearer of bearer": f"Bearer {real}",
    }


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
