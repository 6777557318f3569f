"""Operators list, inspect and replay dead letters; auditors read who did what."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import Handlers
from tests.conftest import FreshDatabase
from tests.event_keys import BusOfOwners
from tests.service_runtime.sample_service import Sample, running_sample


class Handler:
    """Fails until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.taken = 0

    async def __call__(self, tx: Any, events: Sequence[Event[Any]]) -> None:
        if not self.mended:
            raise ValueError("cannot take it")
        self.taken += len(events)

    @property
    def handlers(self) -> Handlers:
        return {ApplicationSubmittedV1: self}


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path, handler: Handler) -> AsyncIterator[Sample]:
    """A sample service that hears its own events."""
    async with running_sample(await fresh_database("operations"), tmp_path, bus=BusOfOwners(), handlers=handler.handlers) as running:
        yield running


def as_role(sample: Sample, role: str) -> dict[str, str]:
    return sample.headers(sample.issuer.mint(f"{role}-1", [role], ["44"]))


async def by_two(sample: Sample, path: str, body: object) -> httpx.Response:
    """What the second of two operators is answered, or the first one where it does not come to that."""
    first = sample.headers(sample.issuer.mint("operator-0", ["operator"], ["44"]))
    answer = await sample.client.post(f"/sample/v1/dead-letters{path}", json=body, headers=first)
    if answer.status_code != 202 or answer.json()["state"] != "WAITING_FOR_SECOND":
        return answer
    return await sample.client.post(f"/sample/v1/dead-letters{path}", json=body, headers=as_role(sample, "operator"))


async def replayed(sample: Sample, body: object) -> tuple[int, int, int]:
    """Replayed, failed and gone of a replay that two operators asked for, at its end."""
    answer = await by_two(sample, "/replay", body)
    told = answer.json()
    assert (answer.status_code, told["state"]) == (202, "RUNNING")
    while told["state"] == "RUNNING":
        found = await sample.client.get(f"/sample/v1/replays/{told['replay_id']}", headers=as_role(sample, "operator"))
        told = found.json()
    assert (told["state"], told["total"]) == ("DONE", told["replayed"] + told["failed"] + told["gone"])
    return told["replayed"], told["failed"], told["gone"]


async def dead_letters(sample: Sample, count: int) -> list[dict[str, Any]]:
    """The dead letters, once there are `count`."""
    items: list[dict[str, Any]] = []
    while len(items) < count:
        items = (await sample.client.get("/sample/v1/dead-letters", headers=as_role(sample, "operator"))).json()["items"]
    return items


async def test_a_dead_letter_is_listed_inspected_replayed_and_audited(sample: Sample, handler: Handler) -> None:
    operator = as_role(sample, "operator")
    for number in range(2):
        assert (await sample.take(f"poison {number}", f"poison-{number}")).status_code == 201
    items = await dead_letters(sample, 2)
    whole = (await sample.client.get(f"/sample/v1/dead-letters/{items[0]['id']}", headers=operator)).json()
    assert whole["event_type"] == ApplicationSubmittedV1.event_type
    assert whole["event_id"] in whole["event"]
    ready = (await sample.client.get("/readyz")).json()
    assert (ready["status"], ready["checks"]["deadletters:count"][0]["observedValue"]) == ("warn", 2)
    assert "canbao_dead_letters 2.0" in (await sample.client.get("/metrics")).text
    page = (await sample.client.get("/sample/v1/dead-letters?limit=1", headers=operator)).json()
    assert (len(page["items"]), page["next"]) == (1, items[0]["id"])
    handler.mended = True
    assert await replayed(sample, {"ids": [items[0]["id"], "987654"]}) == (1, 0, 1)
    assert await replayed(sample, {}) == (1, 0, 0)
    listed = (await sample.client.get("/sample/v1/replays?limit=1", headers=operator)).json()
    assert [(one["asked_by"], one["state_label"], one["total"]) for one in listed["items"]] == [("operator-1", "已完成", 1)]
    older = (await sample.client.get(f"/sample/v1/replays?after={listed['next']}", headers=operator)).json()
    assert [one["total"] for one in older["items"]] == [2]
    assert (await sample.client.get("/sample/v1/replays/987654", headers=operator)).status_code == 404
    assert handler.taken == 2
    assert (await sample.client.get("/sample/v1/dead-letters", headers=operator)).json() == {"items": [], "next": None}
    audited = (await sample.client.get("/sample/v1/audit-rows?subject=sample", headers=as_role(sample, "auditor"))).json()["items"]
    assert [(row["actor"], row["action"]) for row in audited] == [("operator-1", "dead_letters.replayed")] * 2


