"""The tax office answers, and yet not as it should: it is warned of by endpoint, asked again, and all goes on by itself."""

import time
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.gateways import tax_office as gateway
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.use_cases.check_health import tax_and_money_health
from payment_bridge.use_cases.read_figures import endpoint_figures
from service_runtime import HealthFigure
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import normal_bill, participation_event

LEVIES = "/levy-batches"


async def begin(bridge: Bridge, bills: int = 4) -> list[UUID]:
    people = [new_id() for _ in range(bills)]
    await bridge.hear(*(participation_event(person) for person in people))
    await bridge.pass_check()
    return [normal_bill(person) for person in people]


async def health(bridge: Bridge) -> dict[str, HealthFigure]:
    return {one.name: one for one in await tax_and_money_health(bridge.office)(bridge.runtime)}


async def states(bridge: Bridge) -> dict[str, int]:
    return {row.state: row.count for row in await bridge.rows("SELECT state, count(*) FROM bills GROUP BY 1")}


def answering(**changed: Any) -> httpx.Response:
    return httpx.Response(202, json={"batch_id": str(UUID(int=0)), "accepted": 4, "refused": [], **changed})


REFUSED = {"bill_id": str(UUID(int=7)), "code": "RECALLED", "msg": "已撤回"}
NO_ANSWERS = {
    "401": httpx.Response(401),
    "404": httpx.Response(404),
    "409": httpx.Response(409),
    "500": httpx.Response(500),
    "a redirect": httpx.Response(307, headers={"location": "https://elsewhere.invalid/"}),
    "another 2xx": httpx.Response(200, json={}),
    "no JSON": httpx.Response(202, headers={"content-type": "text/html"}, content=b"{}"),
    "broken JSON": httpx.Response(202, headers={"content-type": "application/json"}, content=b'{"batch_id":'),
    "another batch": answering(),
    "not all": answering(accepted=3),
    "none at all": answering(accepted=0),
    "too many": answering(accepted=4, refused=[REFUSED]),
    "strangers refused": answering(accepted=3, refused=[REFUSED]),
    "one refused twice": answering(accepted=2, refused=[REFUSED, REFUSED]),
}


@pytest.mark.parametrize("what", NO_ANSWERS)
async def test_what_is_no_answer_to_the_batch_leaves_it_unanswered(bridge: Bridge, what: str) -> None:
    await begin(bridge)
    bridge.tax.instead[LEVIES] = NO_ANSWERS[what]
    with pytest.raises(TaxOfficeAway):
        await bridge.send()
    ((batch_id,),) = await bridge.rows("SELECT batch_id FROM levy_batches WHERE answered_at IS NULL")
    if what in ("not all", "none at all", "too many", "strangers refused", "one refused twice"):
        told = NO_ANSWERS[what].json() | {"batch_id": str(batch_id)}
        bridge.tax.instead[LEVIES] = httpx.Response(202, json=told)
        await bridge.no_more_waiting()
        with pytest.raises(TaxOfficeAway, match="answer not understood"):
            await bridge.send()
    assert (await states(bridge)) == {"HELD": 4}
    assert (await health(bridge))["tax-office:levies"].output is not None
    assert [path for path in bridge.tax.asked if not path.startswith("/tax-office/")] == []
    del bridge.tax.instead[LEVIES]
    await bridge.no_more_waiting()
    await bridge.send()
    assert (await states(bridge)) == {"SENT": 4}
    assert list(bridge.tax.batches) == [str(batch_id)], "the same batch, under the same id"
    assert (await health(bridge))["tax-office:levies"] == HealthFigure("tax-office:levies", "pass", "ok")


