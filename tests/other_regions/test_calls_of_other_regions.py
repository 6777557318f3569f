"""Dedup's caller against the simulated platform over real HTTP: whatever comes instead of an answer is no answer, and is told apart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from dedup.gateways.other_regions import CALLS, LONGEST_WISH, OtherRegions, RegionsAway, RegionsRefused, RegionsRest, regions_of
from dedup.settings import Settings
from enrolment_events.duplicates import NoticeState
from process_runtime.allowed_hosts import HostRefused
from service_runtime import generate_storage_keys
from tests.other_regions.platforms import IN_SECRET, OUT_SECRET, Strings, notice, platform, relation, request_answer, token


@pytest.fixture
async def strings() -> AsyncIterator[Strings]:
    async with platform() as one:
        await one.at("2024-04-10")
        await one.hold(relation())
        yield one


class Clock:
    """Of rests."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ours(strings: Strings, clock: Clock) -> AsyncIterator[OtherRegions]:
    one = OtherRegions(strings.url, OUT_SECRET, seconds=5.0, now=clock)
    yield one
    await one.close()


async def test_a_notice_is_received_answered_and_asked_for(strings: Strings, ours: OtherRegions) -> None:
    """R-087, R-132: the notice arrives, and what became of it is called back and can be asked for."""
    one = notice()
    assert await ours.what_became_of(one.notice_id) is None
    told = await ours.tell(one)
    assert (told.notice_id, told.version, told.state) == (one.notice_id, 1, NoticeState.SENT)
    await strings.until_quiet()
    stands = await ours.what_became_of(one.notice_id)
    assert stands is not None
    assert (stands.state, stands.answered_on) == (NoticeState.ACKNOWLEDGED, date(2024, 4, 10))
    assert strings.ear.answered == [stands]


async def test_the_same_notice_again_is_one_notice(strings: Strings, ours: OtherRegions) -> None:
    one = notice()
    assert await ours.tell(one) == await ours.tell(one)
    assert (await strings.received(one.notice_id))["times"] == 2
    await strings.until_quiet()
    assert len(strings.ear.answered) == 1


async def test_a_higher_version_takes_the_place_of_the_one_before(strings: Strings, ours: OtherRegions) -> None:
    """R-132: a notice that is withdrawn."""
    one = notice()
    await ours.tell(one)
    withdrawn = notice(notice_id=one.notice_id, version=2, withdrawn=True)
    assert (await ours.tell(withdrawn)).version == 2
    assert (await ours.tell(one)).version == 2, "a version that is late changes nothing"
    assert (await strings.received(one.notice_id))["withdrawn"] is True


async def test_other_content_under_the_same_version_is_refused(ours: OtherRegions) -> None:
    one = notice()
    await ours.tell(one)
    with pytest.raises(RegionsRefused) as caught:
        await ours.tell(notice(notice_id=one.notice_id, area="430102"))
    assert caught.value.status == 409


AWAY = {
    "DOWN": ("HTTP 502", True),
    "BUSY": ("HTTP 503", False),
    "LIMITED": ("HTTP 429", False),
    "FORBIDDEN": ("HTTP 401", False),
    "REDIRECT": ("HTTP 307", False),
    "NO_JSON": ("answer not understood", True),
    "HALF": ("answer not understood", True),
    "ENDLESS": ("answer not understood", True),
    "OTHER_NOTICE": ("answer not understood", True),
    "OLD_VERSION": ("answer not understood", True),
    "LOST": ("HTTP 502", True),
}


@pytest.mark.parametrize("how", AWAY)
async def test_whatever_else_comes_is_no_answer(strings: Strings, ours: OtherRegions, how: str) -> None:
    """R-132, V-71. `received`: whether it must be asked for before it is sent again."""
    one = notice(version=2)
    await strings.misbehave(calls={"next": [how]})
    with pytest.raises(RegionsAway) as caught:
        await ours.tell(one)
    assert (caught.value.status, caught.value.received) == AWAY[how]
    stored = how in ("HALF", "OTHER_NOTICE", "OLD_VERSION", "LOST")
    stands = await ours.what_became_of(one.notice_id)
    assert (stands is not None) is stored
    assert stored <= caught.value.received, "what was stored is never taken for not received"


