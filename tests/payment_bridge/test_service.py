"""The service over HTTP, with its background work running."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from tests.payment_bridge.builders import KAIPING, deductions, normal_bill, participation_event, sale_row, sales, success_row
from tests.payment_bridge.running import NEXT_SECRET, WEBHOOK, RunningBridge

OTHER_SECRET = "whsec_" + "b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlcg=="
CHECK = {"region": "440700", "benefit_year": 2024, "note": "江门市统一核定"}


async def test_from_registration_to_settled_money(service: RunningBridge) -> None:
    person = new_id()
    service.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    await service.publish(participation_event(person))
    created = await service.next_event("payment.bill.created.v1", person)
    assert created.data.amount == 40600
    assert (await service.by_two("/levy-checks", json=CHECK)).status_code == 200
    sent = await service.next_event("payment.bill.sent.v1", person)
    assert (sent.data.state, sent.data.resend_no) == ("SENT", 0)
    answer = await service.callback(deductions(success_row(_serial(), normal_bill(person), date(2023, 10, 20))), f"msg_{person}")
    assert (answer.status_code, answer.json()) == (202, {"received": True, "rows": 1, "set_aside": [], "noted": []})
    settled = await service.next_event("payment.settled.v1", person)
    assert (settled.data.arrival_date, settled.data.group_complete, settled.aggregateversion) == (date(2023, 10, 20), True, 3)

    bills = (await service.call("GET", "/bills", role="clerk", params={"participation_id": str(person)})).json()["items"]
    assert [(bill["state"], bill["amount"], bill["payments"][0]["state"]) for bill in bills] == [("PAID", "406.00", "SETTLED")]
    told = (await service.call("GET", f"/persons/{person}/timeline", role="clerk")).json()["items"]
    assert [item["code"] for item in told] == ["BILL_CREATED", "SENT", "MONEY"]
    assert told[2]["what"] == "银行代扣 406.00 元：缴费到账"
    progress = (await service.call("GET", "/progress")).json()
    assert progress["paid"] >= 1
    assert progress["callbacks"]["pending"] == 0


async def test_the_same_webhook_three_times_is_one_payment(service: RunningBridge) -> None:
    """V-60: 200 on repeats."""
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    body = sales(sale_row(serial := _serial(), normal_bill(person), date(2023, 10, 12)))
    assert [(await service.callback(body, f"msg_{person}")).status_code for _ in range(3)] == [202, 200, 200]
    await service.next_event("payment.settled.v1", person)
    assert len(await service.rows(f"SELECT 1 FROM payments WHERE tax_serial = '{serial}'")) == 1


async def test_unsigned_stale_and_foreign_callbacks_change_nothing(service: RunningBridge) -> None:
    before = await service.rows("SELECT count(*) FROM tax_callbacks")
    body = sales(sale_row("77", new_id(), date(2023, 10, 12)))
    refused = [
        await service.http.post(WEBHOOK, content=body),
        await service.callback(body, "stale", age=timedelta(minutes=6)),
        await service.callback(body, "early", age=timedelta(minutes=-6)),
        await service.callback(body, "foreign", secret=OTHER_SECRET),
        await service.callback(body, "x" * 300),
    ]
    assert {answer.status_code for answer in refused} == {401}
    assert {answer.json()["code"] for answer in refused} == {"SIGNATURE_INVALID"}
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in refused)
    assert await service.rows("SELECT count(*) FROM tax_callbacks") == before


async def test_a_changed_body_is_refused(service: RunningBridge) -> None:
    body = sales(sale_row("78", new_id(), date(2023, 10, 12)))
    good = await service.callback(body, "signed-once")
    headers = {name: good.request.headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    assert (await service.http.post(WEBHOOK, content=body.replace(b"406.00", b"406.01"), headers=headers)).status_code == 401


async def test_both_secrets_hold_while_one_is_changed(service: RunningBridge) -> None:
    body = sales(sale_row(_serial(), new_id(), date(2023, 10, 12)))
    assert (await service.callback(body, "by-the-next-secret", secret=NEXT_SECRET)).status_code == 202


async def test_signed_but_not_json_is_400(service: RunningBridge) -> None:
    answer = await service.callback(b'{"type": ', "broken")
    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")


async def test_a_callback_that_cannot_be_processed_stands_alone(service: RunningBridge) -> None:
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    assert (await service.callback(b'{"type":"tax.unheard.of","data":{}}', f"odd_{person}")).status_code == 202
    nothing = sale_row(_serial(), normal_bill(person), date(2023, 10, 12)) | {"amount": "0.00"}
    answer = await service.callback(sales(nothing, good := sale_row(_serial(), new_id(), date(2023, 10, 12))), f"nothing_{person}")
    aside = {"place": 0, "tax_serial": nothing["serial"], "field": "amount", "rule": "money that arrived is more than nothing"}
    told = answer.json()
    assert (answer.status_code, told["rows"], told["set_aside"]) == (202, 2, [aside])
    assert [(one["place"], one["tax_serial"], one["row_outcome"]) for one in told["noted"]] == [(1, good["serial"], "UNKNOWN_BILL")]
    await service.callback(sales(sale_row(_serial(), normal_bill(person), date(2023, 10, 12))), f"good_{person}")
    await service.next_event("payment.settled.v1", person)
    failed = (await service.call("GET", "/callbacks")).json()["items"]
    assert f"odd_{person}" in {item["webhook_id"] for item in failed}
    assert len(await service.rows(f"SELECT 1 FROM payments WHERE tax_serial = '{good['serial']}'")) == 1
    assert "406" not in str([item["error"] for item in failed])
    told = {item["webhook_id"]: (item["field"], item["rule"]) for item in failed}
    assert told[f"odd_{person}"] == ("type", "Invalid enum value")
    (case,) = [one for one in await cases(service) if one["tax_serial"] == nothing["serial"]]
    assert (case["kind"], case["kind_label"], case["area"], case["field"]) == ("ROW_NOT_READ", "明细无法识别", KAIPING, "amount")
    assert (await service.by_two(f"/tax-cases/{case['case_id']}/retry")).json()["code"] == "ROW_NOT_TAKEN"
    replay = await service.by_two(f"/callbacks/odd_{person}/replay")
    assert (replay.status_code, replay.json()["items"][0]["state"]) == (200, "PENDING")
    assert (await service.by_two(f"/callbacks/good_{person}/replay")).status_code == 404


async def cases(
    service: RunningBridge, role: str = "operator", areas: Sequence[str] = ("4407",), state: str = "OPEN"
) -> list[dict[str, Any]]:
    """Those that somebody is shown."""
    shown: list[dict[str, Any]] = (await service.call_as(f"/tax-cases?state={state}&limit=200", role, areas)).json()["items"]
    return shown


async def test_a_row_that_was_set_aside_is_taken_or_given_up_by_two(service: RunningBridge) -> None:
    people = [new_id(), new_id()]
    for person in people:
        await service.publish(participation_event(person))
        await service.next_event("payment.bill.created.v1", person)
    rows = [sale_row(_serial(), normal_bill(person), date(2023, 10, 12)) | {"channel": "NEW_CHANNEL"} for person in people]
    await service.callback(sales(*rows), f"aside_{people[0]}")
    serials = [row["serial"] for row in rows]
    while len(found := [one for one in await cases(service) if one["tax_serial"] in serials]) < 2:
        pass
    first, second = sorted(found, key=lambda one: serials.index(one["tax_serial"]))
    assert [one["tax_serial"] for one in await cases(service, "clerk", ["440785"]) if one["tax_serial"] in serials] == []
    assert {one["area"] for one in await cases(service, "clerk", ["440783"]) if one["tax_serial"] in serials} == {KAIPING}
    path, reason = f"/tax-cases/{first['case_id']}", {"reason": " 税务部门确认无此笔 "}
    alone = await service.call("POST", f"{path}/close", json=reason)
    assert (alone.status_code, alone.json()["state"]) == (202, "WAITING_FOR_SECOND"), "to give up money takes two"
    closed = (await service.by_two(f"{path}/close", json=reason)).json()
    assert (closed["state"], closed["close_reason"]) == ("CLOSED", "税务部门确认无此笔")
    assert (await service.by_two(f"{path}/retry")).json()["code"] == "ALREADY_DECIDED"
    assert (await service.call("POST", f"/tax-cases/{new_id()}/close", json=reason)).json()["code"] == "TAX_CASE_NOT_FOUND"
    await mend(service, second["case_id"], rows[1] | {"channel": "TAX_HALL"})
    assert (await service.by_two(f"/tax-cases/{second['case_id']}/retry")).json()["state"] == "RESOLVED"
    settled = await service.next_event("payment.settled.v1", people[1])
    assert settled.data.tax_serial == rows[1]["serial"]
    assert [row for row in await service.audited(second["case_id"]) if row[1] == "tax_case.row_taken"] != []


async def mend(service: RunningBridge, case_id: str, row: dict[str, Any]) -> None:
    """As if this version knew the channel: the row is another one."""
    raw = msgspec.json.encode({"type": "tax.payment.received", "row": row, "round_no": 0, "batch_id": None})
    async with service.app.state.runtime.database.transaction() as tx:
        await tx.driver.execute("SET LOCAL session_replication_role = replica")
        sealed = tx.safe.seal_bytes(raw, "tax-row", case_id)
        await tx.driver.execute("UPDATE tax_cases SET raw_sealed = $1 WHERE case_id = $2", sealed, case_id)


async def discard(service: RunningBridge, *ids: str, reason: str = "测试数据", role: str = "operator") -> httpx.Response:
    return await service.by_two("/callbacks/discard", json={"ids": ids, "reason": reason}, role=role)


async def callbacks_in(service: RunningBridge, state: str) -> dict[str, Any]:
    items = (await service.call("GET", f"/callbacks?state={state}")).json()["items"]
    return {item["webhook_id"]: item for item in items}


async def test_a_failed_callback_is_discarded_with_a_reason(service: RunningBridge) -> None:
    first, second = f"first_{new_id()}", f"second_{new_id()}"
    for webhook_id in (first, second):
        await service.callback(b'{"type":"tax.unheard.of","data":{}}', webhook_id)
    while not {first, second} <= (failed := await callbacks_in(service, "FAILED")).keys():
        pass
    assert (await discard(service, first, first, reason="  税务方联调 ")).json() == {"discarded": 1}
    given_up = (await callbacks_in(service, "DISCARDED"))[first]
    assert (given_up["discarded_by"], given_up["discard_reason"]) == ("test:operator", "税务方联调")
    for ids in ([first], [first, second], ["never"]):
        assert (await discard(service, *ids)).json()["code"] == "ALREADY_DECIDED"
    assert second in await callbacks_in(service, "FAILED"), "all or none"
    assert (await discard(service, *(failed.keys() - {first}))).status_code == 200
    ready = (await service.http.get("/payment-bridge/readyz")).json()
    assert (ready["checks"]["callbacks:failed"][0]["status"], ready["checks"]["callbacks:failed"][0]["observedValue"]) == ("pass", 0)
    assert (await service.callback(b'{"type":"tax.unheard.of","data":{}}', first)).status_code == 200
    assert first in await callbacks_in(service, "DISCARDED"), "the same callback once more changes nothing"
    assert (await service.by_two(f"/callbacks/{first}/replay")).status_code == 200
    while first not in (again := await callbacks_in(service, "FAILED")):
        pass
    assert again[first]["discard_reason"] is None
    audited = (await service.call("GET", "/audit-rows?subject=payment-bridge", role="auditor")).json()["items"]
    assert [(row["actor"], row["action"], row["detail"]) for row in audited][:1] == [
        ("test:operator", "callbacks.discarded", {"ids": [first], "with_reason": True})
    ]


async def test_of_two_operators_one_discards_a_callback_and_the_other_is_told(service: RunningBridge) -> None:
    webhook_id = f"both_{new_id()}"
    await service.callback(b'{"type":"tax.unheard.of","data":{}}', webhook_id)
    while webhook_id not in await callbacks_in(service, "FAILED"):
        pass
    answers = await asyncio.gather(*(discard(service, webhook_id) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_a_bill_of_another_area_is_not_there(service: RunningBridge) -> None:
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    path = f"/bills/{normal_bill(person)}"
    assert (await service.call("GET", path, role="clerk", area="440783")).status_code == 200
    assert (await service.call("GET", path, role="clerk", area="440785")).status_code == 404
    assert (await service.call("GET", f"/persons/{person}/timeline", role="clerk", area="440785")).status_code == 404
    found = await service.call("GET", "/bills", role="clerk", area="440785", params={"person_id": str(person)})
    assert found.json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("method", "path", "body", "role", "status"),
    [
        ("POST", "/levy-checks", CHECK, "clerk", 403),
        ("POST", "/levy-checks", CHECK | {"region": "440783"}, "operator", 422),
        ("POST", "/levy-checks", CHECK | {"more": 1}, "operator", 422),
        ("POST", "/levy-checks", CHECK | {"note": "a\x00b"}, "operator", 422),
        ("POST", "/callbacks/%00/replay", None, "operator", 422),
        ("POST", "/callbacks/discard", {"ids": ["a"], "reason": "原因"}, "auditor", 403),
        ("POST", "/callbacks/discard", {"ids": ["a"], "reason": " "}, "operator", 422),
        ("POST", "/callbacks/discard", {"ids": [], "reason": "原因"}, "operator", 422),
        ("POST", "/callbacks/discard", {"ids": ["a\x00"], "reason": "原因"}, "operator", 422),
        ("POST", "/levy-checks", CHECK | {"benefit_year": 2060}, "operator", 422),
        ("POST", "/levy-checks", CHECK, "reviewer", 404),
        ("GET", f"/bills/{UUID(int=1)}", None, "school", 403),
        ("GET", f"/bills/{UUID(int=1)}", None, "hospital", 403),
        ("GET", "/differences", None, "tax", 403),
        ("POST", f"/differences/{UUID(int=1)}/close", {"reason": "原因"}, "operator", 404),
        ("POST", f"/differences/{UUID(int=1)}/close", {"reason": " "}, "operator", 422),
        ("POST", f"/differences/{UUID(int=1)}/close", {"reason": "原因"}, "auditor", 403),
        ("POST", "/period-ends", {"region": "440700", "benefit_year": 2024}, "operator", 409),
        ("POST", "/period-ends", {"region": "440700", "benefit_year": 2024, "limit": 0}, "operator", 422),
        ("GET", "/bills", None, "clerk", 400),
        ("GET", "/bills/nonsense", None, "clerk", 422),
        ("GET", f"/bills/{UUID(int=1)}", None, "clerk", 404),
        ("GET", "/payments?state=SETTLED", None, "clerk", 422),
        ("GET", "/callbacks", None, "clerk", 403),
        ("POST", f"/bills/{UUID(int=1)}/resend", None, "operator", 400),
    ],
)
async def test_what_is_refused(service: RunningBridge, method: str, path: str, body: object, role: str, status: int) -> None:
    service.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    answer = await service.call(method, path, role=role, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_half_a_character_is_refused(service: RunningBridge) -> None:
    body = b'{"region": "440700", "benefit_year": 2024, "note": "\\ud800"}'
    answer = await service.by_two("/levy-checks", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


async def test_a_signed_callback_with_impossible_text_is_set_aside(service: RunningBridge) -> None:
    bill = new_id()
    body = sales(sale_row(_serial(), bill, date(2023, 10, 12))).replace(b"YUE_SHUITONG", b"YUE\\u0000\\ud800")
    assert (await service.callback(body, f"impossible_{bill}")).status_code in (202, 400)
    assert (await service.callback(sales(sale_row(_serial(), bill, date(2023, 10, 12))), f"after_{bill}")).status_code == 202


async def test_a_refused_bill_is_sent_again_by_an_operator(service: RunningBridge) -> None:
    """payment.bill.failed."""
    person = new_id()
    service.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    service.tax.refuse.add(str(normal_bill(person)))
    await service.by_two("/levy-checks", json=CHECK)
    await service.publish(participation_event(person))
    failed = await service.next_event("payment.bill.failed.v1", person)
    assert (failed.data.state, failed.data.cause) == ("FAILED_SYSTEM", "DATA_ERROR")
    service.tax.refuse.clear()
    path = f"/bills/{normal_bill(person)}/resend"
    answer = await service.call("POST", path, headers={"Idempotency-Key": f"resend-{person}"})
    assert (answer.status_code, answer.json()["state"]) == (202, "RESEND_QUEUED")
    sent = await service.next_event("payment.bill.sent.v1", person)
    assert sent.data.resend_no == 1
    again = await service.call("POST", path, headers={"Idempotency-Key": f"again-{person}"})
    assert (again.status_code, again.json()["code"]) == (409, "TRANSITION_REFUSED")
    assert await service.audited(normal_bill(person)) == [("test:operator", "bill.resend")]


async def test_acts_of_operators_are_audited(service: RunningBridge) -> None:
    """R-009."""
    person, year = new_id(), 2026
    service.clock.move_to(datetime(2026, 1, 1, 9, tzinfo=SHANGHAI))
    for path, act in (("/levy-checks", CHECK | {"benefit_year": year}), ("/period-ends", {"region": "440700", "benefit_year": year})):
        answer = await service.by_two(path, json=act)
        assert answer.status_code == 200, answer.text
    assert await service.audited(f"440700/{year}") == [("test:operator", "levy.check_passed"), ("test:operator", "period.ended")]
    await service.callback(b'{"type":"tax.unheard.of","data":{}}', f"audited_{person}")
    while f"audited_{person}" not in await callbacks_in(service, "FAILED"):
        pass
    await service.by_two(f"/callbacks/audited_{person}/replay")
    assert await service.audited(f"audited_{person}") == [("test:operator", "callback.replay")]


async def test_money_to_look_at_is_listed(service: RunningBridge) -> None:
    bill, serial = new_id(), _serial()
    await service.callback(sales(sale_row(serial, bill, date(2023, 10, 12))), f"unknown_{bill}")
    items: list[str] = []
    while serial not in items:
        answer = await service.call("GET", "/payments?state=UNMATCHED", role="clerk", area="44")
        items = [item["tax_serial"] for item in answer.json()["items"]]
    ready = (await service.http.get("/payment-bridge/readyz")).json()
    assert ready["checks"]["payments:unknown"][0]["observedValue"] >= 1


async def pages(service: RunningBridge, path: str) -> list[list[Any]]:
    """The items of all pages of a list, two on each."""
    found, after = [], ""
    while True:
        page = (await service.call("GET", f"{path}&limit=2{after}")).json()
        found.append(page["items"])
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


@pytest.mark.parametrize("path", ["/payments?state=UNMATCHED", "/callbacks?state=FAILED"])
async def test_work_lists_come_in_pages_newest_first(service: RunningBridge, path: str) -> None:
    for number in range(5):
        await service.callback(sales(sale_row(_serial(), new_id(), date(2023, 10, 12))), f"money_{new_id()}")
        await service.callback(b'{"type":"tax.unheard.of","data":{}}', f"failed_{number}_{new_id()}")
    while (await service.call("GET", "/callbacks?state=PENDING")).json()["items"]:
        pass
    whole = (await service.call("GET", f"{path}&limit=1000")).json()["items"]
    found = await pages(service, path)
    assert [item for page in found for item in page] == whole
    assert {len(page) for page in found[:-1]} == {2}
    assert 1 <= len(found[-1]) <= 2
    assert [item["received_at"] for item in whole] == sorted((item["received_at"] for item in whole), reverse=True)
    assert all(item["received_at"].endswith("+08:00") for item in whole)


_ANY_HEADER = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    webhook_id=_ANY_HEADER,
    stamp=st.one_of(_ANY_HEADER, st.floats().map(str), st.integers().map(str)),
    signature=st.one_of(_ANY_HEADER, st.sampled_from(["v1", "v1,", "v1,a,b", "v1,é", ",", " ", "v2,YQ== v1,YQ", "v1,===="])),
)
async def test_garbage_is_never_a_server_error(service: RunningBridge, body: bytes, webhook_id: str, stamp: str, signature: str) -> None:
    """P21."""
    before = await service.rows("SELECT count(*) FROM tax_callbacks")
    headers = {"webhook-id": webhook_id, "webhook-timestamp": stamp, "webhook-signature": signature}
    answer = await service.http.post(
        WEBHOOK, content=body, headers=[(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    )
    assert 400 <= answer.status_code < 500
    assert await service.rows("SELECT count(*) FROM tax_callbacks") == before


_serials = iter(range(5_000_000_000, 6_000_000_000))


def _serial() -> str:
    """A serial of its own."""
    return str(next(_serials))


async def test_each_row_of_a_callback_has_an_answer_of_its_own(service: RunningBridge) -> None:
    """R-057: taken, told before, told otherwise before, of a bill that is not there yet, not read."""
    person = new_id()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    first = sale_row(_serial(), normal_bill(person), date(2023, 10, 12))
    await service.callback(sales(first), f"first_{person}")
    await service.next_event("payment.settled.v1", person)
    rows = (first, first | {"amount": "400.00"}, {"serial": "x"}, sale_row(_serial(), new_id(), date(2023, 10, 12)))
    new = sale_row(_serial(), normal_bill(person), date(2023, 10, 13))
    told = (await service.callback(sales(*rows, new), f"second_{person}")).json()
    assert [(one["place"], one["row_outcome"]) for one in told["noted"]] == [(0, "TOLD_BEFORE"), (1, "TOLD_OTHERWISE"), (3, "UNKNOWN_BILL")]
    assert ([one["place"] for one in told["set_aside"]], told["rows"]) == ([2], 5)
