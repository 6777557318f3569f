"""What comes in thousands is worked on in parts: everybody else is answered between them."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from typing import TypeVar

import pytest

from benefits.domain.fact_kinds import Fact, person_from
from benefits.domain.facts import Claim
from benefits.endpoints.claims import COLUMNS, _read
from benefits.errors import ClaimFileBroken
from benefits.repository.facts import _person_from
from enrolment_terms.identifiers import new_id

Answer = TypeVar("Answer")
PERSON = new_id()


async def pauses_in(work: Awaitable[Answer]) -> tuple[int, Answer]:
    """How often others have their turn before it ends, and its answer."""
    task, pauses = asyncio.ensure_future(work), 0
    while not task.done():
        await asyncio.sleep(0)
        pauses += 1
    return pauses, task.result()


def file_of(lines: int, paid: str = "1.00") -> bytes:
    return (
        ",".join(COLUMNS) + "\n" + "".join(f"{PERSON},C{number},2024,2024-03-01,{paid},0,false,false\n" for number in range(lines))
    ).encode()


async def test_a_file_of_claims() -> None:
    pauses, claims = await pauses_in(_read(file_of(20_000)))
    assert len(claims) == 20_000
    assert pauses > 100
    few, _ = await pauses_in(_read(file_of(100)))
    assert few < 5


async def test_a_file_of_wrong_claims() -> None:
    with pytest.raises(ClaimFileBroken) as broken:
        await _read(file_of(20_000, paid="-1"))
    assert (len(broken.value.reasons), broken.value.more_faults) == (50, 19_950)


async def test_a_person_with_many_facts() -> None:
    claims = [Claim(id=f"C{number}", year=2024, settled_on=date(2024, 3, 1), fund_paid=number) for number in range(20_000)]
    told = [(fact.kind, fact.fact_id, fact.version, fact.body) for fact in (Fact(PERSON, claim.id, 1, claim) for claim in claims)]
    pauses, person = await pauses_in(_person_from(told))
    assert person == person_from(told)
    assert pauses > 30
