"""A callback of the tax office is stored before it is answered; one id has one body for ever."""

import hashlib

from payment_bridge.domain.callback_states import CallbackState, Kept, StoredCallback
from payment_bridge.repository.callbacks import digest_of_callback, keep_callback
from service_runtime import ReadConnection, Transaction

_PURPOSE, _PLAIN = "callback", b"\0"
"""A body of before, which was not sealed yet, begins with a zero: no key id is so short."""


async def store_callback(tx: Transaction, webhook_id: str, body: bytes) -> Kept:
    """Whether it is new, the same once more, or another body under a known id: that one is kept too, for an operator."""
    digest = hashlib.sha256(body).hexdigest()
    if await _keep(tx, webhook_id, body, digest, CallbackState.PENDING):
        return Kept.NEW
    if await digest_of_callback(tx.driver, webhook_id) == digest:
        return Kept.REPEATED
    conflict = f"{webhook_id}~{digest[:16]}"
    if await _keep(tx, conflict, body, digest, CallbackState.CONFLICT):
        tx.audit("callback.conflict", subject=conflict, actor="tax-office")
    return Kept.CONFLICT


async def _keep(tx: Transaction, webhook_id: str, body: bytes, digest: str, state: CallbackState) -> bool:
    return await keep_callback(tx.driver, webhook_id, seal_body(tx, webhook_id, body), digest, len(body), state)


def seal_body(read: ReadConnection, webhook_id: str, body: bytes) -> bytes:
    """The body as it is kept."""
    return read.safe.seal_bytes(body, _PURPOSE, webhook_id)


def body_of(read: ReadConnection, callback: StoredCallback) -> bytes:
    """The body as it came. Raises CannotOpen."""
    if callback.body.startswith(_PLAIN):
        return callback.body.removeprefix(_PLAIN)
    return read.safe.open_bytes(callback.body, _PURPOSE, callback.webhook_id)
