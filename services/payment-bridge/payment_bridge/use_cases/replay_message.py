"""An operator has a message sent again, or an endpoint called again that answered 410."""

from uuid import UUID

from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.errors import NoSuchMessage, NotDisabled, NotToBeReplayed
from payment_bridge.repository.outgoing import bring_forward, message_of, replay_message
from payment_bridge.repository.tax_endpoints import NONE, enable_endpoint, refusing_endpoints
from row_sets import Record
from service_runtime import ReadConnection, Transaction


async def replay_outgoing(tx: Transaction, message_id: UUID, by: str) -> Record:
    """At once, the same bytes under the same id; as it stands then. Raises NoSuchMessage, NotToBeReplayed."""
    if await message_of(tx.driver, message_id) is None:
        raise NoSuchMessage()
    if not await replay_message(tx.driver, message_id):
        raise NotToBeReplayed()
    tx.audit("outgoing.replay", subject=str(message_id), actor=by)
    found = await message_of(tx.driver, message_id)
    assert found is not None
    return found


async def require_disabled(read: ReadConnection, endpoint: TaxEndpoint) -> None:
    """Raises NotDisabled."""
    if not (await refusing_endpoints(read.driver)).get(endpoint, NONE).disabled:
        raise NotDisabled()


async def enable_tax_endpoint(tx: Transaction, endpoint: TaxEndpoint, by: str) -> None:
    """It is called again, and what waited for it is due. Raises NotDisabled."""
    if not await enable_endpoint(tx.driver, endpoint):
        raise NotDisabled()
    await bring_forward(tx.driver, endpoint, unknown=endpoint is TaxEndpoint.MESSAGES)
    tx.audit("tax_endpoint.enable", subject=str(endpoint), actor=by)
