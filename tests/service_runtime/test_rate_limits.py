"""How often one caller may ask: by subject, by address, over replicas; and what a look-up that finds nobody costs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.types import Scope

from service_runtime.rate_counts import sharing
from service_runtime.rate_limits import ALLOWANCES, RateLimits
from service_runtime.refusals import TooManyMisses, TooManyRequests
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample

FILINGS, LOOK_UPS, MISSES = ALLOWANCES["filing"], ALLOWANCES["look_up"], ALLOWANCES["miss"]
PROXY = "10.0.0.1"


class Time:
    """Moved by the test; begins at the start of every window."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def scope(client: str = "192.0.2.1", *forwarded: str) -> Scope:
    return {"client": (client, 1), "headers": [(b"x-forwarded-for", hops.encode()) for hops in forwarded]}


def taken(limits: RateLimits, times: int, kind: str = "filing", subject: str = "wx:1", **of: Any) -> int:
    """How many of so many requests are let pass."""
    passed = 0
    for number in range(times):
        try:
            limits.take(kind, subject.format(number), of.get("scope", scope()))
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_a_subject_and_an_address_each_have_a_limit() -> None:
    limits = RateLimits(now=Time())
    assert taken(limits, FILINGS.of_subject + 10) == FILINGS.of_subject
    assert taken(limits, 10, subject="wx:2") == 10
    left = FILINGS.of_address - FILINGS.of_subject - 10
    assert taken(limits, FILINGS.of_address, subject="wx:{}") == left
    assert taken(limits, 10, subject="wx:3", scope=scope("192.0.2.2")) == 10
    assert taken(limits, 10, "upload") == 10


def test_the_window_slides() -> None:
    time = Time()
    limits = RateLimits(now=time)
    taken(limits, FILINGS.of_subject)
    time.now += FILINGS.seconds - 0.5
    assert taken(limits, 1) == 0
    time.now += FILINGS.seconds / 2
    assert 0.45 * FILINGS.of_subject < taken(limits, FILINGS.of_subject) < 0.55 * FILINGS.of_subject
    time.now += 2 * FILINGS.seconds
    assert taken(limits, FILINGS.of_subject + 1) == FILINGS.of_subject


def test_the_refusal_says_when_to_come_again() -> None:
    time = Time()
    limits = RateLimits(now=time)
    taken(limits, FILINGS.of_subject)
    time.now += 20
    with pytest.raises(TooManyRequests) as refused:
        limits.take("filing", "wx:1", scope())
    assert refused.value.headers == {"Retry-After": str(FILINGS.seconds - 20 + 1)}


def test_a_factor_of_nothing_switches_them_off() -> None:
    assert taken(RateLimits(factor=0, now=Time()), 2 * FILINGS.of_subject) == 2 * FILINGS.of_subject
    assert taken(RateLimits(factor=2, now=Time()), 3 * FILINGS.of_subject) == 2 * FILINGS.of_subject


def test_a_header_that_rotates_changes_nothing() -> None:
    limits = RateLimits(now=Time())
    passed = sum(
        taken(limits, 1, subject=f"wx:{number}", scope=scope("192.0.2.1", f"10.1.{number // 256}.{number % 256}"))
        for number in range(10_000)
    )
    assert passed == FILINGS.of_address


