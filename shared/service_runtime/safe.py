"""The safe: what one service keeps for itself alone, sealed with keys that no other service has.

Free text, answers kept for an Idempotency-Key, raw callbacks, references of others. A service that may never open personal data of the
suite (dedup, benefits) has a safe too; its keys open nothing of the vault.
"""

import base64
import json
import os
from binascii import Error as Base64Error
from collections.abc import Mapping

from pydantic import SecretStr

from service_runtime.keyed_digest import KeyedDigest
from service_runtime.sealer import KEY_BYTES, Sealer


class Safe(Sealer):
    """Seals and opens what only this service reads; `digest` finds it again."""

    def __init__(self, active: str, keys: Mapping[str, bytes], index_key: bytes) -> None:
        super().__init__(active, keys)
        if len(index_key) != KEY_BYTES:
            raise ValueError(f"keys have {KEY_BYTES} bytes")
        self._index = KeyedDigest(index_key)

    @classmethod
    def from_json(cls, secret: SecretStr | str) -> "Safe":
        """The safe of CANBAO_STORAGE_KEYS. Raises ValueError without quoting what it read."""
        text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        try:
            read = json.loads(text)
            keys = {key_id: base64.b64decode(key) for key_id, key in read["keys"].items()}
            return cls(read["active"], keys, base64.b64decode(read["index_key"]))
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, Base64Error):
            raise ValueError("storage keys are not the JSON the settings describe") from None

    def digest(self, text: str, purpose: str) -> str:
        """A keyed digest, 64 hex digits: equal for equal texts of one purpose, meaningless without the key."""
        return self.digest_bytes(text.encode(), purpose).hex()

    def digest_bytes(self, content: bytes, purpose: str) -> bytes:
        """The same of bytes, as 32 bytes."""
        return self._index.of(purpose.encode() + b"\0" + content)


def generate_storage_keys(active: str = "s1") -> str:
    """Fresh keys as the JSON of CANBAO_STORAGE_KEYS, for a first set-up of one service."""

    def key() -> str:
        return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")

    return json.dumps({"active": active, "keys": {active: key()}, "index_key": key()})
