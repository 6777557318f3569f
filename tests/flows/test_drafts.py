"""A form that is begun today and handed in tomorrow."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.flows.kaiping import YEAR, Kaiping, refusal

pytestmark = pytest.mark.xdist_group("flows")


async def test_begun_read_by_its_filer_alone_and_handed_in_twice_at_once(kaiping: Kaiping) -> None:
    """B1, D1 NEW→DRAFT, D1 DRAFT→SUBMITTED: what is not whole stays a draft; two submissions at one moment are one application.

    B1 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    person, stranger = kaiping.somebody(), kaiping.somebody()
    mine, whole = kaiping.login(person), person.as_application(YEAR, "YUE_YIBAO")
    draft = (await kaiping.registration("/drafts", {**whole, "phone": None}, mine))["draft_id"]
    path = f"/drafts/{draft}"

    def submit(token: str = mine) -> Any:
        return kaiping.registration(f"{path}/submit", {}, token)

    assert await refusal(submit()) == (422, ["phone"])
    for other in (kaiping.login(stranger), kaiping.office()):
        assert (await refusal(kaiping.look("registration", path, other)))[0] == 404
        assert (await refusal(submit(other)))[0] == 404
    assert await kaiping.of_year(person, YEAR) == []

    async with httpx.AsyncClient() as http:
        url, headers = f"{kaiping.suite.url('registration')}/registration/v1{path}", {"Authorization": f"Bearer {mine}"}
        (await http.put(url, json=whole, headers=headers)).raise_for_status()
    read = (await kaiping.look("registration", path, mine))["application"]
    assert {name: read[name] for name in whole} == whole
    both = await asyncio.gather(submit(), submit())
    assert [one["application_id"] for one in both] == [draft, draft]
    approved = await kaiping.approve(draft)
    assert [step["to"] for step in approved["history"]] == ["SUBMITTED", "CHECK_PENDING", "UNDER_REVIEW", "APPROVED"]
    assert (await submit())["application_id"] == draft
    assert [one["participation_id"] for one in await kaiping.of_year(person, YEAR)] == [approved["participation_id"]]
    assert (await refusal(kaiping.look("registration", path, mine)))[0] == 404