def test_behind_a_proxy_the_last_address_that_is_none_of_its_own_counts() -> None:
    limits = RateLimits(now=Time(), trusted_proxies="10.0.0.0/24, 2001:db8::/64")
    told = [
        (scope("192.0.2.1", "198.51.100.1"), "192.0.2.1"),
        (scope(PROXY), PROXY),
        (scope(PROXY, "198.51.100.1"), "198.51.100.1"),
        (scope(PROXY, "203.0.113.9, 198.51.100.1"), "198.51.100.1"),
        (scope(PROXY, "203.0.113.9", "198.51.100.1, 10.0.0.7"), "198.51.100.1"),
        (scope(PROXY, "10.0.0.8, 10.0.0.7"), "10.0.0.8"),
        (scope(PROXY, "203.0.113.9, nonsense"), PROXY),
        (scope("2001:db8::1", "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"),
        (scope("::ffff:192.0.2.1"), "192.0.2.1"),
        ({"client": None, "headers": []}, ""),
    ]
    assert [limits.address_of(one) for one, _ in told] == [address for _, address in told]
    passed = sum(taken(limits, 1, subject=f"wx:{n}", scope=scope(PROXY, f"10.1.{n // 256}.{n % 256}, 198.51.100.1")) for n in range(10_000))
    assert passed == FILINGS.of_address


def test_misses_stop_look_ups_of_this_subject_only() -> None:
    time = Time()
    limits = RateLimits(now=time)
    for _ in range(MISSES.of_subject):
        limits.take("look_up", "clerk-1", scope())
        limits.missed("clerk-1")
    with pytest.raises(TooManyMisses):
        limits.take("look_up", "clerk-1", scope())
    limits.take("look_up", "clerk-2", scope())
    limits.take("filing", "clerk-1", scope())
    time.now += 2 * MISSES.seconds
    limits.take("look_up", "clerk-1", scope())


def test_counts_of_those_who_have_gone_are_forgotten() -> None:
    time = Time()
    limits = RateLimits(now=time)
    taken(limits, 100, subject="wx:{}")
    assert len(list(limits.own())) == 101
    time.now += 3 * FILINGS.seconds
    assert list(limits.own()) == []


@pytest.fixture(scope="module")
async def strict(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sample]:
    """The sample service with a hundredth of the limits."""
    folder: Path = tmp_path_factory.mktemp("strict")
    async with running_sample(await fresh_database("strict"), folder, rate_limit_factor=0.01) as running:
        yield running


@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.canbao+json"])
@pytest.mark.parametrize(("text", "status"), [("5", 422), ('"counted {}"', 201)])
async def test_a_route_refuses_on_either_way_and_counts_each_request_once(strict: Sample, media_type: str, text: str, status: int) -> None:
    """A body with faults goes both ways, a good one its own alone."""
    subject, statuses = f"wx:{status}:{media_type}", []
    for number in range(5):
        headers = {**strict.as_citizen(subject, f"{status}-{media_type}-{number}"), "Content-Type": media_type}
        content = f'{{"text": {text.format(f"{media_type} {number}")}, "place": {{"area": "440783"}}}}'
        answer = await strict.client.post("/sample/v1/notes", content=content, headers=headers)
        statuses.append(answer.status_code)
    assert statuses == [status, status, status, 429, 429]
    assert 1 <= int(answer.headers["retry-after"]) <= FILINGS.seconds + 1
    assert (answer.json()["code"], answer.json()["msg"]) == ("TOO_MANY_REQUESTS", "操作过于频繁，请稍后再试")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_look_ups_that_find_nobody_are_counted(sample: Sample) -> None:
    headers = sample.as_clerk()
    codes = [
        (await sample.client.get(f"/sample/v1/notes/{uuid4()}/looked-up", headers=headers)).json()["code"]
        for _ in range(2 * MISSES.of_subject + 2)  # a window may end meanwhile
    ]
    assert codes[: MISSES.of_subject] == ["NOT_FOUND"] * MISSES.of_subject
    assert codes[-1] == "TOO_MANY_MISSES"


async def test_replicas_count_together(sample: Sample) -> None:
    one, other, third = RateLimits(), RateLimits(), RateLimits()
    jobs = [sharing(limits) for limits in (one, other, third)]
    taken(one, 200, subject="shared")
    taken(other, 90, subject="shared")
    for _ in range(2):
        for job in jobs:
            await job.step(sample.runtime)
    assert taken(one, 20, subject="shared") == 10
    assert taken(other, 20, subject="shared") == 10
    assert taken(third, 1, subject="another") == 1
    for job in (jobs[0], jobs[1], jobs[2]):
        await job.step(sample.runtime)
    assert taken(third, 20, subject="shared") == 0


async def test_a_replica_that_counts_nothing_asks_nothing() -> None:
    nothing_to_ask: Any = None
    assert await sharing(RateLimits()).step(nothing_to_ask) == 0
