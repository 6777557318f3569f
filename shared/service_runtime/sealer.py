"""Sealing with named keys (AES-256-GCM): what is sealed is bound to its column and its row.

A sealed text is `key-id.base64url(nonce + ciphertext + tag)`. Purpose and owner are authenticated with it, so that a phone number cannot
be put where a name stands, nor one person's phone number where another's stands.
"""

import base64
import os
import re
from collections.abc import Collection, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from enrolment_terms.sealed import Sealed

_NONCE = 12
KEY_BYTES = 32
_SEALED = re.compile(r"[^.\s]+\.[A-Za-z0-9_-]{38,}")
"""A nonce and a tag alone are 38 characters."""


class CannotOpen(Exception):
    """Sealed with an unknown key, for another purpose or owner, or changed. Says nothing of the content."""


class Sealer:
    """Seals and opens; `purpose` names the column, `owner` the row (a person, an application, a filing …), the same for both.

    `unbound` are ids of keys of before, whose texts were bound to their purpose only; they are opened so, and never sealed with.
    """

    def __init__(self, active: str, keys: Mapping[str, bytes], unbound: Collection[str] = ()) -> None:
        if active not in keys or active in unbound:
            raise ValueError("the active key is not among the keys that seal")
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"keys have {KEY_BYTES} bytes")
        if any("." in key_id for key_id in keys):
            raise ValueError("a key id holds no dot")
        self._active, self._prefix = active, active + "."
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._unbound = frozenset(unbound)

    def seal(self, text: str, purpose: str, owner: UUID | str) -> Sealed:
        """The text, sealed with the active key."""
        body = self._encrypt(text.encode(), _bound_to(purpose, owner))
        return Sealed(self._prefix + base64.urlsafe_b64encode(body).rstrip(b"=").decode("ascii"))

    def open(self, sealed: str, purpose: str, owner: UUID | str) -> str:
        """What was sealed for this purpose and owner. Raises CannotOpen."""
        key_id, _, body = sealed.partition(".")
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return self._decrypt(key_id, raw, purpose, owner).decode()
        except ValueError:
            raise CannotOpen("not what a sealed text looks like") from None

    def seal_bytes(self, content: bytes, purpose: str, owner: UUID | str) -> bytes:
        """The same for bytes, as they stand in a bytea column: length of the key id, key id, nonce, ciphertext, tag."""
        key_id = self._active.encode()
        return bytes([len(key_id)]) + key_id + self._encrypt(content, _bound_to(purpose, owner))

    def open_bytes(self, sealed: bytes, purpose: str, owner: UUID | str) -> bytes:
        """What was sealed for this purpose and owner. Raises CannotOpen."""
        start = 1 + sealed[0] if sealed else 0
        return self._decrypt(sealed[1:start].decode("latin-1"), sealed[start:], purpose, owner)

    def is_active(self, sealed: bytes) -> bool:
        """True of what `seal_bytes` makes now, under the key that is active."""
        return sealed[1 : 1 + sealed[0]].decode("latin-1") == self._active if sealed else False

    def reseal(self, sealed: str, purpose: str, owner: UUID | str) -> Sealed:
        """The same content under the active key; unchanged if it already is. For key rotation."""
        return Sealed(sealed) if sealed.startswith(self._prefix) else self.seal(self.open(sealed, purpose, owner), purpose, owner)

    def reseal_bytes(self, sealed: bytes, purpose: str, owner: UUID | str) -> bytes:
        """As `reseal`, of bytes."""
        return sealed if self.is_active(sealed) else self.seal_bytes(self.open_bytes(sealed, purpose, owner), purpose, owner)

    def open_text(self, text: str, purpose: str, owner: UUID | str) -> str:
        """As `open`, of a column that was not sealed before: a text that does not look sealed is told as it is."""
        return self.open(text, purpose, owner) if _SEALED.fullmatch(text) else text

    def reseal_text(self, text: str, purpose: str, owner: UUID | str) -> Sealed:
        """As `reseal`, of a column that was not sealed before."""
        return self.reseal(text, purpose, owner) if _SEALED.fullmatch(text) else self.seal(text, purpose, owner)

    def move(self, sealed: str, purpose: str, owner: UUID | str, new_owner: UUID | str) -> Sealed:
        """The same content for another row: what an application says becomes what a person's file says."""
        return self.seal(self.open(sealed, purpose, owner), purpose, new_owner)

    def _encrypt(self, content: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._ciphers[self._active].encrypt(nonce, content, bound_to)

    def _decrypt(self, key_id: str, raw: bytes, purpose: str, owner: UUID | str) -> bytes:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("unknown key")
        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode() if key_id in self._unbound else _bound_to(purpose, owner))
        except (InvalidTag, ValueError):
            raise CannotOpen("not sealed for this purpose and owner, or changed") from None


def _bound_to(purpose: str, owner: UUID | str) -> bytes:
    return f"{purpose}\0{owner}".encode()
