"""Every look of an office leaves a row, every look that finds nobody is counted and kept."""

from typing import Any
from uuid import uuid4

from prometheus_client.parser import text_string_to_metric_families

from tests.registration.builders import fresh_number
from tests.registration.world import World


async def looks(world: World, subject: object) -> list[tuple[Any, ...]]:
    rows = await world.rows(
        "SELECT action, actor, purpose, detail->>'seen' AS seen FROM audit_rows WHERE subject = $1 AND action LIKE '%.read' ORDER BY id",
        str(subject),
    )
    return [tuple(row.values()) for row in rows]


async def test_every_look_of_an_office_leaves_a_row(world: World) -> None:
    application_id, participation_id = await world.register()
    person_id = (await world.participation(participation_id))["person_id"]
    clerk, citizen = {**world.as_("clerk"), "X-Purpose": "COMPLAINT"}, world.as_("citizen", "wx:1")
    for caller in (clerk, citizen):
        for path in ("", "/participations", "/timeline"):
            assert (await world.get(f"/persons/{person_id}{path}", caller)).status_code == 200
        assert (await world.get(f"/applications/{application_id}", caller)).status_code == 200
    assert await looks(world, person_id) == [
        ("person.read", "clerk:1", "COMPLAINT", seen) for seen in ("person", "participations", "timeline")
    ]
    assert await looks(world, application_id) == [("application.read", "clerk:1", "COMPLAINT", "application")]
    reader = world.as_("auditor", "auditor:9")
    page = (await world.get("/applications", reader, limit=1000)).json()["items"]
    [row] = await world.rows("SELECT purpose, detail FROM audit_rows WHERE action = 'applications.listed' AND actor = 'auditor:9'")
    assert row["purpose"] == "COUNTER"
    assert all(item["application_id"] in row["detail"] for item in page)


async def missed(world: World) -> float:
    text = (await world.client.get("/registration/metrics")).text
    [family] = [found for found in text_string_to_metric_families(text) if found.name == "canbao_looks_missed"]
    return sum(sample.value for sample in family.samples if sample.labels["kind"] == "person")


async def test_a_missed_search_is_counted_and_kept(world: World) -> None:
    before = await missed(world)
    number, clerk = fresh_number(), world.as_("clerk", "clerk:searching")
    found = await world.post("/persons/search", {"document_type": "RESIDENT_ID", "document_number": number}, clerk)
    assert found.status_code == 404
    assert (await world.get(f"/persons/{uuid4()}", clerk)).status_code == 404
    rows = await world.rows("SELECT action, subject, purpose, detail->>'missed' FROM audit_rows WHERE actor = 'clerk:searching'")
    assert [tuple(row.values()) for row in rows] == [("person.search_missed", "person", "COUNTER", "1")] * 2
    assert number not in str(rows)
    assert await missed(world) == before + 2
