"""What an office may see and do outside people's own bills: by its areas, over HTTP."""

from datetime import date

import pytest

from enrolment_terms.identifiers import new_id
from tests.payment_bridge.builders import MORNING, deductions, normal_bill, participation_event, sale_row, sales, success_row
from tests.payment_bridge.running import RunningBridge
from tests.payment_bridge.test_service import CHECK, callbacks_in

END = {"region": "440700", "benefit_year": 2024}
DAY = date(2023, 10, 20)
_serials = iter(range(7_000_000_000, 8_000_000_000))


def serial() -> str:
    """A serial of its own."""
    return str(next(_serials))


@pytest.mark.parametrize(
    ("area", "mine"),
    [("440783115", False), ("440783", False), ("4408", False), ("", False), ("4407", True), ("440700", True), ("44", True)],
)
async def test_what_concerns_a_whole_region_is_for_who_holds_all_of_it(service: RunningBridge, area: str, mine: bool) -> None:
    service.clock.move_to(MORNING)
    checked = await service.by_two("/levy-checks", area=area, json=CHECK)
    ended = await service.by_two("/period-ends", area=area, json=END)
    assert (checked.status_code, ended.status_code) == ((200, 409) if mine else (404, 404))


@pytest.mark.parametrize(
    ("area", "seen"), [("440783115", True), ("440783", True), ("4407", True), ("44", True), ("4408", False), ("45", False), ("", False)]
)
async def test_checks_and_numbers_are_those_of_the_callers_regions(service: RunningBridge, area: str, seen: bool) -> None:
    service.clock.move_to(MORNING)
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    await service.by_two("/levy-checks", json=CHECK)
    checks = (await service.call("GET", "/levy-checks", role="clerk", area=area)).json()["items"]
    assert [check["note"] for check in checks if check["region"] == "440700"][:1] == ([CHECK["note"]] if seen else [])
    told = (await service.call("GET", "/progress", role="tax", area=area)).json()
    assert (sum(told[name] for name in ("held", "sent", "paid")) > 0) is seen
    assert (told["callbacks"] is not None, told["unknown_payments"] is not None) == ((True, True) if area == "44" else (False, False))


async def test_numbers_of_a_region_leave_out_the_others(service: RunningBridge) -> None:
    service.clock.move_to(MORNING)
    here, there = new_id(), new_id()
    await service.publish(participation_event(here), participation_event(there, area="440881001", registered_on=MORNING.date()))
    await service.next_event("payment.bill.created.v1", here)
    money = deductions(*(success_row(serial(), normal_bill(here), DAY) for _ in range(2)))
    await service.callback(money, f"twice_{here}")
    while not (await service.call("GET", "/payments?state=DUPLICATE", role="clerk")).json()["items"]:
        pass
    names, again = ("held", "sent", "paid", "mismatches", "duplicates", "due"), None
    while True:
        whole, jiangmen, zhanjiang = [(await service.call("GET", "/progress", area=area)).json() for area in ("44", "4407", "4408")]
        if again == (again := [whole[name] for name in names]):
            break  # nothing moved between two looks at all of it
    for name in names:
        assert jiangmen[name] + zhanjiang[name] == whole[name]
    assert jiangmen["duplicates"] >= 1
    assert zhanjiang["duplicates"] == 0


async def test_callbacks_are_for_the_whole_installation(service: RunningBridge) -> None:
    webhook_id = f"odd_{new_id()}"
    await service.callback(b'{"type":"tax.unheard.of","data":{}}', webhook_id)
    while webhook_id not in await callbacks_in(service, "FAILED"):
        pass
    for area in ("4407", "440783", ""):
        answers = [
            await service.call("GET", "/callbacks", area=area),
            await service.call("GET", "/callbacks", area=area, role="auditor"),
            await service.call("POST", f"/callbacks/{webhook_id}/replay", area=area),
            await service.call("POST", "/callbacks/discard", area=area, json={"ids": [webhook_id], "reason": "测试"}),
        ]
        assert {answer.status_code for answer in answers} == {403}
    assert webhook_id in await callbacks_in(service, "FAILED")


