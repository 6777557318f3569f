"""The vault: seals personal data, finds it again (HMAC blind index), names people without naming them (identity token).

Its keys are those of the whole suite and are held only by the services that open personal data. Blind index and identity token have
their own keys, which never stand in a database. What one service keeps for itself alone lies in its safe (service_runtime.safe).
"""

import base64
import hmac
import json
import os
from binascii import Error as Base64Error
from collections.abc import Collection, Mapping
from datetime import date

from pydantic import SecretStr

from enrolment_terms.documents import Document
from enrolment_terms.sealed import IdentityToken
from enrolment_terms.writing import normal_name, normal_number
from service_runtime.sealer import KEY_BYTES, CannotOpen, Sealer

__all__ = ["CannotOpen", "Vault", "generate_vault_keys"]


class Vault(Sealer):
    """Seals and opens; `purpose` is one of name, document, account, holder, phone, address, the same for sealing and opening."""

    def __init__(
        self, active: str, keys: Mapping[str, bytes], index_key: bytes, identity_key: bytes, unbound: Collection[str] = ()
    ) -> None:
        super().__init__(active, keys, unbound)
        if any(len(key) != KEY_BYTES for key in (index_key, identity_key)):
            raise ValueError(f"keys have {KEY_BYTES} bytes")
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
            index, identity = base64.b64decode(read["index_key"]), base64.b64decode(read["identity_key"])
            return cls(read["active"], keys, index, identity, read.get("unbound", ()))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, Base64Error):
            raise ValueError("vault keys are not the JSON the settings describe") from None

    def blind_index(self, text: str, purpose: str, salt: date | str = "") -> str:
        """Equal for two writings of one value (enrolment_terms.writing) with one salt; 64 hex digits."""
        key = self._index_keys.get(purpose)
        if key is None:
            key = self._index_keys[purpose] = hmac.digest(self._index_key, purpose.encode(), "sha256")
        normal = normal_name(text) if purpose == "name" else normal_number(text)
        told = f"{normal}\0{salt}" if salt else normal
        return hmac.digest(key, told.encode(), "sha256").hex()

    def identity_token(self, document: Document) -> IdentityToken:
        """Equal for one document everywhere, for a permit that was renewed, and for one number on two kinds of document that share it."""
        told = f"{document.number_space}:{document.lifelong_number}"
        return IdentityToken(hmac.digest(self._identity_key, told.encode(), "sha256").hex())


def generate_vault_keys(active: str = "k1") -> str:
    """Fresh keys as the JSON of CANBAO_VAULT_KEYS, for a first set-up."""

    def key() -> str:
        return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")

    return json.dumps({"active": active, "keys": {active: key()}, "index_key": key(), "identity_key": key()})
