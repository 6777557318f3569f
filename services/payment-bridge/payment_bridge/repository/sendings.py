"""How bills went to the tax office, by bill and number of the sending."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from payment_bridge.domain.levy_delivery import Sent
from payment_bridge.tables import levy_batch_bills, levy_batches
from row_sets import Driver, Statement, reader, same_rows

_of, _batch = levy_batch_bills.c, levy_batches.c
_SENDINGS = Statement(
    sa.select(_of.bill_id, _of.resend_no, _batch.sent_on, _of.terms)
    .join(levy_batches, _batch.batch_id == _of.batch_id)
    .where(same_rows(levy_batch_bills, "bill_id"))
    .ext(distinct_on(_of.bill_id, _of.resend_no))
    .order_by(_of.bill_id, _of.resend_no, _of.terms.desc(), _batch.created_at.desc())
)
_sent = reader(Sent)


async def sendings_of(driver: Driver, bill_ids: Sequence[UUID]) -> dict[tuple[UUID, int], Sent]:
    """By bill and number; the newest where one number went twice, with corrected terms (R-065)."""
    return {(row["bill_id"], row["resend_no"]): _sent(row) for row in await _SENDINGS.rows(driver, bill_id=bill_ids)}
