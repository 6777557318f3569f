"""Identifiers of aggregates and messages."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7: ordered by time, so that primary-key indexes grow at one end."""
    return uuid_utils.compat.uuid7()
