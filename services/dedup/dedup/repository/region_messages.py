"""Messages of other regions that were taken: one webhook-id has one body for ever."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dedup.tables import region_messages
from row_sets import Driver, Statement, row, value, values_of
from service_runtime import Safe


class Message(NamedTuple):
    """A message as it is remembered: digests only."""

    message_key: UUID
    digest: str
    kind: str
    received_at: datetime


_m = region_messages.c
_KEEP = Statement(
    insert(region_messages)
    .values(row(region_messages, *Message._fields))
    .on_conflict_do_nothing(index_elements=["message_key"])
    .returning(_m.message_key)
)
_DIGEST = Statement(sa.select(_m.digest).where(_m.message_key == value("message_key", _m.message_key)))
_FORGET = Statement(
    """
    DELETE FROM region_messages WHERE message_key IN (
        SELECT message_key FROM region_messages WHERE received_at < :before ORDER BY received_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    """
)
_PURPOSE = "region_message"


def message_of(safe: Safe, webhook_id: str, body: bytes, kind: str, now: datetime) -> Message:
    """What is remembered of a message."""
    key = UUID(bytes=safe.digest_bytes(webhook_id.encode(), _PURPOSE)[:16])
    return Message(key, safe.digest_bytes(body, _PURPOSE).hex(), kind, now)


async def keep_message(driver: Driver, message: Message) -> bool:
    """False if there is one of this id. Of two at once the later waits for the earlier."""
    return await _KEEP.row(driver, **values_of(message)) is not None


async def digest_of(driver: Driver, message_key: UUID) -> str | None:
    """Of the body that came under this id."""
    digest: str | None = await _DIGEST.value(driver, message_key=message_key)
    return digest


async def forget_messages(driver: Driver, before: datetime, most: int) -> int:
    """Those of before, the oldest first; how many they were."""
    return await _FORGET.run(driver, before=before, most=most)
