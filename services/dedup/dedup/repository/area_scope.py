"""What a caller may see: rows of his areas."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from row_sets import value

EVERYWHERE = ("%",)
"""For what the service does for itself, or a person for himself: no area is a bound."""


def is_inside(area: "sa.Column[str]") -> "sa.ColumnElement[bool]":
    """True if the area is like one of the patterns given as `areas`."""
    return area.like(sa.any_(value("areas", ARRAY(sa.Text))))


def is_any_inside(areas: "sa.Column[list[str]]") -> "sa.ColumnElement[bool]":
    """True if one of several areas is."""
    one = sa.func.unnest(areas).table_valued(sa.column("area", sa.Text)).render_derived()
    return sa.exists().select_from(one).where(one.c.area.like(sa.any_(value("areas", ARRAY(sa.Text)))))
