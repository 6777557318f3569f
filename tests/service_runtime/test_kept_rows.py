"""What is kept with the commit arrives as it was, whatever it holds."""

import json
from datetime import datetime

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from tests.service_runtime.sample_events import note_taken
from tests.service_runtime.sample_service import Sample

NASTY = [
    "'",
    "''",
    "\\'",
    "\\",
    "'; DROP TABLE notes; --",
    "$$",
    "E'\\x00'",
    '"',
    "%s {0} :a $1",
    "\n\r\t\x01",
    "名'字\\",
    "\ufeff\u2028😀",
]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_comes_back(sample: Sample, text: str) -> None:
    await comes_back(sample, text)


@pytest.mark.parametrize("text", NASTY)
async def test_nasty_texts_come_back(sample: Sample, text: str) -> None:
    await comes_back(sample, text)


async def comes_back(sample: Sample, text: str) -> None:
    subject = str(new_id())
    async with sample.runtime.database.transaction() as tx:
        tx.audit("note.taken", subject=subject, actor=text, purpose=text, detail={"text": text})
    async with sample.runtime.database.read() as read:
        kept = await read.driver.fetchrow("SELECT actor, purpose, detail FROM audit_rows WHERE subject = $1", subject)
    assert kept is not None
    assert (kept["actor"], kept["purpose"], json.loads(kept["detail"])) == (text, text, {"text": text})


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_collected_rows_are_the_same_one_by_one_and_many(sample: Sample, count: int) -> None:
    subject, moment = f"subject '{count}' \\", datetime(2023, 9, 1, 8, 30, 15, 123456, SHANGHAI)
    events = [note_taken(new_id(), moment) for _ in range(count)]
    async with sample.runtime.database.transaction(request_id="r'1") as tx:
        tx.now = moment
        tx.publish(*events)
        for number in range(count):
            tx.audit("note.taken", subject=subject, actor="o'brien", purpose=None, detail={"number": number, "名": "值'\\"})
    async with sample.runtime.database.read() as read:
        audited = await read.driver.fetch("SELECT * FROM audit_rows WHERE subject = $1 ORDER BY id", subject)
        published = await read.driver.fetch("SELECT event FROM outbox WHERE event_id = ANY($1)", [event.id for event in events])
    assert [(row["at"], row["actor"], row["purpose"], row["request_id"]) for row in audited] == [(moment, "o'brien", None, "r'1")] * count
    assert [json.loads(row["detail"]) for row in audited] == [{"number": number, "名": "值'\\"} for number in range(count)]
    assert {json.loads(row["event"])["id"] for row in published} == {str(event.id) for event in events}


async def test_nul_in_an_audit_row_commits_nothing(sample: Sample) -> None:
    before = await sample.count("audit_rows")
    with pytest.raises(asyncpg.CharacterNotInRepertoireError):
        await audit_nul(sample)
    assert await sample.count("audit_rows") == before


async def audit_nul(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as tx:
        tx.audit("note.taken", subject="a\0'; DELETE FROM audit_rows; --", actor="x")
