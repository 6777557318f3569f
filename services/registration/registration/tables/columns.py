"""The metadata of the service's tables, and the kinds of columns that they are made of."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from event_bus import add_bus_tables

metadata = sa.MetaData()
add_bus_tables(metadata)


def text(name: str, *, null: bool = False) -> "sa.Column[Any]":
    """A text."""
    return sa.Column(name, sa.Text, nullable=null)


def area(name: str = "area") -> "sa.Column[Any]":
    """A division code, compared byte by byte."""
    return sa.Column(name, sa.Text(collation="C"), nullable=False)


def id_(name: str, *, null: bool = False, key: bool = False) -> "sa.Column[Any]":
    """A UUID."""
    return sa.Column(name, UUID(as_uuid=True), nullable=null, primary_key=key)


def moment(name: str, *, null: bool = False) -> "sa.Column[Any]":
    """A time with its zone."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def day(name: str, *, null: bool = False) -> "sa.Column[Any]":
    """A business date."""
    return sa.Column(name, sa.Date, nullable=null)


def number(name: str, default: int | None = None, *, null: bool = False) -> "sa.Column[Any]":
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=null, server_default=None if default is None else str(default))


def flag(name: str) -> "sa.Column[Any]":
    """False unless told otherwise."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
