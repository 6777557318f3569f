"""The short way of the busiest requests and FastAPI's general way answer alike."""

from collections.abc import Iterator

import pytest

from service_runtime.identity import the_caller
from service_runtime.plain_call import plain_call_of
from service_runtime.routing import TransactionalRoute, the_runtime, the_transaction
from tests.service_runtime.sample_service import Sample, router

KNOWN = (the_caller, the_transaction, the_runtime)
PLAIN, GENERAL = "application/json", "application/vnd.canbao+json"


def routes() -> Iterator[TransactionalRoute]:
    return (route for route in router.routes if isinstance(route, TransactionalRoute))


def test_only_a_post_with_a_body_and_nothing_else_goes_the_short_way() -> None:
    assert [route.operation_id for route in routes() if plain_call_of(route, route.bare_endpoint, KNOWN)] == ["takeNote"]


async def post(sample: Sample, content: bytes, media_type: str, key: str | None) -> tuple[int, dict[str, str], bytes]:
    response = await sample.client.post(
        "/sample/v1/notes", content=content, headers={**sample.as_citizen(key=key), "Content-Type": media_type, "X-Request-Id": "alike-001"}
    )
    return response.status_code, dict(response.headers), response.content


@pytest.mark.parametrize(
    "content",
    [
        b'{"place": {"area": "440783"}, "kind": "refused", "text": "a"}',
        b'{"place": {"area": "440783"}, "kind": "broken", "text": "b"}',
        b'{"place": {}, "text": 5}',
        b"{",
    ],
)
@pytest.mark.parametrize("key", ["alike", None, "a b"])
async def test_refusals_are_the_same(sample: Sample, content: bytes, key: str | None) -> None:
    assert await post(sample, content, PLAIN, key) == await post(sample, content, GENERAL, key)


async def test_what_one_way_answered_the_other_replays(sample: Sample) -> None:
    content = b'{"text": "two ways", "place": {"area": "440783"}}'
    status, headers, body = await post(sample, content, PLAIN, "two-ways")
    again_status, again_headers, again_body = await post(sample, content, GENERAL, "two-ways")
    assert (again_status, again_body) == (status, body)
    assert again_headers == {**headers, "idempotency-replayed": "true"}


async def test_good_answers_have_the_same_shape(sample: Sample) -> None:
    one = await post(sample, b'{"text": "one-away", "place": {"area": "440783"}}', PLAIN + "; charset=utf-8", "one-way")
    other = await post(sample, b'{"text": "to other", "place": {"area": "440783"}}', GENERAL, "other-way")
    assert (one[0], set(one[1]), len(one[2])) == (other[0], set(other[1]), len(other[2]))


async def test_a_request_id_that_is_somebodys_number_is_not_taken(sample: Sample) -> None:
    response = await sample.client.get("/sample/v1/nothing", headers={"X-Request-Id": "110105194912310021"})
    assert response.headers["x-request-id"] != "110105194912310021"


@pytest.mark.parametrize("media_type", [PLAIN, GENERAL])
@pytest.mark.parametrize(("role", "status"), [("tax", 403), ("hospital", 403), (None, 401), ("citizen", 201)])
async def test_a_good_form_is_taken_of_those_only_who_may(sample: Sample, media_type: str, role: str | None, status: int) -> None:
    before = await sample.count("notes")
    key = f"{role}-{media_type}"
    headers = sample.headers(sample.issuer.mint(f"{role}-1", [role]), key) if role else {"Idempotency-Key": key}
    content = f'{{"text": "{key}", "place": {{"area": "440783"}}}}'
    answer = await sample.client.post("/sample/v1/notes", content=content, headers={**headers, "Content-Type": media_type})
    assert answer.status_code == status, answer.text
    assert await sample.count("notes") == before + (status == 201)
