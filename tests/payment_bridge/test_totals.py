"""What a household, or a school for its students, owes together, and whose share is lacking (R-054, R-064, V-52)."""

from typing import Any

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillState, Category, Payer
from payment_bridge.domain.totals import Share, total_of
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, normal_bill, participation_event, sale_row, sales, token_of
from tests.payment_bridge.running import RunningBridge
from tests.payment_bridge.test_households import household_event


def share(payer: Payer, state: BillState = BillState.SENT) -> Share:
    return Share(new_id(), new_id(), 40600, payer, state)


def test_a_household_of_five_of_whom_finance_pays_two() -> None:
    """V-52, R-054: household 1218, finance 812."""
    shares = [share(Payer.PERSON), share(Payer.PERSON, BillState.PAID), share(Payer.PERSON), share(Payer.FINANCE), share(Payer.FINANCE)]
    total = total_of(shares, [Payer.PERSON])
    assert (total.people, total.owed, total.paid, total.by_others) == (5, 121800, 40600, 81200)
    assert [one.bill_id for one in total.lacking] == [shares[0].bill_id, shares[2].bill_id]


async def test_a_household_is_told_to_its_offices_and_to_its_people(service: RunningBridge) -> None:
    """R-054: a person sees the shares of those he may act for, an office those of its areas, a stranger nothing."""
    service.clock.move_to(MORNING)
    household, people = new_id(), [new_id() for _ in range(3)]
    await service.publish(household_event(household, 1, people))
    for person in people:
        await service.publish(participation_event(person, payer=Payer.FINANCE if person == people[2] else Payer.PERSON))
        await service.next_event("payment.bill.created.v1", person)
    await service.callback(sales(sale_row("6660001", normal_bill(people[0]), MORNING.date())), "msg_total")
    await service.next_event("payment.settled.v1", people[0])

    async def total(role: str, **claims: Any) -> dict[str, Any] | int:
        answer = await service.call("GET", f"/households/{household}/total?benefit_year=2024", role=role, **claims)
        return answer.json() if answer.status_code == 200 else answer.status_code

    told = await total("clerk")
    assert isinstance(told, dict)
    assert [told[name] for name in ("people", "owed", "paid_amount", "shortfall", "by_others")] == [
        3,
        "812.00",
        "406.00",
        "406.00",
        "406.00",
    ]
    assert [one["person_id"] for one in told["lacking"]] == [str(people[1])]
    own = await total("citizen", documents=[token_of(people[1])])
    assert isinstance(own, dict)
    assert (own["people"], own["owed"]) == (1, "406.00")
    assert [await total("citizen"), await total("clerk", area="440781")] == [404, 404]


async def test_a_school_sees_which_of_its_students_lack(service: RunningBridge) -> None:
    """R-064 「119 × 406 paid for 120 → one named shortfall」: its own students alone, whoever else asks."""
    service.clock.move_to(MORNING)
    students = [new_id() for _ in range(3)]
    for one in students:
        school = "S-2" if one == students[2] else "S-1"
        await service.publish(participation_event(one, payer=Payer.SCHOOL, account=None, category=Category.STUDENT, school=school))
        await service.next_event("payment.bill.created.v1", one)
    await service.callback(sales(sale_row("6660002", normal_bill(students[0]), MORNING.date()) | {"channel": "SCHOOL"}), "msg_school")
    settled = await service.next_event("payment.settled.v1", students[0])
    assert settled.data.channel == "SCHOOL"

    async def collected(role: str, **claims: Any) -> dict[str, Any] | int:
        answer = await service.call("GET", "/collections/S-1?benefit_year=2024", role=role, **claims)
        return answer.json() if answer.status_code == 200 else answer.status_code

    for told in (await collected("school", organisation="S-1", area=""), await collected("operator", area="440783")):
        assert isinstance(told, dict)
        assert (told["people"], told["owed"], told["shortfall"]) == (2, "812.00", "406.00")
        assert [one["person_id"] for one in told["lacking"]] == [str(students[1])]
    assert [await collected("school", organisation="S-2"), await collected("clerk", area="440781")] == [404, 404]


async def test_a_school_code_of_another_form_is_not_kept(bridge: Bridge) -> None:
    """The bill is made all the same."""
    person = new_id()
    await bridge.hear(participation_event(person, payer=Payer.SCHOOL, account=None, school="学校 1"))
    assert await bridge.rows("SELECT school FROM participations") == [(None,)]
    assert (await bridge.bill(normal_bill(person))).payer == "SCHOOL"
