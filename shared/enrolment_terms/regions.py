"""Administrative divisions (GB/T 2260, 行政区划代码) and pooling regions (统筹区)."""

import re
from functools import lru_cache
from typing import NewType

AreaCode = NewType("AreaCode", str)
"""Six digits for a county or city (admdvs), nine for a town or street, twelve for a village: 440783, 440783115, 440783115221."""
PoolingRegion = NewType("PoolingRegion", str)
"""A prefecture city, the region that pools one fund (poolarea_no): 440700."""

_AREA_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")


def is_area_code(text: str) -> bool:
    """True for six, nine or twelve digits; says nothing of whether such a place exists."""
    return _AREA_CODE.fullmatch(text) is not None


@lru_cache(maxsize=1 << 14)
def pooling_region_of(area: str) -> PoolingRegion:
    """The pooling region that an area lies in: 440783115 (月山镇) -> 440700 (江门). Raises ValueError for a malformed code."""
    if not is_area_code(area):
        raise ValueError("an area code has six, nine or twelve digits")
    return PoolingRegion(area[:4] + "00")


def county_of(area: str) -> AreaCode:
    """The six-digit county or city of an area: 440783115 -> 440783."""
    if not is_area_code(area):
        raise ValueError("an area code has six, nine or twelve digits")
    return AreaCode(area[:6])


def same_province(one: str, other: str) -> bool:
    """True if both areas lie in one province (省内): the first two digits agree."""
    return one[:2] == other[:2]


def area_prefix(code: str) -> str:
    """The digits that all places inside an area begin with: 440000 -> 44, 440700 -> 4407, 440783000000 -> 440783, 440783115 as it is."""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    while 2 < len(code) <= 6 and code.endswith("00"):
        code = code[:-2]
    return code


def lies_in(area: str, whole: str) -> bool:
    """True if the area is, or lies in, the whole, at the whole's own level: 431102 lies in 431100 and 430000, never in 431000."""
    return area_prefix(area).startswith(area_prefix(whole))


def lies_in_the_other(one: str, other: str) -> bool:
    """True if one of two places is, or lies in, the other: a town in its county."""
    shorter, longer = sorted((area_prefix(one), area_prefix(other)), key=len)
    return longer.startswith(shorter)
