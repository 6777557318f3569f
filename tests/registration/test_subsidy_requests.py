"""The yearly request for the subsidy (B11): counted by the marks of the day, sent by another, kept as versions, late from 1 July."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState, Category, Payer
from policy_parameters import load_policy_book
from policy_parameters.rule_parameters import CategoryRate, levy_rules
from registration.domain.subsidy_request import FinanceLevel, OwnBills, parts_of_finance
from registration.use_cases.request_subsidy import draw_up
from service_runtime import Transaction
from tests.registration.builders import AUTUMN, bill
from tests.registration.test_at_once import at_once
from tests.registration.test_subsidies import MARCH, hand_in, known, row
from tests.registration.world import World

REGION, RATE = "440700", 38000
JUNE, JULY = datetime(2024, 6, 20, 9, tzinfo=SHANGHAI), datetime(2024, 7, 1, 9, tzinfo=SHANGHAI)
LEVELS = [{"level": "PROVINCE", "percent": 33}, {"level": "COUNTY", "percent": 67}]


def clerk(world: World, name: str = "centre:1") -> dict[str, str]:
    return world.as_("clerk", name, areas=["4407"])


def reviewer(world: World, name: str = "centre:2") -> dict[str, str]:
    return world.as_("reviewer", name, areas=["4407"])


async def drawn(world: World, **changed: Any) -> dict[str, Any]:
    """A draft as the numbers are now."""
    body = {"region": REGION, "benefit_year": 2024, "levels": LEVELS, **changed}
    answer = await world.post("/subsidy-requests", body, clerk(world))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def after(world: World, request: dict[str, Any], step: str, caller: dict[str, str], **body: str) -> httpx.Response:
    return await world.post(f"/subsidy-requests/{request['request_id']}/{step}", body, caller)


def people_in(told: dict[str, Any], category: str) -> int:
    return sum(one["people"] for one in told["lines"] if (one["district"], one["subsidy_category"]) == ("440783", category))


async def test_it_is_late_from_the_first_of_july(world: World) -> None:
    """R-045: 2024-07-01 not sent → alarm."""

    async def late() -> int:
        answer = await world.client.get("/registration/readyz")
        value: int = answer.json()["checks"]["subsidy_requests:overdue"][0]["observedValue"]
        return value

    number = await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(number))
    world.clock.move_to(datetime(2024, 6, 30, 9, tzinfo=SHANGHAI))
    assert await late() == 0
    world.clock.move_to(JULY)
    assert await late() == 1
    await after(world, await drawn(world), "send", reviewer(world))
    assert await late() == 0


async def test_numbers_agree_with_the_marks_and_a_correction_is_a_version(world: World) -> None:
    """B11, R-045, H-R-045: DRAFT → SENT → FUNDED; whoever has two marks is one person; what was sent stays as it was."""
    one, two = await known(world), await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(one), row(two, "SUB02"), row(two, "SUB03"))
    world.clock.move_to(JUNE)
    first = await drawn(world)
    number = first["version"]
    assert (people_in(first, "SUB03"), first["state"], first["due_on"]) == (0, "DRAFT", "2024-06-30")
    assert first["people"] == sum(line["people"] for line in first["lines"])
    assert sum(round(float(one["amount"]) * 100) for one in first["levels"]) == round(float(first["amount"]) * 100)
    await hand_in(world, row(one, action="REMOVE", effective_on="2024-06-10"), month="2024-05")
    again = await drawn(world)
    assert (again["request_id"], again["version"]) == (first["request_id"], number), "a draft is drawn anew"
    assert (people_in(again, "SUB01"), people_in(again, "SUB02")) == (people_in(first, "SUB01") - 1, people_in(first, "SUB02"))
    assert (await after(world, again, "send", reviewer(world, "centre:1"))).json()["code"] == "FILER_DECIDES"
    assert (await after(world, again, "funding", clerk(world), funded_on="2024-06-20", amount="1.00")).json()[
        "code"
    ] == "TRANSITION_REFUSED"
    sent = (await after(world, again, "send", reviewer(world))).json()
    assert (sent["state"], sent["sent_on"], sent["lines"]) == ("SENT", "2024-06-20", again["lines"])
    await hand_in(
        world,
        row(two, "SUB02", "REMOVE", effective_on="2024-06-10"),
        row(two, "SUB03", "REMOVE", effective_on="2024-06-10"),
        month="2024-05",
    )
    corrected = await drawn(world)
    assert (corrected["version"], corrected["people"]) == (number + 1, again["people"] - 1)
    listed = (await world.get("/subsidy-requests", clerk(world), region=REGION, benefit_year=2024)).json()["items"]
    assert [(one["version"], one["state"]) for one in listed][:2] == [(number + 1, "DRAFT"), (number, "SENT")]
    early = await after(world, again, "funding", clerk(world), funded_on="2024-06-19", amount="380.00")
    assert early.json()["code"] == "SUBSIDY_REQUEST_HAS_FAULTS"
    funded = (await after(world, again, "funding", clerk(world), funded_on="2024-06-20", amount="380.00")).json()
    assert (funded["state"], funded["funded_amount"]) == ("FUNDED", "380.00")
    sheet = await world.client.get(f"/registration/v1/subsidy-requests/{again['request_id']}/sheet", headers=clerk(world))
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
    url = f"/registration/v1/subsidy-requests/{again['request_id']}/sheet?file_format=CSV"
    text = (await world.client.get(url, headers=clerk(world))).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "区划,困难身份类别,人数,金额（元）"
    assert {"合计", "省级财政", "县级财政"} <= {line.split(",")[0] for line in text.splitlines()}
    assert "陈大文" not in str(listed)


async def test_two_who_draw_it_up_or_send_it_at_once(world: World) -> None:
    """B11, R-009: one draft, sent once."""
    world.clock.move_to(JUNE)
    year, shares = 2023, [(FinanceLevel.CITY, 100)]

    async def draw(tx: Transaction) -> UUID:
        return (await draw_up(tx, REGION, year, shares, "centre:1")).request.request_id

    first, second, waited = await at_once(world, draw, draw)
    assert (first, waited) == (second, True)
    world.clock.move_to(JUNE)
    caller = reviewer(world)
    told = [await world.post(f"/subsidy-requests/{first}/send", {}, caller) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 409]
    assert told[1].json()["code"] == "TRANSITION_REFUSED"


def test_what_finance_pays_of_everybody_is_asked_for_too() -> None:
    """H3, B11: 100.00 beside each bill of a student (3 students: 300.00), a free birth year whole, nothing of the others."""
    rates = load_policy_book().read(levy_rules, REGION, 2024)
    terms = replace(rates, by_category={Category.STUDENT: CategoryRate(None, "FULL", 100_00)})
    bills = [
        OwnBills("440783", Category.STUDENT, Payer.PERSON, 3, 3 * 306_00),
        OwnBills("440783", Category.STUDENT, Payer.FINANCE, 1, 406_00),
        OwnBills("440783", Category.NEWBORN, Payer.FINANCE, 2, 2 * 406_00),
        OwnBills("440783", Category.GENERAL, Payer.PERSON, 9, 9 * 406_00),
    ]
    asked = [(one.category, one.people, one.amount, one.billed) for one in parts_of_finance(bills, terms)]
    assert asked == [(Category.NEWBORN, 2, 812_00, 812_00), (Category.STUDENT, 4, 706_00, 406_00)]


async def test_a_bill_that_finance_pays_of_somebody_without_a_mark_is_a_line(world: World) -> None:
    """H3, B11: told by payment-bridge of a child whose birth year is free; cancelled, it is asked for no more."""
    world.clock.move_to(AUTUMN)
    _, child = await world.register()
    world.clock.move_to(JUNE)
    before = await drawn(world)
    await world.hear(bill(child, BillState.SENT, 1, payer=Payer.FINANCE))
    after_it = await drawn(world)
    assert (people_in(after_it, "GENERAL"), after_it["people"]) == (people_in(before, "GENERAL") + 1, before["people"] + 1)
    await world.hear(bill(child, BillState.CANCELLED, 2, payer=Payer.FINANCE))
    assert (await drawn(world))["amount"] == before["amount"]
