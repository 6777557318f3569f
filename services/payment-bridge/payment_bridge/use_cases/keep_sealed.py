"""Background work on what is kept: bodies of old callbacks and lines of old files go, and what lay open before it was sealed is sealed."""

from datetime import timedelta

from payment_bridge.domain.callback_states import StoredCallback
from payment_bridge.repository import open_texts
from payment_bridge.repository.batch_files import empty_files
from payment_bridge.repository.callbacks import empty_callbacks
from payment_bridge.use_cases import kept_texts
from payment_bridge.use_cases.kept_texts import seal_text, text_of
from payment_bridge.use_cases.store_callback import body_of, seal_body
from service_runtime import Runtime, Transaction

_AT_ONCE = 500
_COLUMNS = (
    (open_texts.AGREEMENTS, kept_texts.AGREEMENT),
    (open_texts.NOTES, kept_texts.NOTE),
    (open_texts.REASONS, kept_texts.REASON),
)


async def keep_sealed(runtime: Runtime) -> int:
    """One step: how many callbacks and files lost their bodies and how much was sealed."""
    kept = timedelta(days=runtime.settings.callback_body_days)
    async with runtime.database.transaction() as tx:
        gone = await empty_callbacks(tx.driver, kept, _AT_ONCE) + await empty_files(tx.driver, kept, _AT_ONCE)
        return gone + await _seal_bodies(tx) + await _seal_texts(tx)


async def _seal_bodies(tx: Transaction) -> int:
    found = await open_texts.open_bodies(tx.driver, _AT_ONCE)
    if found:
        sealed = [StoredCallback(one.webhook_id, seal_body(tx, one.webhook_id, body_of(tx, one))) for one in found]
        await open_texts.seal_bodies(tx.driver, sealed)
    return len(found)


async def _seal_texts(tx: Transaction) -> int:
    done = 0
    for column, purpose in _COLUMNS:
        found = await column.find(tx.driver, _AT_ONCE)
        if found:
            sealed = {owner: seal_text(tx, text_of(tx, text, purpose, owner), purpose, owner) for owner, text in found.items()}
            await column.replace(tx.driver, sealed)
        done += len(found)
    return done
