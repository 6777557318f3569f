"""Whatever is sent, the answer is a 2xx or a 4xx problem, never a 5xx, and a refusal changes nothing."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registration.builders import form, insured
from tests.registration.world import World

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.text("0123456789X", max_size=20),
)
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=5
)
FIELDS = sorted(
    {*form(), "benefit_year", "category", "birth_date", "channel", "event_date", "materials", "consent", "household_no", "foreign"}
)
QUIET = [HealthCheck.function_scoped_fixture]


@given(changes=st.dictionaries(st.sampled_from(FIELDS), ANY, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
async def test_any_form(module_world: World, changes: dict[str, Any]) -> None:
    before = await module_world.rows("SELECT count(*) FROM applications")
    answer = await module_world.post("/applications", {**form(), **changes}, module_world.as_("citizen"))
    assert answer.status_code in {202, 400, 422}, answer.text
    if answer.status_code != 202:
        assert answer.headers["content-type"] == "application/problem+json"
        assert await module_world.rows("SELECT count(*) FROM applications") == before


@given(changes=st.dictionaries(st.sampled_from(sorted({*insured(), "category", "birth_date", "event"})), ANY, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
async def test_any_import(module_world: World, changes: dict[str, Any]) -> None:
    body = {"benefit_year": 2023, "people": [{**insured(), **changes}]}
    answer = await module_world.imports(body)
    assert answer.status_code in {200, 400, 422}, answer.text


NASTY = ["\u0000", "a\u0000b", "\ud800", "\u202e", "x" * 100_000, "'; DROP TABLE persons; --", "%s%n", "{{7*7}}"]


@pytest.mark.parametrize("field", ["name", "bank", "household_area", "household_no", "phone", "document_number", "area", "category"])
@pytest.mark.parametrize("text", NASTY)
async def test_nasty_texts(world: World, field: str, text: str) -> None:
    headers = {**world.as_("citizen"), "Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}
    answer = await world.client.post("/registration/v1/applications", content=json.dumps({**form(), field: text}), headers=headers)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("text", NASTY[:3])
async def test_nasty_texts_of_offices(world: World, text: str) -> None:
    application_id = await world.apply()
    _, participation_id = await world.register()
    requests: list[tuple[str, dict[str, Any], str]] = [
        (
            f"/applications/{application_id}/decision",
            {"decision": "REJECT", "note": text, "reasons": [{"code": "OTHER", "msg": text}]},
            "clerk",
        ),
        (f"/participations/{participation_id}/stop", {"reason": text}, "clerk"),
        ("/persons/search", {"document_type": "RESIDENT_ID", "document_number": text}, "clerk"),
        ("/applications", form(materials=[{"kind": text, "satisfied_by": "COPY", "reference": text}]), "citizen"),
        ("/applications", form(consent={"signed_on": "2023-10-09", "old_unit": text}), "citizen"),
    ]
    for path, body, role in requests:
        headers = {**world.as_(role), "Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}
        answer = await world.client.post(f"/registration/v1{path}", content=json.dumps(body), headers=headers)
        assert 400 <= answer.status_code < 500, (path, answer.text)


@pytest.mark.parametrize("query", ["state=X", "limit=0", "limit=1001", "after=x", "area=a%00", "benefit_year=1", "area=%"])
async def test_nasty_queries(world: World, query: str) -> None:
    answer = await world.client.get(f"/registration/v1/applications?{query}", headers=world.as_("clerk"))
    assert answer.status_code == 422
