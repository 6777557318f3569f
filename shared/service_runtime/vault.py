"""The vault: seals personal data (AES-256-GCM), finds it again (HMAC blind index), names people without naming them (identity token).

A sealed text is `key-id.base64url(nonce + ciphertext + tag)`; its purpose is authenticated with it, so that a phone number cannot be
put where a name stands. Blind index and identity token have their own keys, which never stand in a database.
"""

import base64
import hmac
import json
import os
from binascii import Error as Base64Error
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from enrolment_terms.documents import Document
from enrolment_terms.sealed import IdentityToken, Sealed
from enrolment_terms.writing import normal_name, normal_number

_NONCE = 12


class CannotOpen(Exception):
    """The text was sealed with an unknown key, for another purpose, or was changed. Says nothing of the content."""


class Vault:
    """Seals and opens; `purpose` is one of name, document, account, holder, phone, address, the same for sealing and opening."""

    def __init__(self, active: str, keys: Mapping[str, bytes], index_key: bytes, identity_key: bytes) -> None:
        if active not in keys:
            raise ValueError("the active key is not among the keys")
        if any(len(key) != 32 for key in (*keys.values(), index_key, identity_key)):
            raise ValueError("vault keys have 32 bytes")
        if any("." in key_id for key_id in keys):
            raise ValueError("a key id holds no dot")
        self._prefix = active + "."
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._sealer = self._ciphers[active]
        self._index_key = index_key
        self._index_keys: dict[str, bytes] = {}
        self._identity_key = identity_key

    @classmethod
    def from_json(cls, secret: SecretStr | str) -> "Vault":
        """The vault of CANBAO_VAULT_KEYS. Raises ValueError without quoting what it read."""
        text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        try:
            read = json.loads(text)
            keys = {key_id: base64.b64decode(key) for key_id, key in read["keys"].items()}
            return cls(read["active"], keys, base64.b64decode(read["index_key"]), base64.b64decode(read["identity_key"]))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, Base64Error):
            raise ValueError("vault keys are not the JSON the settings describe") from None

    def seal(self, text: str, purpose: str) -> Sealed:
        """The text, sealed with the active key."""
        nonce = os.urandom(_NONCE)
        body = nonce + self._sealer.encrypt(nonce, text.encode(), purpose.encode())
        return Sealed(self._prefix + base64.urlsafe_b64encode(body).rstrip(b"=").decode("ascii"))

    def open(self, sealed: str, purpose: str) -> str:
        """What was sealed for this purpose. Raises CannotOpen."""
        key_id, _, body = sealed.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("unknown key")
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen("not sealed for this purpose, or changed") from None

    def reseal(self, sealed: str, purpose: str) -> Sealed:
        """The same content under the active key; unchanged if it already is. For key rotation."""
        return Sealed(sealed) if sealed.startswith(self._prefix) else self.seal(self.open(sealed, purpose), purpose)

    def blind_index(self, text: str, purpose: str) -> str:
        """Equal for two writings of one value (enrolment_terms.writing); 64 hex digits."""
        key = self._index_keys.get(purpose)
        if key is None:
            key = self._index_keys[purpose] = hmac.digest(self._index_key, purpose.encode(), "sha256")
        normal = normal_name(text) if purpose == "name" else normal_number(text)
        return hmac.digest(key, normal.encode(), "sha256").hex()

    def identity_token(self, document: Document) -> IdentityToken:
        """Equal for one document everywhere, for a permit that was renewed, and for one number on two kinds of document that share it."""
        told = f"{document.number_space}:{document.lifelong_number}"
        return IdentityToken(hmac.digest(self._identity_key, told.encode(), "sha256").hex())


def generate_vault_keys(active: str = "k1") -> str:
    """Fresh keys as the JSON of CANBAO_VAULT_KEYS, for a first set-up."""

    def key() -> str:
        return base64.b64encode(os.urandom(32)).decode("ascii")

    return json.dumps({"active": active, "keys": {active: key()}, "index_key": key(), "identity_key": key()})
