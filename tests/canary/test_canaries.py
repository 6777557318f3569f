"""Two hundred canaries in every place where somebody can write something; none is read where it must not be."""

import base64
import json

import httpx
import pytest

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.canary.aviary import Aviary
from tests.canary.birds import forms_of
from tests.canary.search import columns, files, found_in, line_with
from tests.canary.spy import Spy

pytestmark = pytest.mark.xdist_group("canary")
SHOWN = {"decision note", "typed reason", "typed material", "filing note", "levy check note", "spell reference"}
"""What whoever may see the case is shown whole: an office wrote it to the applicant, or another office to this one."""


async def test_no_canary_gets_out(canary_suite: Suite, canary_client: SuiteClient) -> None:
    async with (
        httpx.AsyncClient(base_url=canary_suite.front_url, timeout=60.0) as http,
        Spy(canary_suite) as spy,
    ):
        aviary = Aviary(canary_suite, canary_client, http)
        await aviary.fill()
        metrics = [(f"metrics of {name}", (await http.get(f"{canary_suite.url(name)}/metrics")).content) for name in SERVICES]
        messages = [("a message on the broker", message) for message in spy.messages]
    planted = aviary.birds.planted
    assert len(planted) >= 200
    assert len(messages) > 10
    dumped = b"".join(content for place, content in columns(canary_suite))
    assert all(bird.application.encode() in dumped for bird in aviary.people), "the search sees what is there"
    places = [*columns(canary_suite), *files(canary_suite), *metrics, *messages]
    hits = [
        f"{planted[canary]} in {place}: {line_with(content, canary)}"
        for place, content in places
        for canary, place in found_in(content, place, planted)
    ]
    told = [
        f"{planted[canary]} in the answer of {path} ({answer.status_code}): {line_with(answer.content, canary)}"
        for path, answer in aviary.answers
        for canary, _ in found_in(answer.content, path, planted)
        if not (answer.is_success and planted[canary] in SHOWN)
    ]
    assert not hits + told, "\n".join([f"{len(hits) + len(told)} canaries got out", *hits[:40], *told[:40]])


def test_a_canary_is_found_in_any_writing() -> None:
    """The search itself can see: plain, escaped, in hexadecimal, in base64 at any place."""
    canary = "雀甲乙丙鸣01234"
    for shift in range(3):
        raw = b"\0" * shift + canary.encode() + b"\0"
        assert any(form in base64.b64encode(b"{" * shift + raw) for form in forms_of(canary))
    for content in (canary.encode(), json.dumps(canary).encode(), canary.encode().hex().encode()):
        assert list(found_in(b"x" + content + b"y", "here", [canary]))
    assert not list(found_in("雀甲乙丙鸣01235".encode(), "here", [canary]))
