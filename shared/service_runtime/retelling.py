"""What a service says of the aggregates that it owns or has heard of: their present state told anew, and their versions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from row_sets import Statement, value
from service_runtime.transaction import Transaction

NOBODY = UUID(int=0)
"""Before the first id."""


class Wanted(NamedTuple):
    """A batch: aggregates after this id, in the order of their ids; of places whose code begins like this; changed since then."""

    after: UUID
    most: int
    area: str
    """A pattern for LIKE."""
    since: datetime


Tell = Callable[[Transaction, Wanted], Awaitable[Sequence[UUID]]]
"""Publishes the present state of one batch, each event with a new id and the aggregate's present version. Returns the ids, in order."""


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Kinds of aggregates by name, such as "participation" and "bill"."""

    told: Mapping[str, Tell]
    """Kinds that the service owns, in the order in which they are told anew."""
    versions: Mapping[str, Statement]
    """Kinds that it owns or has heard of: rows of (id, version) after an id, see `versions_of`."""


NO_AGGREGATES = Aggregates({}, {})


def versions_of(table: sa.Table, key: str, *where: "sa.ColumnElement[bool]", version: "sa.ColumnElement[int] | None" = None) -> Statement:
    """The newest version of each aggregate by id: `after` and `most` are given."""
    found, newest = table.c[key], sa.func.max(table.c.version if version is None else version)
    rows = sa.select(found.label("id"), newest.label("version")).where(found > value("after", found), *where)
    return Statement(rows.group_by(found).order_by(found).limit(value("most", sa.Integer)))
