"""Signs bearer tokens (JWT, ES256) that `identity.TokenReader` verifies: the one key of an issuer, and its public half for a JWKS file."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from service_runtime.identity import ALGORITHM


class TokenSigner:
    """Tokens of one issuer for one audience. `now` is real time in seconds: that is what tokens are verified by."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, *, issuer: str = "canbao", audience: str = "canbao", now: Callable[[], float] = time.time
    ) -> None:
        if not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("tokens are signed with a key of P-256")
        self._key, self._issuer, self._audience, self._now = key, issuer, audience, now
        public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.key_id = hashlib.sha256(json.dumps(public, sort_keys=True).encode()).hexdigest()[:16]
        self.public: dict[str, Any] = {**public, "kid": self.key_id, "alg": ALGORITHM, "use": "sig"}
        """What the JWKS file holds of it."""

    @classmethod
    def from_pem(cls, pem: str | bytes, *, issuer: str = "canbao", audience: str = "canbao") -> "TokenSigner":
        """The signer of a private key as PEM. Raises ValueError without quoting what it read."""
        try:
            key = serialization.load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, password=None)
        except (ValueError, TypeError):
            raise ValueError("no private key as PEM") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("no EC key")
        return cls(key, issuer=issuer, audience=audience)

    def sign(
        self,
        subject: str,
        roles: Sequence[str],
        areas: Sequence[str] = (),
        name: str = "",
        ttl_seconds: int = 3600,
        *,
        documents: Sequence[str] = (),
        organisation: str = "",
        credential_active: bool = False,
    ) -> str:
        """A token for a subject; `areas` are area-code prefixes, `documents` identity tokens of verified documents.

        `credential_active`: the sign-on knows that the medical e-credential is active (R-011).
        """
        now = int(self._now())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": subject,
            "iat": now,
            "exp": now + ttl_seconds,
            "roles": list(roles),
            "areas": list(areas),
            "name": name,
            "documents": list(documents),
            "organisation": organisation,
            "credential_active": credential_active,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self.key_id})