@pytest.mark.parametrize("how", [how for how in AWAY if how != "OLD_VERSION"])
async def test_whatever_comes_to_a_question_is_not_never_received(strings: Strings, ours: OtherRegions, how: str) -> None:
    one = notice()
    await ours.tell(one)
    await strings.misbehave(calls={"next": [how]})
    with pytest.raises(RegionsAway):
        await ours.what_became_of(one.notice_id)


async def test_a_question_is_answered_of_the_version_that_stands_there(strings: Strings, ours: OtherRegions) -> None:
    """Whoever asks compares it with what he has told."""
    one = notice(version=2)
    await ours.tell(one)
    await strings.misbehave(calls={"next": ["OLD_VERSION", "FINE"]})
    stands = [await ours.what_became_of(one.notice_id) for _ in range(2)]
    assert [told and told.version for told in stands] == [1, 2]


@pytest.mark.parametrize(("how", "status"), [("REFUSES", 422), ("CONFLICT", 409)])
async def test_a_definite_no_is_told(strings: Strings, ours: OtherRegions, how: str, status: int) -> None:
    await strings.misbehave(calls={"next": [how]})
    with pytest.raises(RegionsRefused) as caught:
        await ours.tell(notice())
    assert caught.value.status == status


async def test_nobody_there_and_another_secret_are_no_answer(strings: Strings) -> None:
    for one, received in (
        (OtherRegions("http://127.0.0.1:1", OUT_SECRET, seconds=2.0), False),
        (OtherRegions(strings.url, IN_SECRET, seconds=5.0), False),
    ):
        with pytest.raises(RegionsAway) as caught:
            await one.tell(notice())
        assert caught.value.received is received
        await one.close()


async def test_who_is_slow_is_not_waited_for(strings: Strings) -> None:
    hasty = OtherRegions(strings.url, OUT_SECRET, seconds=0.05)
    await strings.misbehave(calls={"always": "SLOW"})
    with pytest.raises(RegionsAway) as caught:
        await hasty.tell(notice())
    assert (caught.value.status, caught.value.received) == (None, True)
    await hasty.close()


async def rests(ours: OtherRegions) -> float | None:
    """For how long nobody is called."""
    with pytest.raises(RegionsRest) as caught:
        await ours.tell(notice())
    assert caught.value.received is False
    return caught.value.seconds


async def test_who_fails_rests_and_is_tried_again(strings: Strings, ours: OtherRegions, clock: Clock) -> None:
    await strings.misbehave(calls={"next": ["DOWN"] * 6})
    for _ in range(5):
        with pytest.raises(RegionsAway):
            await ours.tell(notice())
    assert await rests(ours) == 30.0
    clock.seconds += 29.0
    assert await rests(ours) == 1.0
    clock.seconds += 1.0
    with pytest.raises(RegionsAway, match="HTTP 502"):
        await ours.tell(notice())
    assert await rests(ours) == 30.0, "one failure more, and it rests again"
    clock.seconds += 30.0
    assert (await ours.tell(notice())).state is NoticeState.SENT
    assert (await ours.tell(notice())).state is NoticeState.SENT
    assert len(await strings.see("/notices")) == 2, "nobody was called meanwhile"


