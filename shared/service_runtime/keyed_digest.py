"""A keyed digest (HMAC) whose key is prepared once: thousands are made a second."""

from collections.abc import Mapping
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC


class DigestName(StrEnum):
    """The hash beneath: SHA-256, or SM3 where national cryptography is asked for (GB/T 32905). Both give 32 bytes."""

    SHA256 = "SHA256"
    SM3 = "SM3"


_HASHES: Mapping[DigestName, type[HashAlgorithm]] = {DigestName.SHA256: SHA256, DigestName.SM3: SM3}


class KeyedDigest:
    """Digests under one key."""

    def __init__(self, key: bytes, digest: DigestName = DigestName.SHA256) -> None:
        self._digest = digest
        self._prepared = HMAC(key, _HASHES[digest]())

    def of(self, content: bytes) -> bytes:
        """32 bytes: equal for equal contents, meaningless without the key."""
        begun = self._prepared.copy()
        begun.update(content)
        return begun.finalize()

    def for_purpose(self, purpose: bytes) -> "KeyedDigest":
        """Digests under a key that is made of this one and serves this purpose only."""
        return KeyedDigest(self.of(purpose), self._digest)
