"""Where the header of a sheet is, and which rows below it are people: titles above, totals and remarks below are not."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from enrolment_terms.writing import half_width
from registration.domain.list_columns import Cell, Column, text_of

LOOKED_AT = 40
"""Rows above the first person."""
_ASIDE = re.compile(r"\(.*?\)|\s|[*:、]")
"""What is written around the words of a title: 身份证号码*（18位）."""
_DOCUMENT = re.compile(r"[0-9A-Za-z]{6}")
"""What a number of people has not: somebody may be called 备注."""
_NOT_PEOPLE = re.compile(r"合计|总计|小计|共计|填表说明|说明|备注|注[:：]|填表人|制表|审核|负责人|经办人|单位负责人|填报")


def find_header(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[int, Mapping[str, int]] | list[str]:
    """The place of the header among the first rows, and the place of each column; or the titles that the best one lacks."""
    lacking = [column.title for column in columns if column.required]
    for place, cells in enumerate(rows[:LOOKED_AT]):
        found = places_in(columns, cells)
        missing = [column.title for column in columns if column.required and column.name not in found]
        if not missing:
            return place, found
        lacking = min(lacking, missing, key=len)
    return lacking


def places_in(columns: Sequence[Column], cells: Sequence[Cell]) -> dict[str, int]:
    """Where the cells are titles of columns; of two that are, the first."""
    titles = _titles(tuple(columns))
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and (name := titles.get(_plain(cell))):
            found.setdefault(name, place)
    return found


def is_person(columns: Sequence[Column], places: Mapping[str, int], cells: Sequence[Cell]) -> bool:
    """False for the header once more, for totals, and for remarks of whoever made the sheet."""
    first = next((text for cell in cells if (text := text_of(cell).strip())), None)
    if first is None or _is_header(columns, places, cells):
        return False
    if not _NOT_PEOPLE.match(_plain(first)):
        return True
    number = places.get("document_number")
    return number is not None and number < len(cells) and bool(_DOCUMENT.search(half_width(text_of(cells[number]))))


def _is_header(columns: Sequence[Column], places: Mapping[str, int], cells: Sequence[Cell]) -> bool:
    """The first required column tells it of nearly every row that is none."""
    titles = _titles(tuple(columns))
    required = ((column.name, places[column.name]) for column in columns if column.required)
    return all(place < len(cells) and titles.get(_plain(text_of(cells[place]))) == name for name, place in required)


@cache
def _titles(columns: tuple[Column, ...]) -> Mapping[str, str]:
    return {_plain(title): column.name for column in columns for title in column.titles}


def _plain(title: str) -> str:
    return _ASIDE.sub("", half_width(title))
