"""Every call to the tax office: it waits its turn after a call that was refused, and what became of it is kept for all replicas."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from payment_bridge.domain.tax_endpoints import TaxEndpoint, pause_after
from payment_bridge.gateways.tax_office import TaxOfficeAway, TaxOfficeGone, TaxOfficeRefused, TaxOfficeWaits
from payment_bridge.repository.outgoing import bring_forward
from payment_bridge.repository.tax_endpoints import NONE, note_answered, note_refusing, refusing_endpoints
from service_runtime import Runtime, get_logger

Answer = TypeVar("Answer")
_log = get_logger("payment-bridge.tax-office")


async def is_waiting(runtime: Runtime, endpoint: TaxEndpoint) -> bool:
    """True if this endpoint is not to be called now."""
    async with runtime.database.read() as read:
        return (await refusing_endpoints(read.driver)).get(endpoint, NONE).is_closed


async def ask(runtime: Runtime, endpoint: TaxEndpoint, call: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer. Raises TaxOfficeAway, TaxOfficeWaits (without a call, while the endpoint is closed) and TaxOfficeRefused.

    A call that met nobody is made again at once: the office may be back. One that was refused is made again after growing pauses, after
    410 not before an operator enables the endpoint. When the endpoint answers again, what waits for it is due.
    """
    async with runtime.database.read() as read:
        known = (await refusing_endpoints(read.driver)).get(endpoint, NONE)
    if known.is_closed:
        raise TaxOfficeWaits(known.status, known.wait)
    try:
        answer = await call()
    except TaxOfficeRefused as error:
        await _note(runtime, endpoint, f"HTTP {error.status}", 0.0, of_body=True)
        raise
    except TaxOfficeAway as error:
        pause = pause_after(known.tries, error.retry_after) if error.status else 0.0
        await _note(runtime, endpoint, error.status or str(error), pause, gone=isinstance(error, TaxOfficeGone))
        raise
    if known is not NONE:
        async with runtime.database.transaction() as tx:
            await note_answered(tx.driver, endpoint)
            back, asked = endpoint is TaxEndpoint.LEDGER, endpoint is TaxEndpoint.MESSAGES
            await bring_forward(tx.driver, endpoint, everything=back, unknown=asked)
        _log.info("tax_office.answers_again", endpoint=str(endpoint), after=known.status, tries=known.tries)
    return answer


async def refused_too_often(runtime: Runtime, endpoint: TaxEndpoint, most: int) -> bool:
    """True if more bodies in a row were refused than content can explain; then the endpoint waits as after any refusal."""
    async with runtime.database.transaction() as tx:
        known = (await refusing_endpoints(tx.driver)).get(endpoint, NONE)
        if known.refused <= most:
            return False
        await note_refusing(tx.driver, endpoint, known.status, pause_after(known.refused - most, None))
    return True


async def _note(runtime: Runtime, endpoint: TaxEndpoint, status: str, pause: float, *, of_body: bool = False, gone: bool = False) -> None:
    async with runtime.database.transaction() as tx:
        await note_refusing(tx.driver, endpoint, status, pause, of_body=of_body, gone=gone)
    if gone:
        _log.error("tax_office.disabled", endpoint=str(endpoint))
