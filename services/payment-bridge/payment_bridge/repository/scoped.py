"""Scopes in SQL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.domain.scope import Scope
from row_sets import value

Column = sa.ColumnElement[str]
Condition = sa.ColumnElement[bool]
_TEXTS = postgresql.ARRAY(sa.Text())
EVERYWHERE: Condition = value("everywhere", sa.Boolean())


def in_areas(area: Column) -> Condition:
    """The place lies in the caller's areas. No areas, no rows. Takes `areas`."""
    return area.like(sa.any_(value("areas", _TEXTS)))


def of_persons(person_id: "sa.ColumnElement[Any]") -> Condition:
    """The person is one of those the caller is bound to. Takes `persons`."""
    return person_id == sa.any_(value("persons", postgresql.ARRAY(postgresql.UUID(as_uuid=True))))


def in_cities(region: Column) -> Condition:
    """The pooling region holds one of the caller's areas, or lies in one. Takes `areas` and `cities`."""
    city = sa.func.left(region, 4)
    return city.like(sa.any_(value("areas", _TEXTS))) | (city == sa.any_(value("cities", _TEXTS)))


def of_office(scope: Scope) -> dict[str, Any]:
    """The values of `in_areas` and EVERYWHERE."""
    return {"areas": scope.areas, "everywhere": scope.everywhere}


def of_anybody(scope: Scope) -> dict[str, Any]:
    """The values of `in_areas` and `of_persons`."""
    return {"areas": scope.areas, "persons": scope.persons}


def of_region(scope: Scope) -> dict[str, Any]:
    """The values of `in_cities`."""
    return {"areas": scope.areas, "cities": scope.cities}
