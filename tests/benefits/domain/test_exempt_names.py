"""Whoever waits for nothing is told so by a Chinese name, in every region of the book (R-104, F-05)."""

import re

import pytest

from benefits.domain.exemptions import group_label
from benefits.domain.terms import terms_of
from policy_parameters import PolicyNotKnown, load_policy_book

BOOK = load_policy_book()
REGIONS = sorted({entry.region for entry in BOOK.entries() if len(entry.region.rstrip("0")) in (3, 4)})


@pytest.mark.parametrize("region", REGIONS)
def test_every_exempt_group_has_a_name(region: str) -> None:
    for year in range(2025, 2033):
        try:
            terms = terms_of(BOOK, region, year)
        except PolicyNotKnown:
            continue
        unnamed = {group for group in terms.exempt if re.search("[A-Za-z]", group_label(group, terms))}
        assert unnamed == set(), (region, year)