@pytest.mark.parametrize("how", ["BUSY", "LIMITED"])
async def test_who_asks_to_be_left_alone_is(strings: Strings, ours: OtherRegions, clock: Clock, how: str) -> None:
    await strings.misbehave(calls={"next": [how], "retry_after": "90"})
    with pytest.raises(RegionsAway) as caught:
        await ours.tell(notice())
    assert caught.value.retry_after == 90.0
    assert await rests(ours) == 90.0
    clock.seconds += 90.0
    await ours.tell(notice())


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("999999999999", LONGEST_WISH),
        (format_datetime(datetime.now(UTC) + timedelta(days=9), usegmt=True), LONGEST_WISH),
        (format_datetime(datetime.now(UTC) - timedelta(days=9), usegmt=True), 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("0", 0.0),
    ],
    ids=lambda one: str(one) if isinstance(one, float) else (one if one.isdigit() else "a moment"),
)
async def test_no_wish_is_longer_than_an_hour(strings: Strings, ours: OtherRegions, clock: Clock, wish: str, seconds: float) -> None:
    await strings.misbehave(calls={"next": ["BUSY"], "retry_after": wish})
    with pytest.raises(RegionsAway):
        await ours.tell(notice())
    if seconds:
        assert await rests(ours) == seconds
        clock.seconds += seconds
    await ours.tell(notice())


async def test_an_address_that_is_gone_is_not_called_again(strings: Strings, ours: OtherRegions, clock: Clock) -> None:
    await strings.misbehave(calls={"next": ["GONE"]})
    with pytest.raises(RegionsAway, match="HTTP 410"):
        await ours.tell(notice())
    clock.seconds += 1_000_000.0
    assert await rests(ours) is None
    with pytest.raises(RegionsRest):
        await ours.what_became_of(notice().notice_id)
    assert await strings.see("/notices") == []


async def test_only_the_host_of_the_address_is_called(strings: Strings) -> None:
    inside = OtherRegions(strings.url.replace("127.0.0.1", "localhost"), OUT_SECRET, seconds=5.0, allowed_hosts=["regions.example"])
    with pytest.raises(RegionsAway) as caught:
        await inside.tell(notice())
    assert str(caught.value) == HostRefused.__name__
    assert await strings.see("/notices") == []
    await inside.close()


async def test_calls_are_counted_by_how_they_ended(strings: Strings, ours: OtherRegions, clock: Clock) -> None:
    def counted() -> dict[tuple[str, str], float]:
        return {
            (sample.labels["kind"], sample.labels["outcome"]): sample.value
            for metric in CALLS.collect()
            for sample in metric.samples
            if sample.name.endswith("_total")
        }

    before = counted()
    await strings.misbehave(calls={"next": ["FINE", "REFUSES", "NO_JSON", "GONE"]})
    for _ in range(5):
        try:
            await ours.tell(notice())
        except (RegionsAway, RegionsRefused):
            continue
    grown = {outcome for (call, outcome), value in counted().items() if call == "tell" and value - before[call, outcome] == 1}
    assert grown == {"answered", "refused", "not_understood", "away", "rested"}


async def asked(strings: Strings) -> None:
    """A region asks us for something."""
    same = {"source": "GD-440100", "notice_ref": "N-1", "kind": "SUSPEND_DUPLICATE", "tokens": [token(1)], "area": "440783"}
    days = {"effective_on": "2024-04-01", "due_on": "2024-04-15"}
    await strings.control("/notices", [{**same, **days, "scheme": "RESIDENT", "asked_by_area": "440106"}])


async def test_a_request_of_a_region_is_answered(strings: Strings, ours: OtherRegions) -> None:
    """Notices in from other regions: confirmed or refused; the later answer stands, and what was never asked for is not answered."""
    await asked(strings)
    await ours.answer(request_answer())
    await ours.answer(request_answer())
    await ours.answer(request_answer(state=NoticeState.REFUSED, reason="参保人选择保留本地参保关系"))
    (request,) = await strings.see("/asked")
    assert (request["answer"]["state"], request["answer"]["reason"]) == ("REFUSED", "参保人选择保留本地参保关系")
    for other in (request_answer(notice_ref="N-2"), request_answer(version=2)):
        with pytest.raises(RegionsRefused):
            await ours.answer(other)


