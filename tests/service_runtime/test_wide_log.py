"""One wide line for each request: who in what role, what was refused, what it cost, what was published; and the trace it belongs to."""

import asyncio
import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import Handlers
from tests.conftest import FreshDatabase
from tests.event_keys import BusOfOwners
from tests.service_runtime.sample_service import Sample, running_sample
from tests.service_runtime.wide_lines import wide_lines

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
FIELDS = [
    "component",
    "event",
    "service",
    "method",
    "route",
    "status",
    "ms",
    "code",
    "roles",
    "statements",
    "database_ms",
    "published",
    "replayed",
]
ALWAYS = ["request_id", "trace_id", "level", "timestamp"]
BATCH_FIELDS = [
    "component",
    "event",
    "service",
    "types",
    "events",
    "duplicates",
    "poisoned",
    "ms",
    "statements",
    "database_ms",
    "published",
    "traces",
]


async def stored_events(sample: Sample, text: str) -> list[dict[str, str]]:
    async with sample.runtime.database.read() as read:
        rows = await read.driver.fetch(
            "SELECT event FROM outbox JOIN notes ON event::json ->> 'subject' = notes.id::text WHERE text = $1", text
        )
    return [json.loads(row["event"]) for row in rows]


async def test_what_a_good_request_tells(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    response = await sample.take("wide", "wide-1", subject="wx:wide")
    (line,) = wide_lines(capsys)
    assert list(line) == FIELDS + ALWAYS
    assert (line["method"], line["route"], line["status"], line["code"]) == ("POST", "/sample/v1/notes", 201, None)
    assert (line["service"], line["roles"], line["published"], line["replayed"]) == ("sample", ["citizen"], 1, False)
    assert line["statements"] == 4, "BEGIN with the key, the note, what is kept, COMMIT"
    assert 0 < line["database_ms"] <= line["ms"]
    assert line["request_id"] == response.headers["x-request-id"]
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None


async def test_a_repetition_tells_that_it_was_replayed(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    await sample.take("again", "again-1")
    await sample.take("again", "again-1")
    first, second = wide_lines(capsys)
    assert [(line["replayed"], line["published"], line["status"]) for line in (first, second)] == [(False, 1, 201), (True, 0, 201)]


@pytest.mark.parametrize(
    ("kind", "status", "code", "statements"),
    [("refused", 422, "NOTE_REFUSED", 3), ("broken", 500, "INTERNAL", 3)],
)
async def test_a_refusal_tells_its_code(
    sample: Sample, capsys: pytest.CaptureFixture[str], kind: str, status: int, code: str, statements: int
) -> None:
    await sample.take("no", f"no-{kind}", kind=kind)
    (line,) = wide_lines(capsys)
    assert (line["status"], line["code"], line["published"], line["statements"]) == (status, code, 0, statements), "ROLLBACK is told too"


async def test_who_is_not_let_in_is_told_as_well(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    await sample.client.get("/sample/v1/nothing")
    await sample.client.post("/sample/v1/notes", json={})
    await sample.client.get("/sample/v1/notes/no-uuid", headers=sample.as_clerk())
    token = sample.issuer.mint("reviewer-1", ["reviewer", "clerk"])
    await sample.client.get("/sample/v1/notes/0192e4a0-1111-7222-8333-444455556666", headers=sample.headers(token))
    told = [(line["status"], line["code"], line["roles"], line["statements"]) for line in wide_lines(capsys)]
    assert told == [
        (404, "NOT_FOUND", [], 0),
        (401, "TOKEN_MISSING", [], 0),
        (422, "INVALID_CONTENT", ["clerk"], 0),
        (404, "NOT_FOUND", ["clerk", "reviewer"], 1),
    ]


async def test_requests_at_the_same_time_are_counted_apart(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    await asyncio.gather(*(sample.take(f"same time {number}", f"same-time-{number}") for number in range(12)))
    lines = wide_lines(capsys)
    assert [(line["statements"], line["published"]) for line in lines] == [(4, 1)] * 12
    assert len({line["trace_id"] for line in lines}) == 12


async def test_the_trace_of_the_caller_goes_on_in_log_and_events(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    await sample.take("traced", "traced-1", kind="plain", traceparent=f"00-{TRACE}-{PARENT}-01", tracestate="a=b")
    (line,) = wide_lines(capsys)
    assert line["trace_id"] == TRACE
    (event,) = await stored_events(sample, "traced")
    _, trace, parent, flags = event["traceparent"].split("-")
    assert (trace, flags) == (TRACE, "01")
    assert re.fullmatch("[0-9a-f]{16}", parent)
    assert parent != PARENT
    await sample.take("traced", "traced-2", kind="broken", traceparent=f"00-{TRACE}-{PARENT}-01")
    (failed,) = wide_lines(capsys, "request.failed")
    assert failed["trace_id"] == TRACE, "lines that are written meanwhile carry it"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nonsense",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{'440783199003077739':0>32}-{PARENT}-01",
        "x" * 600,
    ],
)
async def test_what_is_no_trace_begins_a_new_one(sample: Sample, capsys: pytest.CaptureFixture[str], given: str) -> None:
    text = f"no trace {len(given)} {given[:60]}"
    await sample.take(text, f"no-trace-{abs(hash(given))}", traceparent=given)
    (line,) = wide_lines(capsys)
    assert re.fullmatch("[0-9a-f]{32}", line["trace_id"])
    assert line["trace_id"] not in given.lower()
    assert line["trace_id"] != "0" * 32
    (event,) = await stored_events(sample, text)
    assert event["traceparent"].split("-")[1] == line["trace_id"]


async def test_a_batch_has_one_line(fresh_database: FreshDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The service hears its own events."""
    taken = asyncio.Event()

    async def when_submitted(tx: object, events: object) -> None:
        taken.set()

    handlers: Handlers = {ApplicationSubmittedV1: when_submitted}
    bus = BusOfOwners()
    async with running_sample(await fresh_database("wide"), tmp_path, bus=bus, handlers=handlers) as sample:
        await sample.take("heard", "heard-1", traceparent=f"00-{TRACE}-{PARENT}-01")
        await taken.wait()
    await bus.close()
    (line,) = wide_lines(capsys, "batch")
    assert list(line) == BATCH_FIELDS + ALWAYS[1:]
    assert (line["service"], line["component"], line["types"]) == ("sample", "bus", {ApplicationSubmittedV1.event_type: 1})
    told = {name: line[name] for name in ("events", "duplicates", "poisoned", "published", "statements", "traces", "trace_id")}
    assert told == {"events": 1, "duplicates": 0, "poisoned": 0, "published": 0, "statements": 3, "traces": 1, "trace_id": TRACE}
    assert 0 < line["database_ms"] <= line["ms"]


def test_the_runbook_tells_every_field() -> None:
    text = Path("docs/runbooks/tracing.md").read_text(encoding="utf-8")
    assert [name for name in {*FIELDS, *BATCH_FIELDS, *ALWAYS} if f"| `{name}` |" not in text] == []
