"""Bills to be taken back from the tax office: put into messages, and told."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.tables import recalls
from row_sets import Driver, Statement, same_rows, value

_RECALLS = Statement(
    sa.select(recalls.c.bill_id, recalls.c.reason)
    .where(recalls.c.recalled_at.is_(None), recalls.c.message_id.is_(None))
    .order_by(recalls.c.reason)
    .limit(value("most", sa.Integer()))
    .with_for_update(skip_locked=True)
)
_IN_MESSAGE = Statement(
    sa.update(recalls).values(message_id=value("message_id", recalls.c.message_id)).where(same_rows(recalls, "bill_id"))
)
_RECALLED = Statement(sa.update(recalls).values(recalled_at=sa.func.clock_timestamp()).where(same_rows(recalls, "bill_id")))


async def waiting_recalls(driver: Driver, most: int) -> tuple[str, list[UUID]] | None:
    """Bills to be recalled for one reason that are in no message yet, locked; None if there are none."""
    rows = await _RECALLS.rows(driver, most=most)
    if not rows:
        return None
    reason = rows[0]["reason"]
    return reason, [row["bill_id"] for row in rows if row["reason"] == reason]


async def put_into_message(driver: Driver, message_id: UUID, bill_ids: Sequence[UUID]) -> None:
    """This message tells of them."""
    await _IN_MESSAGE.run(driver, message_id=message_id, bill_id=bill_ids)


async def recalls_sent(driver: Driver, bill_ids: Sequence[UUID]) -> None:
    """The tax office took the recall."""
    await _RECALLED.run(driver, bill_id=bill_ids)