@pytest.mark.parametrize("how", [how for how in AWAY if how not in ("OTHER_NOTICE", "OLD_VERSION")])
async def test_an_answer_is_given_once_it_is_stored(strings: Strings, ours: OtherRegions, how: str) -> None:
    await asked(strings)
    await strings.misbehave(calls={"next": [how]})
    with pytest.raises(RegionsAway):
        await ours.answer(request_answer())
    await ours.answer(request_answer())
    (request,) = await strings.see("/asked")
    assert request["answer"]["state"] == "ACKNOWLEDGED"


async def test_several_notices_at_once_are_several(strings: Strings, ours: OtherRegions) -> None:
    told = [notice(number) for number in range(20)]
    answers = await asyncio.gather(*(ours.tell(one) for one in told))
    assert [one.notice_id for one in answers] == [one.notice_id for one in told]


def settings(**differently: Any) -> Settings:
    given: dict[str, Any] = {
        "database_url": "postgresql://localhost/x?host=/tmp",
        "storage_keys": SecretStr(generate_storage_keys()),
        "jwks_file": "/dev/null",
        "other_regions_url": "http://127.0.0.1:8093",
        "other_regions_out_secret": SecretStr(OUT_SECRET),
        "other_regions_in_secret": SecretStr(IN_SECRET),
    }
    return Settings(**given | differently)


async def test_without_an_address_nobody_is_told() -> None:
    """Notices wait (R-132)."""
    alone = settings(other_regions_url=None, other_regions_out_secret=None, other_regions_in_secret=None)
    assert regions_of(alone) is None
    assert alone.region_in_secrets == ()
    there = regions_of(settings())
    assert there is not None
    await there.close()


async def test_the_settings_lead_to_the_platform(strings: Strings) -> None:
    there = regions_of(settings(other_regions_url=strings.url, other_regions_seconds=5.0))
    assert there is not None
    assert (await there.tell(notice())).state is NoticeState.SENT
    await there.close()


@pytest.mark.parametrize(
    ("differently", "named"),
    [
        ({"other_regions_out_secret": None}, "CANBAO_OTHER_REGIONS_OUT_SECRET"),
        ({"other_regions_in_secret": None}, "CANBAO_OTHER_REGIONS_IN_SECRET"),
        ({"other_regions_in_secret": SecretStr(f"{IN_SECRET},short")}, "CANBAO_OTHER_REGIONS_IN_SECRET"),
        ({"other_regions_out_secret": SecretStr("whsec_c2hvcnQ=")}, "CANBAO_OTHER_REGIONS_OUT_SECRET"),
        ({"other_regions_allowed_hosts": "regions.example"}, "CANBAO_OTHER_REGIONS_ALLOWED_HOSTS"),
        ({"other_regions_allowed_hosts": "10.0.0.0/99"}, "CANBAO_OTHER_REGIONS_ALLOWED_HOSTS"),
        ({"other_regions_url": "http://regions.example"}, "CANBAO_OTHER_REGIONS_URL"),
    ],
)
def test_settings_that_cannot_work_are_told(differently: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        settings(**differently)
    assert IN_SECRET not in str(caught.value)


def test_two_secrets_are_taken_while_one_is_being_changed() -> None:
    assert settings(other_regions_in_secret=SecretStr(f"{IN_SECRET}, {OUT_SECRET}")).region_in_secrets == (IN_SECRET, OUT_SECRET)


async def test_no_redirect_is_followed(strings: Strings) -> None:
    """Nobody hands a notice on to another address."""
    seen: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(308, headers={"location": f"{strings.url}/regions/v1/notices/elsewhere"})

    one = OtherRegions("http://regions.example", OUT_SECRET, transport=httpx.MockTransport(answer))
    with pytest.raises(RegionsAway, match="HTTP 308"):
        await one.tell(notice())
    assert len(seen) == 1
    await one.close()
