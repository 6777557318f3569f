"""Spans: sent to a collector where one is named, with nobody's data; without one nothing of the SDK is there."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import Handlers
from service_runtime import Transaction
from tests.architecture.source_tree import ROOT
from tests.conftest import FreshDatabase
from tests.event_keys import BusOfOwners
from tests.service_runtime.collector import Collector, attributes, collector
from tests.service_runtime.sample_service import Sample, running_sample
from tests.service_runtime.test_logs import CANARIES
from tests.service_runtime.wide_lines import wide_lines

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


class Listener:
    """Counts what the service hears of itself."""

    def __init__(self) -> None:
        self.events: list[Event[ApplicationSubmittedV1]] = []
        self.changed = asyncio.Event()

    async def when_submitted(self, tx: Transaction, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
        self.events += events
        self.changed.set()

    async def until(self, number: int) -> None:
        while len(self.events) < number:
            self.changed.clear()
            await self.changed.wait()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def bus() -> AsyncIterator[BusOfOwners]:
    bus = BusOfOwners()
    yield bus
    await bus.close()


async def requests_of_canary_people(sample: Sample) -> None:
    for number, text in enumerate(CANARIES):
        for kind in ("plain", "broken", "refused"):
            trace = f"00-{text[:18] if text.isdigit() else '7':0>32}-{PARENT}-01"
            await sample.take(
                text, f"canary-{number}-{kind}", kind=kind, subject=f"wx:{number}", traceparent=trace, tracestate=f"a={number}x"
            )
        await sample.client.get(f"/sample/v1/notes/{text}?name={text}", headers=sample.as_citizen())
        await sample.client.request(f"M{number}", f"/{text}", headers={"User-Agent": f"a {number}", "X-Request-Id": CANARIES[0]})


async def test_requests_and_batches_become_spans(
    fresh_database: FreshDatabase, tmp_path: Path, bus: BusOfOwners, listener: Listener, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers: Handlers = {ApplicationSubmittedV1: listener.when_submitted}
    with collector() as told:
        url = await fresh_database("spans")
        async with running_sample(url, tmp_path, bus=bus, handlers=handlers, otlp_endpoint=told.address) as sample:
            await sample.take("one", "one", traceparent=f"00-{TRACE}-{PARENT}-01")
            await listener.until(1)
            refused = await sample.take("two", "two", kind="refused")
            await sample.take("three", "three", kind="broken")
            await sample.client.get("/sample/v1/notes/7", headers=sample.as_clerk())
    assert told.paths == {"/v1/traces"}
    assert {service for service, _ in told.spans()} == {"sample"}
    spans = {span.name + f" {attributes(span).get('http.response.status_code', '')}": span for _, span in told.spans()}
    assert sorted(spans) == [
        "GET /sample/v1/notes/{note_id} 422",
        "POST /sample/v1/notes 201",
        "POST /sample/v1/notes 422",
        "POST /sample/v1/notes 500",
        "process events ",
    ]
    good, bad = spans["POST /sample/v1/notes 201"], spans["POST /sample/v1/notes 422"]
    assert (good.kind, good.trace_id.hex(), good.parent_span_id.hex()) == (Span.SPAN_KIND_SERVER, TRACE, PARENT)
    assert (attributes(good)["http.route"], attributes(good)["canbao.statements"], attributes(good)["canbao.published"]) == (
        "/sample/v1/notes",
        4,
        1,
    )
    assert (attributes(bad)["canbao.code"], attributes(bad)["canbao.request_id"]) == ("NOTE_REFUSED", refused.headers["x-request-id"])
    assert bad.status.code == Status.STATUS_CODE_UNSET
    assert spans["POST /sample/v1/notes 500"].status.code == Status.STATUS_CODE_ERROR
    batch = spans["process events "]
    assert (batch.kind, batch.trace_id, batch.parent_span_id) == (Span.SPAN_KIND_CONSUMER, good.trace_id, good.span_id)
    assert [link.span_id for link in batch.links] == [good.span_id]
    assert attributes(batch)["canbao.event_types"] == [ApplicationSubmittedV1.event_type]
    lines = wide_lines(capsys)
    assert sorted(line["trace_id"] for line in lines) == sorted(span.trace_id.hex() for span in spans.values() if span is not batch)


async def test_canary_people_are_in_no_span_and_no_line(
    fresh_database: FreshDatabase, tmp_path: Path, bus: BusOfOwners, listener: Listener, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers: Handlers = {ApplicationSubmittedV1: listener.when_submitted}
    with collector() as told:
        url = await fresh_database("spans")
        async with running_sample(url, tmp_path, bus=bus, handlers=handlers, otlp_endpoint=told.address) as sample:
            await requests_of_canary_people(sample)
            await listener.until(len(CANARIES))
    assert len(told.spans()) > 5 * len(CANARIES)
    sent = b"".join(told.bodies) + "".join(str(span) + span.trace_id.hex() + span.parent_span_id.hex() for _, span in told.spans()).encode()
    assert [canary for canary in (*CANARIES, "wx:") if canary.encode() in sent] == []
    log = capsys.readouterr().err
    assert log.count('"event": "request"') == 5 * len(CANARIES)
    assert '"event": "batch"' in log
    assert [canary for canary in (*CANARIES, "wx:") if canary in log] == []


async def test_a_batch_of_several_traces_is_linked_to_each(
    fresh_database: FreshDatabase, tmp_path: Path, bus: BusOfOwners, listener: Listener
) -> None:
    handlers: Handlers = {ApplicationSubmittedV1: listener.when_submitted}
    with collector() as told:
        url = await fresh_database("spans")
        async with running_sample(url, tmp_path, bus=bus, handlers=handlers, otlp_endpoint=told.address) as sample:
            async with sample.runtime.database.transaction() as holding:
                await holding.driver.execute("LOCK TABLE inbox")
                await asyncio.gather(*(sample.take(f"several {number}", f"several-{number}") for number in range(4)))
            await listener.until(4)
    requests = [span for _, span in told.spans() if span.kind == Span.SPAN_KIND_SERVER]
    batches = [span for _, span in told.spans() if span.kind == Span.SPAN_KIND_CONSUMER]
    linked = sorted((link.trace_id, link.span_id) for span in batches for link in span.links)
    assert linked == sorted((span.trace_id, span.span_id) for span in requests)
    several = [span for span in batches if len(span.links) > 1]
    assert several, "what waited for the lock was taken together"
    assert {span.trace_id for span in several}.isdisjoint({span.trace_id for span in requests})


async def test_a_collector_that_is_away_holds_nobody_up(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with collector() as gone:
        address = gone.address
    async with running_sample(await fresh_database("spans"), tmp_path, otlp_endpoint=address) as sample:
        assert (await sample.take("nobody listens", "nobody")).status_code == 201


def test_without_a_collector_no_sdk_is_loaded() -> None:
    script = (
        "import sys, service_runtime; from service_runtime.tracing import Tracing\n"
        "assert not Tracing('sample', None).spans.are_recorded\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter', 'requests', 'google'))])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"


ONE_REQUEST = """
import asyncio, sys
from pathlib import Path
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.service_runtime.sample_service import running_sample

told = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(told))
trace.set_tracer_provider(provider)

async def ask():
    async with running_sample(sys.argv[1], Path(sys.argv[2])) as sample:
        await sample.take("somebody", "somebody", kind="broken")

asyncio.run(ask())
print([span.name for span in told.get_finished_spans()])
"""


async def test_nothing_goes_to_a_tracer_of_the_whole_process(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """FastAPI would tell it addresses and texts of exceptions."""
    command = [sys.executable, "-c", ONE_REQUEST, await fresh_database("spans"), str(tmp_path)]
    run = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_collector_of_the_tests_sees_what_is_sent() -> None:
    with collector() as told:
        assert isinstance(told, Collector)
        assert told.spans() == []
