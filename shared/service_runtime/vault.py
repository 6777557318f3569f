"""The vault: seals personal data, finds it again (HMAC blind index), names people without naming them (identity token).

Its keys are those of the whole suite and are held only by the services that open personal data. Blind index and identity token have
their own keys, which never stand in a database. What one service keeps for itself alone lies in its safe (service_runtime.safe).
"""

import base64
import json
import os
from binascii import Error as Base64Error
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import SecretStr

from enrolment_terms.documents import Document
from enrolment_terms.sealed import IdentityToken, WeakIdentityToken
from enrolment_terms.weak_identity import WeakFields, WeakKind, weak_forms
from enrolment_terms.writing import normal_name, normal_number
from service_runtime.keyed_digest import DigestName, KeyedDigest
from service_runtime.sealer import KEY_BYTES, CannotOpen, Sealer

__all__ = ["CannotOpen", "DigestKeys", "Vault", "generate_vault_keys"]

WEAK_BYTES = 16
"""Of a weak token: half of a digest, so that none is ever taken for an identity token."""


@dataclass(frozen=True, slots=True)
class DigestKeys:
    """Keys of a digest by id: the active one makes what is new, the others still find what is there. Raises ValueError."""

    active: str
    keys: Mapping[str, bytes]
    digests: Mapping[str, DigestName] = field(default_factory=dict)
    """By id of a key, where it is not SHA-256."""

    def __post_init__(self) -> None:
        if self.active not in self.keys or any(len(key) != KEY_BYTES for key in self.keys.values()):
            raise ValueError(f"the active key is among the keys, and keys have {KEY_BYTES} bytes")
        if not self.digests.keys() <= self.keys.keys():
            raise ValueError("a digest is named for a key that there is")

    @property
    def ids(self) -> tuple[str, ...]:
        """The active one first, then the others."""
        return (self.active, *(key_id for key_id in self.keys if key_id != self.active))

    def prepared(self) -> list[KeyedDigest]:
        """A digest under each key, in the order of `ids`."""
        return [KeyedDigest(self.keys[key_id], self.digests.get(key_id, DigestName.SHA256)) for key_id in self.ids]


class Vault(Sealer):
    """Seals and opens; `purpose` is name, document, account, holder, bank, household, phone or address, the same for both."""

    def __init__(
        self, active: str, keys: Mapping[str, bytes], index_keys: DigestKeys, identity_keys: DigestKeys, unbound: Collection[str] = ()
    ) -> None:
        super().__init__(active, keys, unbound)
        self._index_keys, self._identity_keys = index_keys, identity_keys
        self._digests: dict[str, list[KeyedDigest]] = {}
        self._unsalted_too = bool(unbound)
        self.identity_key_ids = identity_keys.ids
        """Those of `identity_tokens`, in the same order."""
        self._tokens = identity_keys.prepared()
        self._weak_digests = [{kind: digest.for_purpose(f"weak:{kind}".encode()) for kind in WeakKind} for digest in self._tokens]

    @classmethod
    def from_json(cls, secret: SecretStr | str) -> "Vault":
        """The vault of CANBAO_VAULT_KEYS. Raises ValueError without quoting what it read."""
        text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        try:
            read = json.loads(text)
            keys = {key_id: base64.b64decode(key) for key_id, key in read["keys"].items()}
            return cls(read["active"], keys, _digest_keys(read, "index"), _digest_keys(read, "identity"), read.get("unbound", ()))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, Base64Error):
            raise ValueError("vault keys are not the JSON the settings describe") from None

    def blind_index(self, text: str, purpose: str, salt: date | str = "") -> str:
        """Equal for two writings of one value (enrolment_terms.writing) with one salt; 64 hex digits."""
        return self._digests_of(purpose)[0].of(_salted(_normal(text, purpose), salt)).hex()

    def blind_indexes(self, text: str, purpose: str, salt: date | str = "") -> tuple[str, ...]:
        """The index under each key, the active first: what is looked up while a key is being changed.

        Where keys of before are unbound, indexes of before have no salt: those too, until all are made anew.
        """
        normal = _normal(text, purpose)
        salts = (salt, "") if salt and self._unsalted_too else (salt,)
        return tuple([digest.of(_salted(normal, one)).hex() for one in salts for digest in self._digests_of(purpose)])

    def identity_token(self, document: Document) -> IdentityToken:
        """Equal for one document everywhere, for a permit that was renewed, and for one number on two kinds of document that share it."""
        return self.identity_tokens(document)[0]

    def identity_tokens(self, document: Document) -> tuple[IdentityToken, ...]:
        """The token under each key, the active first: what is looked up while a key is being changed."""
        told = f"{document.number_space}:{document.lifelong_number}".encode()
        return tuple([IdentityToken(token.of(told).hex()) for token in self._tokens])

    def weak_tokens(self, fields: WeakFields) -> list[tuple[WeakKind, WeakIdentityToken]]:
        """The tokens of all weak forms, first all of the active key: 32 hex digits each. No other digest is made with their keys."""
        forms = weak_forms(fields).items()
        return [
            (kind, WeakIdentityToken(of(text.encode())[:WEAK_BYTES].hex()))
            for digests in self._weak_digests
            for kind, texts in forms
            for of in (digests[kind].of,)
            for text in texts
        ]

    def _digests_of(self, purpose: str) -> list[KeyedDigest]:
        digests = self._digests.get(purpose)
        if digests is None:
            digests = self._digests[purpose] = [digest.for_purpose(purpose.encode()) for digest in self._index_keys.prepared()]
        return digests


def _normal(text: str, purpose: str) -> str:
    return normal_name(text) if purpose == "name" else normal_number(text)


def _salted(normal: str, salt: date | str) -> bytes:
    return (f"{normal}\0{salt}" if salt else normal).encode()


def _digest_keys(read: dict[str, Any], kind: str) -> DigestKeys:
    """`{kind}_keys` with their active id, or the one `{kind}_key` of before, which is then number 1; with the digests that are named."""
    several = read.get(f"{kind}_keys")
    if several is None:
        digests = {"1": read[f"{kind}_digest"]} if f"{kind}_digest" in read else {}
        return DigestKeys("1", {"1": base64.b64decode(read[f"{kind}_key"])}, _named_digests(digests))
    keys = {key_id: base64.b64decode(key) for key_id, key in several["keys"].items()}
    return DigestKeys(several["active"], keys, _named_digests(several.get("digests", {})))


def _named_digests(named: Mapping[str, str]) -> dict[str, DigestName]:
    if not set(named.values()) <= set(DigestName):
        raise ValueError("a digest is SHA256 or SM3")
    return {key_id: DigestName(name) for key_id, name in named.items()}


def generate_vault_keys(active: str = "k1") -> str:
    """Fresh keys as the JSON of CANBAO_VAULT_KEYS, for a first set-up."""

    def key() -> str:
        return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")

    return json.dumps({"active": active, "keys": {active: key()}, "index_key": key(), "identity_key": key()})
