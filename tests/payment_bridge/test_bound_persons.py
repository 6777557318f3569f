"""Who sees whose bills: a person his own and those of his mandates, an office those of its areas, nobody else anything (over HTTP)."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import MandateChangedV1, MandateKind, PersonIdentityUpdatedV1, PersonMergedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind
from payment_bridge.domain.facts import bill_id_of
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, REGION, normal_bill, participation_event, sale_row, sales, token_of
from tests.payment_bridge.running import RunningBridge

LOGIN = "login:0001"


def mandate(person: UUID, *, subject: str = LOGIN, until: date | None = None, version: int = 1) -> Event[MandateChangedV1]:
    data = MandateChangedV1(
        mandate_id=UUID(int=person.int ^ 1), subject=subject, kind=MandateKind.GUARDIAN, from_on=date(2023, 1, 1), until_on=until
    )
    return _event(data, person, version)


def _event(data: Any, person: UUID, version: int = 1) -> Event[Any]:
    return new_event(
        data, aggregate_id=person, aggregate_version=version, person_id=person, region=REGION, occurred_at=MORNING, recorded_at=MORNING
    )


async def with_bill(service: RunningBridge, **changed: Any) -> UUID:
    """A person with a bill; the participation has the id of the person."""
    person = new_id()
    service.clock.move_to(MORNING)
    await service.publish(participation_event(person, **changed))
    await service.next_event("payment.bill.created.v1", person)
    return person


WAYS = ("/bills/{bill}", "/bills?participation_id={person}", "/bills?person_id={person}", "/persons/{person}/timeline")


async def seen(service: RunningBridge, person: UUID, role: str, **claims: Any) -> set[str]:
    """By which ways the caller sees the person's bill."""
    found = set()
    for way in WAYS:
        answer = await service.call_as(way.format(bill=normal_bill(person), person=person), role, **claims)
        if answer.status_code == 200 and answer.json().get("items", True):
            found.add(way)
    return found


