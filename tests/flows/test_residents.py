"""Residents enrol, look, change their mind and go: each item to its end, refused where it must be, and twice at one moment."""

import asyncio
from datetime import date

import pytest

from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
NEW_YEAR = date(YEAR, 1, 1)


async def test_by_mini_program(kaiping: Kaiping) -> None:
    """B1, B32, R-011: from the form to the hospital's answer; who has not activated his credential goes to a counter.

    B1 (done, refused, twice), B32 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    lin = kaiping.somebody()
    assert await refusal(kaiping.apply(lin, kaiping.login(lin, active=False))) == (422, ["CREDENTIAL_INACTIVE"])
    application = await one_of_two(kaiping.apply(lin), kaiping.apply(lin))

    approved = await kaiping.approve(application)
    mine = kaiping.login(lin)
    seen, again = await asyncio.gather(*(kaiping.look("registration", f"/applications/{application}", mine) for _ in range(2)))
    assert [step["to"] for step in seen["history"]] == ["SUBMITTED", "CHECK_PENDING", "UNDER_REVIEW", "APPROVED"]
    assert seen == again
    await kaiping.pay(approved["participation_id"], 2023, 10, 10)
    cover = await kaiping.covered(lin, NEW_YEAR)
    assert (cover["starts_on"], cover["ends_on"]) == ("2024-01-01", "2024-12-31")
    stranger = kaiping.somebody()
    assert (await refusal(kaiping.look("registration", f"/applications/{application}", kaiping.login(stranger))))[0] == 404


async def test_by_kiosk(kaiping: Kaiping) -> None:
    """B2, B28, R-011: the kiosk needs no credential, and shows afterwards what it has registered.

    B2 (done, refused, twice), B28 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    kiosk = await kaiping.at_kiosk(person, active=False)
    participation = (await kaiping.approve(await kaiping.apply(person, kiosk, channel="KIOSK")))["participation_id"]
    looks = await asyncio.gather(*(kaiping.look("registration", "/me/participations", kiosk) for _ in range(2)))
    for [mine] in (look["items"] for look in looks):
        assert (mine["participation_id"], mine["state"]) == (participation, "REGISTERED")
    other = await kaiping.at_kiosk(kaiping.somebody())
    assert (await kaiping.look("registration", "/me/participations", other))["items"] == []
    path = f"/persons/{await kaiping.person_id(person)}/insurance"
    assert (await refusal(kaiping.look("registration", path, other)))[0] in (403, 404)
    stranger = kaiping.somebody()
    unconfirmed = kaiping.apply(stranger, await kaiping.at_kiosk(stranger), channel="KIOSK", confirmed=False)
    assert await refusal(unconfirmed) == (422, ["NOT_CONFIRMED"])
    one = kaiping.somebody()
    first, second = [kaiping.apply(one, token, channel="KIOSK") for token in [await kaiping.at_kiosk(one) for _ in range(2)]]
    await one_of_two(first, second)


async def test_another_account_before_the_deadline(kaiping: Kaiping) -> None:
    """B4 (done, refused, twice), R-051, R-053: with the agreement until 7 October; of two at once one waits."""
    await kaiping.on(2023, 10, 6)
    person = kaiping.somebody()
    await kaiping.enrolled(person)
    told = {"account_holder": person.name, "bank": person.bank, "account_number": "9900000000000777"}
    assert await refusal(kaiping.ask(person, "account_change", **told)) == (422, ["materials.TRIPARTITE_AGREEMENT", "agreement"])
    first, second = [kaiping.ask(person, "account_change", papers=["TRIPARTITE_AGREEMENT"], **told) for _ in range(2)]
    await kaiping.approve(await one_of_two(first, second))
    await kaiping.on(2023, 10, 9)
    late = kaiping.ask(person, "account_change", papers=["TRIPARTITE_AGREEMENT"], **told | {"account_number": "9900000000000778"})
    assert await refusal(late) == (422, ["DEADLINE_PASSED"])


async def test_a_stop_in_time(kaiping: Kaiping) -> None:
    """B5 (done, refused, twice), R-051, V-44: what is not paid is cancelled, and the bill with it; the day after it is too late."""
    await kaiping.on(2023, 10, 6)
    person, late = kaiping.somebody(), kaiping.somebody()
    participation, _ = [await kaiping.enrolled(one) for one in (person, late)]
    first, second = [kaiping.ask(person, "stop", form={"stop_reason": "ARMY"}) for _ in range(2)]
    await kaiping.approve(await one_of_two(first, second))
    await kaiping.participation(participation, await kaiping.person_id(person), "CANCELLED")
    await kaiping.bills(participation, "CANCELLED")
    await kaiping.on(2023, 10, 9)
    assert await refusal(kaiping.ask(late, "stop")) == (422, ["DEADLINE_PASSED", "stop_reason"])


async def test_next_year_is_cancelled(kaiping: Kaiping) -> None:
    """B24 (done, refused, twice), R-089: until the year begins, by whoever has not paid."""
    await kaiping.on(2023, 10, 10)
    person, paid = kaiping.somebody(), kaiping.somebody()
    unpaid, settled = [await kaiping.enrolled(one) for one in (person, paid)]
    await kaiping.pay(settled, 2023, 10, 10)
    await kaiping.participation(settled, await kaiping.person_id(paid), "ACTIVE")
    assert await refusal(kaiping.ask(paid, "cancel_next_year")) == (422, ["OTHER"])
    first, second = [kaiping.ask(person, "cancel_next_year") for _ in range(2)]
    await kaiping.approve(await one_of_two(first, second))
    await kaiping.bills(unpaid, "CANCELLED")
    assert not (await kaiping.covered(person, NEW_YEAR, expected=False))["covered"]


async def test_another_office_of_the_region(kaiping: Kaiping) -> None:
    """B4 (done, refused), R-008, V-70: the place changes and nothing else; a place outside the region is no change."""
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    participation = await kaiping.enrolled(person)
    assert await refusal(kaiping.ask(person, "office_change", form={"new_area": "440981"})) == (422, ["OTHER"])
    await kaiping.approve(await kaiping.ask(person, "office_change", form={"new_area": "440783117"}))
    found = await kaiping.participation(participation, await kaiping.person_id(person), "REGISTERED")
    assert found["area"] == "440783117"
