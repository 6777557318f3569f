"""Acts of two persons: the first asks, another one does it, once; who it was stands in the audit; nothing of the content is stored."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from pydantic import Field

from service_runtime import ActKind, Caller, MovableClock, Tx, allow, by_two, need_second, service_router
from service_runtime.rest import Answer, Body
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample

MORNING = datetime(2023, 10, 10, 1, tzinfo=UTC)
router = service_router("/sample/v1/acts", tags=["acts"])
done: list[str] = []


class ActForm(Body):
    """What to do."""

    what: Annotated[str, Field(title="内容", max_length=100, examples=["a"])]


class ActDone(Answer):
    """Whether a place is in the areas of both."""

    covered: Annotated[bool, Field(title="在两人区域内", examples=[True])]


@router.post("", operation_id="act", dependencies=[allow("operator", "reviewer")], responses=by_two())
async def act(form: ActForm, tx: Tx, caller: Caller) -> ActDone:
    """办理"""
    two = await need_second(tx, caller, ActKind.IMPORT, form.model_dump(), {"letters": len(form.what)})
    await tx.driver.execute("SELECT pg_sleep(0.05)")
    tx.after_commit(lambda: done.append(form.what))
    return ActDone(covered=two.cover("440783100"))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MORNING)


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Sample]:
    """A sample service with an act that needs two."""
    done.clear()
    async with running_sample(await fresh_database("four_eyes"), tmp_path, clock=clock, routers=[router]) as running:
        yield running


async def ask(
    sample: Sample, who: str, what: str = "a", role: str = "operator", areas: tuple[str, ...] = ("44",), key: str | None = None
) -> httpx.Response:
    headers = sample.headers(sample.issuer.mint(who, [role], areas), key)
    return await sample.client.post("/sample/v1/acts", json={"what": what}, headers=headers)


async def waiting(sample: Sample, areas: tuple[str, ...] = ("44",)) -> list[dict[str, object]]:
    headers = sample.headers(sample.issuer.mint("auditor", ["auditor"], areas))
    items: list[dict[str, object]] = (await sample.client.get("/sample/v1/confirmations", headers=headers)).json()["items"]
    return items


async def audited(sample: Sample) -> list[tuple[str, str, dict[str, object]]]:
    headers = sample.headers(sample.issuer.mint("auditor", ["auditor"], ["44"]))
    rows = (await sample.client.get("/sample/v1/audit-rows", headers=headers)).json()["items"]
    return [(row["action"], row["actor"], row["detail"]) for row in rows if row["action"].startswith("act.")]


async def test_the_first_waits_and_the_second_does_it(sample: Sample) -> None:
    first = await ask(sample, "one", "canary")
    assert (first.status_code, first.json()["state"], first.json()["state_label"]) == (202, "WAITING_FOR_SECOND", "待第二人确认")
    assert (await ask(sample, "one", "canary")).json() == first.json(), "the same person is no second one"
    assert done == []
    [listed] = await waiting(sample)
    assert (listed["kind"], listed["asked_by"], listed["summary"]) == ("IMPORT", "one", {"letters": 6})
    second = await ask(sample, "two", "canary")
    assert (second.status_code, second.json(), done) == (200, {"covered": True}, ["canary"])
    assert await waiting(sample) == []
    assert await audited(sample) == [
        ("act.asked", "one", {"kind": "IMPORT"}),
        ("act.confirmed", "two", {"kind": "IMPORT", "asked_by": "one", "confirmed_by": "two"}),
    ]
    async with sample.runtime.database.read() as read:
        stored = await read.driver.fetch("SELECT c::text FROM confirmations AS c UNION ALL SELECT a::text FROM audit_rows AS a")
    assert "canary" not in str(stored)


async def test_other_content_is_another_act(sample: Sample) -> None:
    assert [(await ask(sample, who, what)).status_code for who, what in (("one", "a"), ("two", "b"), ("three", "a "))] == [202] * 3
    assert done == []


async def test_either_of_the_two_goes_on_the_same_day_and_nobody_else(sample: Sample, clock: MovableClock) -> None:
    assert [(await ask(sample, who)).status_code for who in ("one", "two", "one", "two", "one")] == [202, 200, 200, 200, 200]
    assert (await ask(sample, "three")).status_code == 202, "a third person begins anew"
    assert (await ask(sample, "one")).status_code == 200
    clock.move_to(MORNING + timedelta(days=1))
    assert (await ask(sample, "two")).status_code == 200, "the third person's request waits: this is its second one"
    assert (await ask(sample, "one")).status_code == 202, "yesterday's confirmation is over"


async def test_it_waits_for_a_time_only(sample: Sample, clock: MovableClock) -> None:
    await ask(sample, "one")
    clock.move_to(MORNING + timedelta(hours=72))
    assert await waiting(sample) == []
    assert (await ask(sample, "two")).status_code == 202, "the first one's request has expired"
    assert (await ask(sample, "three")).status_code == 200


async def test_who_asked_may_cancel_and_nobody_else(sample: Sample) -> None:
    asked = (await ask(sample, "one")).json()["confirmation_id"]
    path = f"/sample/v1/confirmations/{asked}/cancel"
    one, two = (sample.headers(sample.issuer.mint(who, ["operator"], ["44"])) for who in ("one", "two"))
    assert (await sample.client.post(path, headers=two)).status_code == 404
    assert (await sample.client.post(path, headers=one)).json()["state"] == "CANCELLED"
    assert (await sample.client.post(path, headers=one)).status_code == 404
    assert (await ask(sample, "two")).status_code == 202
    assert done == []


async def test_of_many_second_persons_at_once_one_does_it(sample: Sample) -> None:
    for round_no in range(5):
        done.clear()
        assert (await ask(sample, "one", f"round {round_no}")).status_code == 202
        answers = await asyncio.gather(*(ask(sample, f"second {number}", f"round {round_no}") for number in range(2)))
        assert sorted(answer.status_code for answer in answers) == [200, 202]
        assert len(done) == 1


async def test_of_two_first_persons_at_once_one_is_the_second(sample: Sample) -> None:
    answers = await asyncio.gather(ask(sample, "one"), ask(sample, "two"))
    assert sorted(answer.status_code for answer in answers) == [200, 202]
    assert len(done) == 1


async def test_what_lies_outside_the_first_ones_areas_is_not_covered(sample: Sample) -> None:
    await ask(sample, "one", areas=("440784",))
    assert (await ask(sample, "two", areas=("4407",))).json() == {"covered": False}
    await ask(sample, "three", "none", areas=())
    assert (await ask(sample, "four", "none")).json() == {"covered": False}


async def test_the_list_shows_what_lies_near(sample: Sample) -> None:
    await ask(sample, "one", areas=("440783",))
    assert [len(await waiting(sample, areas)) for areas in (("44",), ("440783",), ("440783100",), ("440784",), ())] == [1, 1, 1, 0, 0]


async def test_the_key_of_a_request_that_waits_stays_free(sample: Sample) -> None:
    assert (await ask(sample, "one", key="the-key")).status_code == 202
    assert (await ask(sample, "two")).status_code == 200
    again = await ask(sample, "one", key="the-key")
    assert (again.status_code, "idempotency-replayed" in again.headers) == (200, False)


async def test_a_role_that_may_not_is_no_second_person(sample: Sample) -> None:
    await ask(sample, "one")
    assert (await ask(sample, "two", role="auditor")).status_code == 403
    assert done == []


async def test_one_person_suffices_where_the_installation_says_so(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    done.clear()
    async with running_sample(await fresh_database("two_eyes"), tmp_path, routers=[router], four_eyes=False) as sample:
        assert (await ask(sample, "one")).json() == {"covered": True}
    assert done == ["a"]