async def discard(sample: Sample, ids: object, reason: object = "测试数据") -> httpx.Response:
    return await by_two(sample, "/discard", {"ids": ids, "reason": reason})


async def test_a_dead_letter_is_discarded_with_a_reason_and_audited(sample: Sample, handler: Handler) -> None:
    operator = as_role(sample, "operator")
    for number in range(2):
        await sample.take(f"poison {number}", f"discard-{number}")
    first, second = [item["id"] for item in await dead_letters(sample, 2)]
    discarded = await discard(sample, [first, first], "  测试数据，电话13812345678\u3000")
    assert (discarded.status_code, discarded.json()) == (200, {"discarded": 1})
    (kept,) = (await sample.client.get("/sample/v1/dead-letters?state=discarded", headers=operator)).json()["items"]
    assert (kept["id"], kept["discarded_by"]) == (first, "operator-1")
    assert kept["discarded_at"]
    assert kept["discard_reason"] == "测试数据，电话13812345678", "operators read it as it was written"
    async with sample.runtime.database.read() as read:
        stored = str(await read.driver.fetch("SELECT l::text FROM dead_letters AS l UNION ALL SELECT a::text FROM audit_rows AS a"))
    assert "13812345678" not in stored
    assert "测试数据" not in stored
    assert (await sample.client.get(f"/sample/v1/dead-letters/{first}", headers=operator)).json()["discarded_by"] == "operator-1"
    (still_open,) = (await sample.client.get("/sample/v1/dead-letters", headers=operator)).json()["items"]
    assert (still_open["id"], still_open["discarded_at"]) == (second, None)

    for ids in ([first], [first, second], ["123456789"]):
        refused = await discard(sample, ids)
        assert (refused.status_code, refused.json()["code"]) == (409, "ALREADY_DECIDED")
    assert [item["id"] for item in await dead_letters(sample, 1)] == [second], "all or none"

    await discard(sample, [second])
    ready = (await sample.client.get("/readyz")).json()
    assert (ready["status"], ready["checks"]["deadletters:count"][0]["observedValue"]) == ("pass", 0)
    handler.mended = True
    assert await replayed(sample, {}) == (0, 0, 0)
    assert await replayed(sample, {"ids": [first]}) == (1, 0, 0)

    audited = (await sample.client.get("/sample/v1/audit-rows?subject=sample", headers=as_role(sample, "auditor"))).json()["items"]
    assert [(row["actor"], row["action"]) for row in audited[:2]] == [("operator-1", "dead_letters.discarded")] * 2
    assert [row["detail"]["ids"] for row in audited] == [[first], [second], None, [first]]
    assert audited[1]["detail"] == {"ids": [second], "with_reason": True}


async def test_a_discard_without_a_reason_or_letters_is_refused_with_all_faults(sample: Sample) -> None:
    for ids, reason, faults in (
        ([], "", 2),
        (["1"], " \u3000\n", 1),
        (["1"], "长" * 501, 1),
        (["x", "-1"], None, 3),
        (["1"] * 1001, "原因", 1),
        (None, "原因", 1),
        (["\uff11"], "原因", 1),
    ):
        response = await discard(sample, ids, reason)
        told = response.json()
        assert response.status_code == 422, told
        assert len(told["reasons"]) == faults, told
        assert not told["msg"].isascii()
        assert all(not fault["msg"].isascii() for fault in told["reasons"])
    assert (await discard(sample, ["1"], "原因\x00")).status_code == 422
    assert (await sample.client.get("/sample/v1/dead-letters?state=gone", headers=as_role(sample, "operator"))).status_code == 422


