"""Operators see what was told to the tax office, have it sent again, and enable an endpoint that answered 410."""

import httpx

from enrolment_terms.identifiers import new_id
from tests.figures.asking import checks_once, value
from tests.payment_bridge.builders import participation_event
from tests.payment_bridge.running import RunningBridge

CHECK = {"region": "440700", "benefit_year": 2024, "note": ""}
EXHAUSTED = "UPDATE outgoing_messages SET state = 'EXHAUSTED', error = 'HTTP 503' RETURNING message_id"


async def test_a_message_is_listed_with_its_attempts_and_sent_again_by_an_operator(service: RunningBridge) -> None:
    person = new_id()
    service.tax.instead["/levy-batches"] = httpx.Response(410)
    await service.publish(participation_event(person))
    await service.by_two("/levy-checks", json=CHECK)
    gone = await checks_once(service.http, lambda checks: checks["tax-office:levies"]["observedValue"] == "disabled")
    assert gone["tax-office:levies"]["status"] == "warn"
    assert await value(service.http, "canbao_tax_endpoint_disabled", kind="LEVIES") == 1
    (endpoint,) = [one for one in (await service.call("GET", "/tax-endpoints")).json()["items"] if one["disabled"]]
    assert (endpoint["endpoint"], endpoint["error"]) == ("LEVIES", "HTTP 410")
    (listed,) = (await service.call("GET", "/outgoing?kind=LEVIES")).json()["items"]
    assert (listed["state"], listed["attempts"], listed["error"]) == ("PENDING", 1, "HTTP 410")
    assert (await service.call("GET", "/outgoing?state=ANSWERED")).json()["items"] == []
    (attempt,) = (await service.call("GET", f"/outgoing/{listed['message_id']}/attempts")).json()["items"]
    assert (attempt["contact"], attempt["outcome"]) == ("SEND", "HTTP 410")
    service.tax.instead.clear()

    assert (await service.call("POST", "/tax-endpoints/RECALLS/enable")).status_code == 409
    await service.by_two("/tax-endpoints/LEVIES/enable")
    await service.next_event("payment.bill.sent.v1", person)
    (listed,) = (await service.call("GET", "/outgoing?state=ANSWERED")).json()["items"]
    place = f"/outgoing/{listed['message_id']}"
    assert (await service.call("POST", f"{place}/replay")).json()["code"] == "MESSAGE_NOT_REPLAYABLE"
    assert (await service.call("POST", f"/outgoing/{new_id()}/replay")).status_code == 404
    assert (await service.call("GET", f"/outgoing/{new_id()}/attempts")).status_code == 404

    await service.rows("UPDATE levy_batches SET body_sealed = 'x', answered_at = NULL RETURNING 1")
    await service.rows(EXHAUSTED)
    assert (await checks_once(service.http, lambda _: True))["outgoing:exhausted"]["status"] == "warn"
    assert await value(service.http, "canbao_outgoing_messages", state="EXHAUSTED") == 1
    again = (await service.call("POST", f"{place}/replay")).json()
    assert (again["state"], again["tries"]) == ("PENDING", 0)
    told = await service.rows(
        "SELECT action, subject FROM audit_rows WHERE action IN ('outgoing.replay', 'tax_endpoint.enable') ORDER BY 1"
    )
    assert told == [("outgoing.replay", listed["message_id"]), ("tax_endpoint.enable", "LEVIES")]


async def test_the_ledger_of_the_tax_office_is_read_once_more_when_an_operator_asks(service: RunningBridge) -> None:
    """R-096: from its beginning, in the background."""
    while (await service.call("GET", "/tax-ledger")).json()["read_at"] is None:
        pass
    service.tax.note("1000000001", new_id(), "2023-10-20")
    asked = await service.call("POST", "/tax-ledger/rereads")
    assert (asked.status_code, asked.json()["is_rereading"], asked.json()["reread_after"]) == (202, True, None)
    while await service.rows("SELECT 1 FROM ledger_cursor WHERE reread_after IS NOT NULL"):
        pass
    state = (await service.call("GET", "/tax-ledger")).json()
    assert (state["after"], state["is_rereading"]) == ("1000000001", False)
    assert state["reread_at"] is not None
