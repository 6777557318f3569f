"""What is kept for a time only goes a few pages at a time, whatever else lies in the table."""

import json

from service_runtime.purge import INBOX, Purge
from tests.service_runtime.sample_service import Sample

_FILL = (
    "INSERT INTO inbox (event_id, received_at) SELECT gen_random_uuid(), now() - {age} * interval '1 day' FROM generate_series(1, {many})"
)


async def test_old_rows_go_from_everywhere_in_steps_that_are_small(sample: Sample) -> None:
    """Old ones lie between young ones, as where a vacuum has made room."""
    async with sample.runtime.database.transaction() as tx:
        for age in (1, 400, 2, 91, 3):
            await tx.driver.execute(_FILL.format(age=age, many=20_000))
    whole, most, steps = Purge(inbox_guards_money=False), 0, 0
    while not whole.is_done:
        before = await sample.count("inbox")
        assert await whole.step(sample.runtime)
        most, steps = max(most, before - await sample.count("inbox")), steps + 1
    assert await sample.count("inbox") == 60_000
    assert whole.gone["inbox"] == 40_000
    assert most <= 100 * 160, "a hundred pages, and the rows of a page"
    assert steps > 5


async def test_a_step_reads_its_own_pages_alone(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(_FILL.format(age=1, many=20_000))
        places = INBOX.purge.places({"first": "(0,0)", "end": "(10,0)", "days": 90})
        plan = json.loads(await tx.driver.fetchval("EXPLAIN (FORMAT JSON) " + INBOX.purge.text, *places))[0]["Plan"]["Plans"][0]
    assert plan["Node Type"] == "Tid Range Scan"
