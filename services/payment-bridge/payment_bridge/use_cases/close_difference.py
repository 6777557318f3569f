"""An operator has asked the tax office, and closes a difference (R-096)."""

from uuid import UUID

from payment_bridge.domain.differences import DifferenceState
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import NoSuchDifference
from payment_bridge.repository import differences
from payment_bridge.use_cases.kept_texts import REASON, seal_text
from row_sets import Record
from service_runtime import AlreadyDecided, Transaction


async def close_difference(tx: Transaction, difference_id: UUID, reason: str, scope: Scope, actor: str) -> Record:
    """What was told first goes on to stand; the tax office corrects it by entries of their own. Raises NoSuchDifference, AlreadyDecided."""
    state = await differences.lock_difference(tx.driver, difference_id, scope)
    if state is None:
        raise NoSuchDifference()
    if state != DifferenceState.OPEN:
        raise AlreadyDecided()
    tx.audit("difference.closed", subject=str(difference_id), actor=actor)
    return await differences.close_difference(tx.driver, difference_id, actor, seal_text(tx, reason, REASON, difference_id))
