"""What a household, or a school for its students, owes together, and whose share is lacking (R-054, R-064, V-52).

What is counted of duplicates (R-098), and what is to be recovered: as their offices see and settle it.
"""

from typing import Any

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillState, Category, ParticipationState, Payer
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.totals import Share, total_of
from payment_bridge.repository.finance_deductions import duplicates_counted, duplicates_listed
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, normal_bill, participation_event, sale_row, sales, token_of
from tests.payment_bridge.going_back import reversal
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


POOR: dict[str, Any] = {"payer": Payer.FINANCE, "account": None}


async def test_duplicates_of_a_region_and_year_are_counted(service: RunningBridge) -> None:
    """R-098: those that finance paid for, and all; an office sees those of its areas, by person and without a name."""
    service.clock.move_to(MORNING)
    poor, other = new_id(), new_id()
    for person, terms in ((poor, POOR), (other, {})):
        await service.publish(participation_event(person, **terms))
        await service.next_event("payment.bill.created.v1", person)
    await service.callback(sales(sale_row("6670001", normal_bill(poor), MORNING.date()) | {"channel": "FINANCE"}), "msg_finance")
    await service.next_event("payment.settled.v1", poor)
    for person, state, terms in ((poor, ParticipationState.TERMINATED, POOR), (other, ParticipationState.SUSPENDED, {})):
        await service.publish(participation_event(person, state, 5, state_reason="DUPLICATE", **terms))

    async def asked(path: str, role: str = "clerk", **claims: Any) -> Any:
        return (await service.call("GET", f"/finance-deductions{path}?benefit_year=2024", role=role, **claims)).json()["items"]

    while len(await asked("/bills")) < 2:
        pass
    assert await asked("") == [{"region": "440700", "benefit_year": 2024, "duplicates": 2, "paid_by_finance": 1, "paid_in_part": 0}]
    listed = await asked("/bills", "auditor")
    assert {one["person_id"]: one["finance_share"] for one in listed} == {str(poor): "WHOLE", str(other): "NONE"}
    sheet = (await service.call("GET", "/finance-deductions/export?benefit_year=2024&format=CSV", role="clerk")).text
    lines = [line for line in sheet.splitlines() if str(poor) in line or str(other) in line]
    assert sorted(line.rsplit(",", 1)[1] for line in lines) == ["财政全额缴纳", "财政未缴纳"]
    assert await asked("", area="440781") == await asked("/bills", area="440781") == []


async def test_a_duplicate_is_counted_once_whatever_else_was_billed_with_it(bridge: Bridge) -> None:
    """R-098: an earlier release billed a newborn's birth year under one participation with the year that follows."""
    person, birth_year = new_id(), new_id()
    await bridge.hear(participation_event(person), participation_event(person, ParticipationState.SUSPENDED, 5, state_reason="DUPLICATE"))
    other = f'{{"bill_id": "{birth_year}", "kind": "NEWBORN_BIRTHYEAR", "benefit_year": 2023}}'
    await bridge.rows(f"INSERT INTO bills SELECT (jsonb_populate_record(b, '{other}')).* FROM bills AS b RETURNING 1")
    async with bridge.runtime.database.read() as read:
        counted = await duplicates_counted(read.driver, 2024, Scope(["%"]))
        listed = await duplicates_listed(read.driver, 2024, Scope(["%"]), 10)
    assert [one.number for one in counted] == [1]
    assert [row["bill_id"] for _, row in listed] == [normal_bill(person)]


async def test_a_reason_that_is_told_anew_is_kept_and_an_older_one_is_not(bridge: Bridge) -> None:
    """Any order, any repetition; a row of the release before has none, and gets it with the same version."""
    person = new_id()
    ended = participation_event(person, ParticipationState.TERMINATED, 3, state_reason="DUPLICATE")
    await bridge.hear(ended)
    await bridge.rows("UPDATE participations SET state_reason = NULL RETURNING 1")
    await bridge.hear(ended)
    await bridge.hear(participation_event(person, ParticipationState.SUSPENDED, 2, state_reason="OWN_REQUEST"))
    assert await bridge.rows("SELECT state, state_reason FROM participations") == [("TERMINATED", "DUPLICATE")]
    await bridge.hear(participation_event(person, ParticipationState.TERMINATED, 4, state_reason="其他"))
    assert await bridge.rows("SELECT state_reason FROM participations") == [(None,)]


async def test_two_persons_settle_what_is_to_be_recovered(service: RunningBridge) -> None:
    """R-009: one alone does not, and nobody closes its case without saying what became of the money; the office of the bill sees it."""
    service.clock.move_to(MORNING)
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    await service.callback(reversal("6680001", "6680000", normal_bill(person)), "msg_claim")

    async def listed() -> Any:
        found = (await service.call("GET", "/tax-cases?kind=REVERSAL_WITHOUT_MONEY")).json()["items"]
        return next((one for one in found if one["tax_serial"] == "6680001"), None)

    async def to_recover() -> list[str]:
        accounts = (await service.call("GET", f"/bills/{normal_bill(person)}/postings")).json()["items"]
        return [f"{one['debit']}/{one['credit']} {one['amount']}" for one in accounts if "TO_RECOVER" in one.values()]

    while (case := await listed()) is None:
        pass
    assert await to_recover() == ["TO_RECOVER/TAX_IN_TRANSIT 406.00"]
    path, reason = f"/tax-cases/{case['case_id']}/close", {"reason": "税务部门已更正"}
    assert (await service.call("POST", path, json=reason)).json()["code"] == "RESOLUTION_EXPECTED"
    recovered = reason | {"resolution": "RECOVERED"}
    assert (await service.call("POST", path, json=recovered)).status_code == 202, "one alone does not"
    closed = (await service.by_two(path, json=recovered)).json()
    assert (closed["state"], closed["resolution"]) == ("CLOSED", "RECOVERED")
    assert await to_recover() == ["TO_RECOVER/TAX_IN_TRANSIT 406.00", "TAX_IN_TRANSIT/TO_RECOVER 406.00"]
    assert (await service.by_two(path, json=recovered)).json()["code"] == "ALREADY_DECIDED"