def without_request_id(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    return answer.status_code, {name: told for name, told in answer.json().items() if name not in ("request_id", "instance")}


@pytest.mark.parametrize("role", ["citizen", "agent"])
async def test_a_person_sees_his_own_bills_and_a_foreign_id_is_as_one_that_does_not_exist(service: RunningBridge, role: str) -> None:
    person, other = await with_bill(service), await with_bill(service)
    documents = [token_of(person)]
    assert await seen(service, person, role, documents=documents) == set(WAYS)
    assert await seen(service, other, role, documents=documents) == set()
    assert await seen(service, person, role) == set(), "whoever holds the id may not read"
    assert await seen(service, person, role, areas=["44"]) == set(), "areas are for offices"
    nobody = new_id()
    for way in WAYS:
        foreign, unknown = [
            await service.call_as(way.format(bill=normal_bill(one), person=one), role, documents=documents) for one in (other, nobody)
        ]
        assert without_request_id(foreign) == without_request_id(unknown)
    own = (await service.call_as("/me/bills", role, documents=documents)).json()["items"]
    assert [item["person_id"] for item in own] == [str(person)]
    assert (await service.call_as("/me/bills", role)).json()["items"] == []
    assert (await service.call_as("/me/bills", "clerk", areas=["44"])).status_code == 403


async def test_a_mandate_opens_the_bills_of_another_until_it_ends(service: RunningBridge) -> None:
    child, stranger = await with_bill(service), await with_bill(service)
    await service.publish(mandate(child))
    while not (await service.call_as("/me/bills", "citizen", subject=LOGIN)).json()["items"]:
        pass
    assert await seen(service, child, "citizen", subject=LOGIN) == set(WAYS)
    assert await seen(service, child, "citizen", subject="login:0002") == set()
    assert await seen(service, stranger, "citizen", subject=LOGIN) == set()
    service.clock.move_to(MORNING + timedelta(days=1))
    await service.publish(mandate(child, until=MORNING.date(), version=2))
    while await seen(service, child, "citizen", subject=LOGIN):
        pass


@pytest.mark.parametrize(
    ("role", "areas", "ways"),
    [
        ("clerk", ["440783"], 4),
        ("clerk", ["4407"], 4),
        ("clerk", ["440785"], 0),
        ("clerk", [], 0),
        ("reviewer", ["440783"], 4),
        ("operator", ["440785"], 0),
        ("auditor", ["44"], 4),
        ("auditor", [], 0),
        ("tax", ["4407"], 3),
        ("tax", ["4408"], 0),
        ("tax", [], 0),
        ("school", ["44"], 0),
        ("hospital", ["44"], 0),
        ("department", ["44"], 0),
    ],
)
async def test_offices_see_their_areas(service: RunningBridge, role: str, areas: list[str], ways: int) -> None:
    """The tax office reads bills, not people's ways. Documents in the token of an office open nothing."""
    person = await with_bill(service)
    assert len(await seen(service, person, role, areas=areas)) == ways
    assert len(await seen(service, person, role, areas=areas, documents=[token_of(person)])) == ways


async def missed(service: RunningBridge) -> list[tuple[str, str]]:
    """Who missed, oldest first."""
    asked = [f"/audit-rows?subject={kind}&limit=1000" for kind in ("bill", "bills", "timeline")]
    rows = [row for path in asked for row in (await service.call("GET", path, role="auditor")).json()["items"]]
    ordered = sorted(rows, key=lambda row: int(row["id"]))
    return [(row["actor"], row["action"]) for row in ordered if row["action"] == "person.search_missed"]


async def counted(service: RunningBridge) -> float:
    """How many misses the metric tells."""
    lines = (await service.http.get("/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("canbao_looks_missed_total"))


async def test_each_person_that_an_office_reads_is_audited_and_so_is_each_miss(service: RunningBridge) -> None:
    person, nobody = await with_bill(service), new_id()
    before, told = len(await missed(service)), await counted(service)
    for path in (way.format(bill=normal_bill(person), person=person) for way in WAYS):
        await service.call("GET", path, role="clerk", headers={"X-Purpose": "COMPLAINT"})
    assert await service.audited(person) == [("test:clerk", "person.read")] * 4
    rows = (await service.call("GET", f"/audit-rows?subject={person}", role="auditor")).json()["items"]
    assert {row["purpose"] for row in rows} == {"COMPLAINT"}
    for way in WAYS:
        await service.call("GET", way.format(bill=normal_bill(nobody), person=nobody), role="clerk")
        await service.call_as(way.format(bill=normal_bill(person), person=person), "citizen")
    assert (await missed(service))[before:] == [("test:clerk", "person.search_missed"), ("test:citizen", "person.search_missed")] * 4
    assert await counted(service) == told + 8
    assert await service.audited(nobody) == [], "a miss never names what was looked for"
    await seen(service, person, "citizen", documents=[token_of(person)])
    assert len(await service.audited(person)) == 4, "people read themselves without a row"


async def test_a_document_that_is_the_persons_no_more_opens_nothing(bridge: Bridge) -> None:
    """Whatever comes first: the newest telling of a person counts."""
    person = new_id()
    first = participation_event(person, token="a" * 64)
    person_state = participation_event(person, token="b" * 64).data.person
    later = new_event(
        PersonIdentityUpdatedV1(person=person_state),
        aggregate_id=person,
        aggregate_version=2,
        person_id=person,
        region=REGION,
        occurred_at=MORNING,
        recorded_at=MORNING + timedelta(seconds=1),
    )
    for heard in ((first, later), (later, first), (first, later, first, later)):
        await bridge.forget()
        await bridge.hear(*heard)
        assert await bridge.rows("SELECT person_id, token FROM person_tokens") == [(person, "b" * 64)]


async def test_of_two_records_that_are_one_person_both_are_seen(service: RunningBridge) -> None:
    """R-026, also where three become one, in whatever order it is told."""
    kept, merged, third = await with_bill(service), await with_bill(service), await with_bill(service)
    await service.publish(_event(PersonMergedV1(kept_person_id=merged, merged_person_id=third), third))
    await service.publish(_event(PersonMergedV1(kept_person_id=kept, merged_person_id=merged), merged))
    while len((await service.call_as("/me/bills", "citizen", documents=[token_of(kept)])).json()["items"]) < 3:
        pass
    for document in (kept, merged, third):
        own = (await service.call_as("/me/bills", "citizen", documents=[token_of(document)])).json()["items"]
        assert {item["person_id"] for item in own} == {str(kept), str(merged), str(third)}
    bills = (await service.call("GET", f"/bills?person_id={kept}", role="clerk")).json()["items"]
    assert len(bills) == 3


async def test_a_person_sees_what_he_owes_and_gets_a_link_to_pay_it(service: RunningBridge) -> None:
    """B17: for his own people only, while there is something to pay; paid, it is owed no more."""
    other, person = await with_bill(service, benefit_year=2023), await with_bill(service, benefit_year=2023)
    await service.next_event("payment.bill.sent.v1", person)
    bill, documents = bill_id_of(person, BillKind.MIDYEAR, 0), [token_of(person)]
    [due] = (await service.call_as("/me/dues", "citizen", documents=documents)).json()["items"]
    assert (due["bill_id"], due["amount"], due["status"], due["pay_until"]) == (str(bill), "380.00", "TO_PAY", "2023-11-09")
    assert [one["channel_label"] for one in due["channels"]][:2] == ["粤医保", "粤税通"]

    async def link(of: UUID, **claims: Any) -> httpx.Response:
        return await service.call("POST", f"/bills/{of}/payment-links", role="citizen", **claims)

    made = await link(bill, documents=documents)
    assert made.status_code == 201, made.text
    told = jwt.decode(made.json()["link"].rpartition("/")[2], options={"verify_signature": False})
    assert (set(told), told["bill_id"], told["amount"]) == ({"aud", "exp", "bill_id", "amount"}, str(bill), "380.00")
    foreign = [await link(one, documents=documents) for one in (bill_id_of(other, BillKind.MIDYEAR, 0), new_id())]
    assert [without_request_id(one)[0] for one in foreign] == [404, 404]
    waited, _ = await asyncio.gather(
        service.call("GET", f"/bills/{bill}", role="citizen", documents=documents, headers={"Prefer": "wait=10"}),
        service.callback(sales(sale_row("5550001", bill, MORNING.date()) | {"amount": "380.00"}), "msg_link"),
    )
    assert waited.json()["state"] == "PAID", "it shows at once"
    await service.next_event("payment.settled.v1", person)
    assert (await service.call_as("/me/dues", "citizen", documents=documents)).json()["items"] == []
    refused = await link(bill, documents=documents)
    assert (refused.status_code, refused.json()["code"]) == (409, "BILL_PAID")