async def test_money_without_a_bill_is_for_the_whole_installation_and_reading_a_person_is_audited(service: RunningBridge) -> None:
    person, once, twice, unknown = new_id(), serial(), serial(), serial()
    service.clock.move_to(MORNING)
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    rows = [sale_row(number, normal_bill(person), DAY) for number in (once, twice)]
    await service.callback(sales(*rows, sale_row(unknown, new_id(), DAY)), f"both_{person}")

    async def listed(state: str, area: str) -> set[str]:
        answer = await service.call("GET", f"/payments?state={state}&limit=1000", role="clerk", area=area)
        return {item["tax_serial"] for item in answer.json()["items"]}

    while twice not in await listed("DUPLICATE", "440783"):
        pass
    assert [unknown in await listed("UNMATCHED", area) for area in ("44", "4407", "440783", "")] == [True, False, False, False]
    assert [twice in await listed("DUPLICATE", area) for area in ("44", "440783", "440785", "")] == [True, True, False, False]
    assert set(await service.audited(person)) == {("test:clerk", "person.read")}


async def test_a_bill_of_another_area_cannot_be_sent_again(service: RunningBridge) -> None:
    person = new_id()
    service.clock.move_to(MORNING)
    service.tax.refuse.add(str(normal_bill(person)))
    await service.by_two("/levy-checks", json=CHECK)
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.failed.v1", person)
    for area in ("440785", ""):
        answer = await service.call(
            "POST", f"/bills/{normal_bill(person)}/resend", area=area, headers={"Idempotency-Key": f"key-{area}-{person}"}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "BILL_NOT_FOUND")
    assert await service.audited(normal_bill(person)) == []


async def test_an_operator_closes_a_difference_of_his_area_with_a_reason(service: RunningBridge) -> None:
    person, number = new_id(), serial()
    service.clock.move_to(MORNING)
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    await service.callback(deductions(success_row(number, normal_bill(person), DAY)), f"first_{person}")
    await service.callback(deductions(success_row(number, normal_bill(person), DAY, amount="400.00")), f"other_{person}")

    async def listed(state: str = "OPEN", area: str = "440783") -> dict[str, dict[str, object]]:
        items = (await service.call("GET", f"/differences?state={state}&limit=1000", area=area)).json()["items"]
        return {item["tax_serial"]: item for item in items}

    while number not in (found := await listed()):
        pass
    item: dict[str, object] = found[number]
    sides = [item["first"], item["other"]]
    assert sorted(side["amount"] for side in sides) == ["400.00", "406.00"]  # type: ignore[index]
    assert number not in await listed(area="440785")
    assert number not in await listed(area="")
    bill = (await service.call("GET", f"/bills/{normal_bill(person)}", role="clerk")).json()
    assert [payment["disputed"] for payment in bill["payments"]] == [True]
    path, form = f"/differences/{item['difference_id']}/close", {"reason": "  税务部门确认台账有误 "}
    assert (await service.call("POST", path, area="440785", json=form)).status_code == 404
    closed = await service.call("POST", path, area="440783", json=form)
    assert (closed.status_code, closed.json()["state"], closed.json()["close_reason"]) == (200, "CLOSED", "税务部门确认台账有误")
    again = await service.call("POST", path, area="440783", json=form)
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_DECIDED")
    assert number not in await listed()
    assert (await listed("CLOSED"))[number]["closed_by"] == "test:operator"
    assert await service.audited(item["difference_id"]) == [("tax-office", "difference.opened"), ("test:operator", "difference.closed")]
    await service.callback(deductions(success_row(number, normal_bill(person), DAY, amount="400.00")), f"again_{person}")
    while (await service.call("GET", "/callbacks?state=PENDING")).json()["items"]:
        pass
    assert number not in await listed(), "what was closed is not opened by the same telling"
    bill = (await service.call("GET", f"/bills/{normal_bill(person)}", role="clerk")).json()
    assert [payment["disputed"] for payment in bill["payments"]] == [False]
