"""Two hundred canaries in every place where somebody can write something; none is read where it must not be."""

import base64
import json
import re
from dataclasses import dataclass

import httpx
import pytest

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.canary.aviary import Aviary
from tests.canary.birds import forms_of
from tests.canary.search import columns, columns_with, files, found_in, line_with
from tests.canary.spy import Spy

pytestmark = [pytest.mark.xdist_group("canary"), pytest.mark.timeout(300)]
SHOWN = {
    "decision note", "typed reason", "typed material", "filing note", "levy check note", "spell reference", "notice reference",
    "reason of a request", "reason of a refusal", "promise", "reason of a parting",
}  # fmt: skip
"""What whoever may see the case is shown whole: an office wrote it to the applicant, or another office to this one."""
MAY_HOLD_TOKENS = {"identity_links.token", "checks.tokens"}
_TOKEN = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True)
class Told:
    """The aviary when it is full, and what was to be heard meanwhile."""

    aviary: Aviary
    metrics: list[tuple[str, bytes]]
    messages: list[tuple[str, bytes]]


@pytest.fixture(scope="module")
async def told(canary_suite: Suite, canary_client: SuiteClient) -> Told:
    """Filled once."""
    async with (
        httpx.AsyncClient(base_url=canary_suite.front_url, timeout=60.0) as http,
        Spy(canary_suite) as spy,
    ):
        aviary = Aviary(canary_suite, canary_client, http)
        await aviary.fill()
        metrics = [(f"metrics of {name}", (await http.get(f"{canary_suite.url(name)}/metrics")).content) for name in SERVICES]
        return Told(aviary, metrics, [("a message on the broker", message) for message in spy.messages])


async def test_no_canary_gets_out(told: Told, canary_suite: Suite) -> None:
    planted = told.aviary.birds.planted
    assert len(planted) >= 200
    assert len(told.messages) > 10
    dumped = b"".join(content for place, content in columns(canary_suite))
    assert all(bird.application.encode() in dumped for bird in told.aviary.people), "the search sees what is there"
    places = [*columns(canary_suite), *files(canary_suite), *told.metrics, *told.messages]
    hits = [
        f"{planted[canary]} in {place}: {line_with(content, canary)}"
        for place, content in places
        for canary, place in found_in(content, place, planted)
    ]
    shown = [
        f"{planted[canary]} in the answer of {path} ({answer.status_code}): {line_with(answer.content, canary)}"
        for path, answer in told.aviary.answers
        for canary, _ in found_in(answer.content, path, planted)
        if not (answer.is_success and planted[canary] in SHOWN)
    ]
    assert not hits + shown, "\n".join([f"{len(hits) + len(shown)} canaries got out", *hits[:40], *shown[:40]])


async def test_dedup_knows_two_hundred_people_by_token_only(told: Told, canary_suite: Suite) -> None:
    """R-010, R-120: no number, name or phone in its tables, its side file, its log or on the broker; whole tokens in two columns only."""
    crowd, dump = told.aviary.crowd.planted, dict(columns(canary_suite))["database dedup"]
    of_dedup = [(place, content) for place, content in files(canary_suite) if place.startswith(("logs/dedup", "side-file"))]
    assert any(place.startswith("side-file") for place, _ in of_dedup), "the side file is there"
    places = [("database dedup", dump), *of_dedup, ("messages", b"".join(message for _, message in told.messages))]
    assert [f"{crowd[canary]} in {place}" for place, content in places for canary, _ in found_in(content, place, crowd)] == []
    tokens = {token.encode() for token in told.aviary.tokens}
    assert len(tokens) >= 200
    assert set(columns_with(dump, _TOKEN, tokens)) == MAY_HOLD_TOKENS
    assert [place for place, content in of_dedup if tokens & set(_TOKEN.findall(content))] == []


def test_a_canary_is_found_in_any_writing() -> None:
    """The search itself can see: plain, escaped, in hexadecimal, in base64 at any place."""
    canary = "雀甲乙丙鸣01234"
    for shift in range(3):
        raw = b"\0" * shift + canary.encode() + b"\0"
        assert any(form in base64.b64encode(b"{" * shift + raw) for form in forms_of(canary))
    for content in (canary.encode(), json.dumps(canary).encode(), canary.encode().hex().encode()):
        assert list(found_in(b"x" + content + b"y", "here", [canary]))
    assert not list(found_in("雀甲乙丙鸣01235".encode(), "here", [canary]))
