"""Idempotency-Key: 400 missing, 409 in progress, 422 other body, replay byte-identical."""

import asyncio
import hashlib
from uuid import UUID

import sqlalchemy as sa
from starlette.responses import Response

from event_bus.outbox import outbox_columns
from row_sets import Statement
from service_runtime.idempotency import IdempotencyKey
from service_runtime.kept_rows import keep_rows
from service_runtime.purge import purge
from service_runtime.safe import Safe
from tests.service_runtime.sample_service import Sample
from tests.service_runtime.sample_tables import notes

_CHECK_WAITED = Statement(sa.update(notes).where(notes.c.text == "waited").values(checked=True))


async def test_missing_is_400(sample: Sample) -> None:
    form = {"text": "no key", "place": {"area": "440783"}}
    response = await sample.client.post("/sample/v1/notes", json=form, headers=sample.as_citizen())
    assert (response.status_code, response.json()["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")


async def test_an_unprintable_key_is_400(sample: Sample) -> None:
    response = await sample.take("bad key", "a key")
    assert (response.status_code, response.json()["code"]) == (400, "IDEMPOTENCY_KEY_INVALID")


async def test_a_repetition_gets_the_first_answer_byte_for_byte(sample: Sample) -> None:
    first = await sample.take("once", "once")
    before = await sample.count("notes"), await sample.count("audit_rows")
    second = await sample.take("once", "once")
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers["idempotency-replayed"] == "true"
    assert (await sample.count("notes"), await sample.count("audit_rows")) == before


async def test_another_body_under_the_same_key_is_422(sample: Sample) -> None:
    await sample.take("body one", "bodies")
    response = await sample.take("body two", "bodies")
    assert (response.status_code, response.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_keys_of_two_callers_do_not_meet(sample: Sample) -> None:
    one = await sample.take("caller one", "shared-key", subject="wx:1")
    two = await sample.take("caller two", "shared-key", subject="wx:2")
    assert (one.status_code, two.status_code) == (201, 201)


async def test_a_key_in_progress_is_409_at_once(sample: Sample) -> None:
    gates = sample.settings.gates
    gates.inside.clear()
    gates.go_on.clear()
    first = asyncio.create_task(sample.take("slow", "slow", kind="gated"))
    await gates.inside.wait()
    second = await sample.take("slow", "slow", kind="gated")
    gates.go_on.set()
    assert (second.status_code, second.json()["code"]) == (409, "IDEMPOTENCY_IN_PROGRESS")
    assert (await first).status_code == 201
    assert (await sample.take("slow", "slow", kind="gated")).content == (await first).content


async def test_a_refused_request_may_be_corrected_under_the_same_key(sample: Sample) -> None:
    assert (await sample.take("corrected", "corrected", kind="refused")).status_code == 422
    assert (await sample.take("corrected", "corrected")).status_code == 201


async def test_a_storm_of_repetitions_has_one_effect_a_key(sample: Sample) -> None:
    async def one_key(number: int) -> None:
        answers = await asyncio.gather(*(sample.take(f"storm {number}", f"storm-{number}") for _ in range(8)))
        good = {answer.content for answer in answers if answer.status_code == 201}
        assert len(good) == 1
        assert {answer.status_code for answer in answers} <= {201, 409}

    before = await sample.count("notes")
    await asyncio.gather(*(one_key(number) for number in range(10)))
    assert await sample.count("notes") == before + 10


async def test_two_that_both_saw_a_fresh_key_end_in_one_effect(sample: Sample) -> None:
    """The claim looks at the key before it holds the lock; the unique row decides in the end, and the slower one replays the faster."""
    gates = sample.settings.gates
    gates.inside.clear()
    gates.go_on.clear()
    content = b'{"text": "both", "place": {"area": "440783"}, "kind": "gated"}'
    headers = {**sample.as_citizen(key="both"), "Content-Type": "application/json"}
    slower = asyncio.create_task(sample.client.post("/sample/v1/notes", content=content, headers=headers))
    await gates.inside.wait()
    faster = IdempotencyKey(
        Safe.from_json(sample.settings.storage_keys),
        caller="wx:1",
        method="POST",
        path="/sample/v1/notes",
        query=b"",
        key="both",
        body=content,
    )
    note = b'{"id":"0192e4a0-1111-7222-8333-444455556666","text":"faster","checked":false}'
    async with sample.runtime.database.transaction() as tx:
        await keep_rows(tx.driver, outbox_columns([]), [], faster.answer(Response(note, 201, media_type="application/json")))
    before = await sample.count("notes")
    gates.go_on.set()
    answer = await slower
    assert (answer.status_code, answer.content) == (201, note)
    assert await sample.count("notes") == before


async def test_prefer_wait_gives_the_later_answer_and_keeps_it(sample: Sample) -> None:
    async def check_when_it_is_there() -> None:
        async with sample.runtime.database.transaction() as tx:
            while not await _CHECK_WAITED.run(tx.driver):
                pass

    answer, _ = await asyncio.gather(sample.take("waited", "waited", prefer="wait=5"), check_when_it_is_there())
    assert (answer.status_code, answer.json()["checked"]) == (200, True)
    assert answer.headers["preference-applied"] == "wait=5"
    again = await sample.take("waited", "waited", prefer="wait=5")
    assert (again.status_code, again.content) == (200, answer.content)


async def test_prefer_wait_that_ends_gives_the_first_answer(sample: Sample) -> None:
    answer = await sample.take("in vain", "in-vain", prefer="respond-async, wait=0")
    assert (answer.status_code, answer.json()["checked"]) == (201, False)
    assert UUID(answer.json()["id"])


async def test_nothing_of_a_request_or_its_answer_stands_in_clear(sample: Sample) -> None:
    first = await sample.take("canary of the answer", "canary-of-the-key", subject="wx:canary")
    assert first.status_code == 201
    async with sample.runtime.database.read() as read:
        kept = await read.driver.fetch("SELECT *, k::text AS line FROM idempotency_keys AS k ORDER BY created_at DESC LIMIT 1")
    [row] = kept
    assert row["headers"] is None
    columns = [row["scope"], row["request_hash"], row["body"]]
    assert all(word not in column for word in (b"canary", first.json()["id"].encode(), b"application/json") for column in columns)
    used = "\0".join(("wx:canary", "POST", "/sample/v1/notes", "canary-of-the-key")).encode()
    assert row["scope"] != hashlib.sha256(used).digest(), "who knows the parts cannot look the row up"
    assert first.content not in row["line"].encode()


async def test_an_answer_moved_to_another_key_opens_nothing(sample: Sample) -> None:
    await sample.take("mine", "moved-from")
    await sample.take("yours", "moved-to", subject="wx:2")
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(
            "UPDATE idempotency_keys SET body = (SELECT body FROM idempotency_keys ORDER BY created_at DESC OFFSET 1 LIMIT 1) "
            "WHERE scope = (SELECT scope FROM idempotency_keys ORDER BY created_at DESC LIMIT 1)"
        )
    answer = await sample.take("yours", "moved-to", subject="wx:2")
    assert answer.status_code == 500
    assert "mine" not in answer.text


async def test_an_answer_of_before_is_still_given(sample: Sample) -> None:
    """Kept in clear under a plain digest by an older version."""
    content, key = b'{"text": "old", "place": {"area": "440783"}}', "kept-before"
    scope = hashlib.sha256("\0".join(("wx:1", "POST", "/sample/v1/notes", key)).encode()).digest()
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(
            "INSERT INTO idempotency_keys (scope, request_hash, status, headers, body) VALUES ($1, $2, 201, $3, $4)",
            scope,
            hashlib.sha256(b"\0" + content).digest(),
            '{"content-type": "application/json"}',
            b'{"id":"0192e4a0-1111-7222-8333-444455556666","text":"old","checked":true}',
        )
    headers = {**sample.as_citizen(key=key), "Content-Type": "application/json"}
    again = await sample.client.post("/sample/v1/notes", content=content, headers=headers)
    assert (again.status_code, again.json()["checked"], again.headers["idempotency-replayed"]) == (201, True, "true")
    other = await sample.client.post("/sample/v1/notes", content=content.replace(b"old", b"new"), headers=headers)
    assert other.json()["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_old_answers_discarded_letters_and_seen_events_are_purged_and_young_ones_stay(sample: Sample) -> None:
    await sample.take("young", "young")
    letter = (
        "INSERT INTO dead_letters (event_id, event_type, event, origin, error, discarded_at, discarded_by, discard_reason) "
        "VALUES (gen_random_uuid(), 'a.b.v1', '{}', '/canbao/a', 'ValueError', now() - interval '{age} days', 'o', 'r')"
    )
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute("UPDATE idempotency_keys SET created_at = now() - interval '91 days' WHERE created_at < now()")
        for age in (179, 181):
            await tx.driver.execute(letter.replace("{age}", str(age)))
        await tx.driver.execute(
            "INSERT INTO inbox (event_id, received_at) SELECT gen_random_uuid(), now() - days * interval '1 day' FROM "
            "unnest(ARRAY[0, 89, 91, 400]) AS days"
        )
    await sample.take("younger", "younger")
    assert await purge(sample.runtime, inbox_guards_money=True) > 0
    assert [await sample.count(table) for table in ("idempotency_keys", "dead_letters", "inbox")] == [1, 1, 4], "the inbox guards money"
    assert await purge(sample.runtime, inbox_guards_money=False) == 2
    assert [await sample.count(table) for table in ("idempotency_keys", "dead_letters", "inbox")] == [1, 1, 2]
    assert await purge(sample.runtime, inbox_guards_money=False) == 0
    again = await sample.take("younger", "younger")
    assert again.headers["idempotency-replayed"] == "true"