@pytest.mark.parametrize(
    ("method", "address", "role"),
    [
        ("POST", "/sample/v1/dead-letters/discard", "reviewer"),
        ("GET", "/sample/v1/dead-letters", "clerk"),
        ("GET", "/sample/v1/dead-letters/1", "auditor"),
        ("POST", "/sample/v1/dead-letters/replay", "reviewer"),
        ("GET", "/sample/v1/replays", "auditor"),
        ("GET", "/sample/v1/replays/1", "clerk"),
        ("GET", "/sample/v1/audit-rows", "operator"),
        ("POST", "/sample/v1/clock", "clerk"),
    ],
)
async def test_other_roles_may_not(sample: Sample, method: str, address: str, role: str) -> None:
    response = await sample.client.request(method, address, headers=as_role(sample, role), json=None if method == "GET" else {})
    assert response.status_code == 403
    assert (await sample.client.request(method, address)).status_code == 401


@pytest.mark.parametrize(
    ("method", "address", "role"),
    [
        ("GET", "/sample/v1/dead-letters", "operator"),
        ("GET", "/sample/v1/dead-letters/1", "operator"),
        ("POST", "/sample/v1/dead-letters/replay", "operator"),
        ("POST", "/sample/v1/dead-letters/discard", "operator"),
        ("GET", "/sample/v1/replays", "operator"),
        ("GET", "/sample/v1/replays/1", "operator"),
        ("GET", "/sample/v1/audit-rows", "auditor"),
        ("POST", "/sample/v1/clock", "operator"),
    ],
)
@pytest.mark.parametrize("areas", [[], ["4407"], ["440783"], ["11"]])
async def test_who_has_a_part_of_the_installation_may_not(sample: Sample, method: str, address: str, role: str, areas: list[str]) -> None:
    headers = sample.headers(sample.issuer.mint(f"{role}-1", [role], areas))
    body = {"now": "2024-01-01T00:00:00Z", "ids": ["1"], "reason": "x"} if method == "POST" else None
    allowed = {"clock": ("now",), "replay": ("ids",), "discard": ("ids", "reason")}.get(address.rpartition("/")[2], ())
    sent = None if body is None else {name: body[name] for name in allowed}
    assert (await sample.client.request(method, address, headers=headers, json=sent)).status_code == 403


async def test_reading_the_audit_is_audited(sample: Sample) -> None:
    for _ in range(2):
        read = await sample.client.get("/sample/v1/audit-rows?subject=13812345678", headers=as_role(sample, "auditor"))
        assert read.status_code == 200
    rows = (await sample.client.get("/sample/v1/audit-rows?subject=audit-rows", headers=as_role(sample, "auditor"))).json()["items"]
    assert [(row["actor"], row["action"], row["purpose"]) for row in rows] == [("auditor-1", "audit.read", "AUDIT")] * 2
    assert "13812345678" not in str(rows)


async def test_a_dead_letter_that_is_not_there(sample: Sample) -> None:
    for number, status in (("7", 404), ("0", 422), ("99999999999999999999", 422), ("x", 422)):
        response = await sample.client.get(f"/sample/v1/dead-letters/{number}", headers=as_role(sample, "operator"))
        assert response.status_code == status


async def test_ids_that_are_none_replay_nothing(sample: Sample) -> None:
    for body in ({"ids": ["x"]}, {"ids": [1]}, {"ids": [str(uuid4())]}, {"all": True}):
        response = await sample.client.post("/sample/v1/dead-letters/replay", json=body, headers=as_role(sample, "operator"))
        assert response.status_code == 422
