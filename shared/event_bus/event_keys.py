"""The key pair by which a service proves what it publishes (Ed25519), and the public keys of all services."""

import base64
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_log = logging.getLogger("event_bus.event_keys")
READ_AGAIN_SECONDS = 5.0


class EventKeyInvalid(ValueError):
    """A key, or the file of public keys, is not what the settings describe; the text quotes nothing of it."""


class PublicKey(msgspec.Struct, frozen=True):
    """One public key of publishers.json: `x` as in a JWK (RFC 8037), base64url of 32 bytes."""

    kid: str
    x: str


class EventKey:
    """The private key of one service. Its id is the thumbprint of its public half (RFC 7638)."""

    def __init__(self, publisher: str, key: Ed25519PrivateKey) -> None:
        self.publisher = publisher
        self._key = key
        x = base64url(key.public_key().public_bytes_raw())
        self.public = PublicKey(thumbprint(x), x)

    @classmethod
    def generate(cls, publisher: str) -> "EventKey":
        """A fresh pair."""
        return cls(publisher, Ed25519PrivateKey.generate())

    @classmethod
    def from_text(cls, publisher: str, secret: str) -> "EventKey":
        """The key of CANBAO_EVENT_KEY, a PEM (PKCS 8, without a passphrase) or a JWK. Raises EventKeyInvalid."""
        try:
            key = _of_jwk(secret) if secret.lstrip().startswith("{") else load_pem_private_key(secret.strip().encode(), None)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise EventKeyInvalid("an Ed25519 private key as PEM or JWK is needed") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise EventKeyInvalid("the key is of another kind than Ed25519")
        return cls(publisher, key)

    @property
    def jwk(self) -> str:
        """The private key as JWK; a secret."""
        private = base64url(self._key.private_bytes_raw())
        return json.dumps({"kty": "OKP", "crv": "Ed25519", "kid": self.public.kid, "x": self.public.x, "d": private})

    def sign(self, told: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(told)


class Publishers:
    """The public keys of all services by name. A service may have several while one is being changed."""

    def __init__(self, read: Callable[[], Mapping[str, list[PublicKey]]], changed: Callable[[], object] = lambda: None) -> None:
        """`changed` answers something else whenever `read` may find other keys. Raises EventKeyInvalid."""
        self._read, self._changed = read, changed
        self._seen = changed()
        self._keys = _usable(read())
        self.looked_at = time.monotonic()
        """When the keys were last looked for, in seconds of the monotonic clock."""

    @classmethod
    def of(cls, *keys: EventKey) -> "Publishers":
        """Those of keys that are at hand."""
        named: dict[str, list[PublicKey]] = {}
        for key in keys:
            named.setdefault(key.publisher, []).append(key.public)
        return cls(lambda: named)

    @classmethod
    def in_file(cls, file: Path) -> "Publishers":
        """Those of CANBAO_PUBLISHERS_FILE: {"registration": [{"kid": …, "x": …}], …}. Looked at again every five seconds and when a
        key is unknown, so that a new key counts at once and a removed one no longer. Raises EventKeyInvalid."""
        return cls(lambda: _keys_in(file), lambda: _state_of(file))

    def has_signed(self, publisher: str, key_id: str, signature: bytes, told: bytes) -> bool | None:
        """True if this key of this publisher signed exactly these bytes; None if it has no such key."""
        key = self._key(publisher, key_id)
        if key is None:
            return None
        try:
            key.verify(signature, told)
        except InvalidSignature:
            return False
        return True

    def knows(self, key: EventKey) -> bool:
        """True if what this key signs will be proved."""
        return self.has_signed(key.publisher, key.public.kid, key.sign(b"?"), b"?") is True

    def _key(self, publisher: str, key_id: str) -> Ed25519PublicKey | None:
        if (publisher, key_id) not in self._keys or time.monotonic() - self.looked_at > READ_AGAIN_SECONDS:
            self._look_again()
        return self._keys.get((publisher, key_id))

    def _look_again(self) -> None:
        """Keys stay when the file cannot be read: one that is being written shuts nobody out."""
        self.looked_at = time.monotonic()
        if (state := self._changed()) == self._seen:
            return
        try:
            self._keys, self._seen = _usable(self._read()), state
        except EventKeyInvalid:
            _log.warning("the public keys of the publishers cannot be read again; those known so far stay")


def base64url(raw: bytes) -> str:
    """Without padding, as in JWKs."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def thumbprint(x: str) -> str:
    """RFC 7638 of an Ed25519 key."""
    return base64url(hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest())


def _of_jwk(text: str) -> Ed25519PrivateKey:
    jwk: dict[str, Any] = json.loads(text)
    if (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
        raise ValueError("another kind")
    return Ed25519PrivateKey.from_private_bytes(from_base64url(jwk["d"]))


def _keys_in(file: Path) -> Mapping[str, list[PublicKey]]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, list[PublicKey]])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise EventKeyInvalid('a readable file of public keys is needed: {"registration": [{"kid": "…", "x": "…"}], …}') from None


def _state_of(file: Path) -> object:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _usable(named: Mapping[str, list[PublicKey]]) -> dict[tuple[str, str], Ed25519PublicKey]:
    try:
        return {
            (publisher, key.kid): Ed25519PublicKey.from_public_bytes(from_base64url(key.x))
            for publisher, keys in named.items()
            for key in keys
        }
    except ValueError:
        raise EventKeyInvalid("a public key is not base64url of 32 bytes") from None
