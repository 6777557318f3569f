"""An operator gives up callbacks that were set aside."""

from collections.abc import Collection

from payment_bridge.repository import callbacks
from payment_bridge.use_cases.kept_texts import REASON, seal_text
from service_runtime import AlreadyDecided, Transaction


async def discard_callbacks(tx: Transaction, webhook_ids: Collection[str], reason: str, actor: str) -> int:
    """All of them or none; how many. They stay and warn no more. Raises AlreadyDecided."""
    ids = sorted(set(webhook_ids))
    if await callbacks.lock_set_aside(tx.driver, ids) != set(ids):
        raise AlreadyDecided()
    await callbacks.discard_callbacks(tx.driver, {one: seal_text(tx, reason, REASON, one) for one in ids}, actor)
    tx.audit("callbacks.discarded", subject="payment-bridge", actor=actor, detail={"ids": ids, "with_reason": True})
    return len(ids)
