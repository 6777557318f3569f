"""The answer to a request, kept under its Idempotency-Key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a repeated request gets: the first answer, byte for byte. `scope` names caller, method, path and key."""

    scope: bytes
    request_hash: bytes
    status: int
    headers: str
    body: bytes