async def test_an_answer_without_end_is_none(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_BYTES", 1000)
    bridge.tax.instead["/ledger"] = httpx.Response(200, headers={"content-type": "application/json"}, content=b" " * 2000)
    with pytest.raises(TaxOfficeAway, match="too large"):
        await bridge.read_ledger()


@pytest.mark.parametrize("status", [401, 404, 409, 422, 500])
async def test_an_endpoint_that_refuses_for_an_hour_warns_by_name_status_and_since_when(bridge: Bridge, status: int) -> None:
    await begin(bridge, 30)
    bridge.tax.instead |= {LEVIES: httpx.Response(status), "/ledger": httpx.Response(status)}
    for _ in range(3):
        await bridge.no_more_waiting()
        with pytest.raises(TaxOfficeAway):
            await bridge.send()
    with pytest.raises(TaxOfficeAway):
        await bridge.read_ledger()
    fresh = await health(bridge)
    assert (fresh["tax-office:levies"].status, fresh["tax-office:levies"].value) == ("pass", f"HTTP {status}")
    await bridge.rows("UPDATE tax_endpoints SET refusing_since = refusing_since - interval '61 minutes' RETURNING 1")
    late = await health(bridge)
    assert {name: late[f"tax-office:{name}"].status for name in ("levies", "ledger", "recalls")} == {
        "levies": "warn",
        "ledger": "warn",
        "recalls": "pass",
    }
    assert f"HTTP {status} since 20" in str(late["tax-office:levies"].output)
    async with bridge.runtime.database.read() as read:
        (family,) = await endpoint_figures(read)
    told = {one.labels["kind"]: (one.labels["status"], one.value) for one in family.samples}
    assert told["LEVIES"][0] == f"HTTP {status}"
    assert 3600 < time.time() - told["LEVIES"][1] < 3900
    assert told["RECALLS"] == ("", 0.0)
    bridge.tax.instead.clear()
    await bridge.no_more_waiting()
    await bridge.send()
    await bridge.read_ledger()
    assert {one.status for name, one in (await health(bridge)).items() if name.startswith("tax-office:")} == {"pass"}
    assert (await states(bridge)).get("FAILED_SYSTEM", 0) <= 15


async def test_an_endpoint_that_refuses_every_body_gives_back_few_bills(bridge: Bridge) -> None:
    """422 for whatever is sent is no fault of the data: splitting stops."""
    await begin(bridge, 40)
    bridge.tax.instead[LEVIES] = httpx.Response(422)
    with pytest.raises(TaxOfficeAway):
        await bridge.send()
    assert (await states(bridge))["HELD"] > 25
    bridge.tax.instead.clear()
    await bridge.no_more_waiting()
    await bridge.send()
    found = await states(bridge)
    assert found["SENT"] + found["FAILED_SYSTEM"] == 40
    assert found["SENT"] > 25
    refused = [case for case in await bridge.cases() if case.kind == "LEVY_REFUSED"]
    assert (len(refused), {case.code for case in refused}) == (found["FAILED_SYSTEM"], {"HTTP_422"})


@pytest.mark.parametrize("wish", ["120", "Wed, 21 Oct 2099 07:28:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
async def test_the_office_is_not_called_before_it_asked_to_be(bridge: Bridge, status: int, wish: str) -> None:
    await begin(bridge)
    bridge.tax.instead[LEVIES] = httpx.Response(status, headers={"retry-after": wish})
    for _ in range(3):
        with pytest.raises(TaxOfficeAway):
            await bridge.send()
    assert len([path for path in bridge.tax.asked if path.endswith(LEVIES)]) == 1
    ((seconds,),) = await bridge.rows("SELECT extract(epoch FROM not_before - clock_timestamp())::int FROM tax_endpoints")
    assert 110 <= seconds <= 3600
    await bridge.read_ledger()
    bridge.tax.instead["/ledger"] = httpx.Response(status, headers={"retry-after": wish})
    for _ in range(3):
        with pytest.raises(TaxOfficeAway):
            await bridge.read_ledger()
    assert len([path for path in bridge.tax.asked if path.endswith("/ledger")]) == 2, "once in vain"


async def test_pauses_grow_to_a_bound(bridge: Bridge) -> None:
    bridge.tax.instead["/ledger"] = httpx.Response(500)
    pauses = []
    for _ in range(12):
        with pytest.raises(TaxOfficeAway):
            await bridge.read_ledger()
        ((seconds,),) = await bridge.rows("SELECT extract(epoch FROM not_before - clock_timestamp())::float8 FROM tax_endpoints")
        pauses.append(seconds)
        await bridge.no_more_waiting()
    assert pauses[0] < 1 < pauses[4] < pauses[7] <= 60
    assert pauses[-1] <= 60


async def test_refused_bills_become_cases_by_their_reason(bridge: Bridge) -> None:
    bills = await begin(bridge, 3)
    bridge.tax.refuse = {str(bills[1])}
    await bridge.send()
    (case,) = await bridge.cases()
    assert (case.kind, case.bill_id, case.code) == ("LEVY_REFUSED", bills[1], "AMOUNT_INVALID")
    assert (await states(bridge)) == {"SENT": 2, "FAILED_SYSTEM": 1}


async def test_a_recall_that_is_refused_for_one_bill_is_split_and_goes_on(bridge: Bridge) -> None:
    bad = new_id()
    recalled = [new_id() for _ in range(6)] + [bad]
    for bill_id in recalled:
        await bridge.rows("INSERT INTO recalls (bill_id, reason) VALUES (:id, '应征已取消') RETURNING 1", id=bill_id)
    bridge.tax.unreadable = {str(bad)}
    await bridge.send()
    assert sorted(bridge.tax.recalled) == sorted(str(bill_id) for bill_id in recalled[:-1])
    (case,) = await bridge.cases()
    assert (case.kind, case.bill_id, case.code) == ("RECALL_REFUSED", bad, "HTTP_422")
    assert await bridge.rows("SELECT 1 FROM recalls WHERE recalled_at IS NULL") == []


async def test_recalls_go_on_while_levies_are_refused(bridge: Bridge) -> None:
    await begin(bridge)
    bridge.tax.instead[LEVIES] = httpx.Response(401)
    await bridge.rows("INSERT INTO recalls (bill_id, reason) VALUES (gen_random_uuid(), '应征已取消') RETURNING 1")
    for _ in range(2):
        with pytest.raises(TaxOfficeAway):
            await bridge.send()
    assert len(bridge.tax.recalled) == 1
    assert {row.endpoint for row in await bridge.rows("SELECT endpoint FROM tax_endpoints")} == {TaxEndpoint.LEVIES}
