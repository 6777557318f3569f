"""livez touches nothing, readyz asks the own database, checks tell of the work, metrics count by template."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from service_runtime import HealthFigure, Job, Runtime
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample


async def unknown_payments(_: Runtime) -> Sequence[HealthFigure]:
    return [HealthFigure("payments:unknown", "fail", 3, "bills")]


async def broken_check(_: Runtime) -> Sequence[HealthFigure]:
    raise LookupError("figure")


async def failing_work(_: Runtime) -> int:
    raise LookupError("nobody there")


async def endless_work(_: Runtime) -> int:
    await asyncio.Event().wait()
    return 0


async def no_pause() -> None:
    """There is none."""


@pytest.mark.parametrize("prefix", ["", "/sample"])
async def test_all_probes_answer_with_and_without_prefix(sample: Sample, prefix: str) -> None:
    for probe in ("livez", "readyz", "healthz"):
        response = await sample.client.get(f"{prefix}/{probe}")
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/health+json"
        assert response.json()["status"] == "pass"
    metrics = await sample.client.get(f"{prefix}/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "canbao_database_pool_in_use" in metrics.text


async def test_many_probes_at_once_are_answered_alike(sample: Sample) -> None:
    """The next question to the database may be asked before everybody has read the answer to the last one."""

    async def ask(probe: str) -> set[tuple[int, bool]]:
        answers = [await sample.client.get(f"/{probe}") for _ in range(15)]
        return {(answer.status_code, "canbao_figures_missing 0.0" in answer.text) for answer in answers}

    ready, figures, *others = await asyncio.gather(ask("readyz"), ask("metrics"), ask("readyz"), ask("metrics"))
    assert ready == others[0] == {(200, False)}
    assert figures == others[1] == {(200, True)}


async def test_a_database_that_is_gone_makes_it_unready_and_not_dead(sample: Sample) -> None:
    class Gone:
        """A database nobody answers for."""

        async def ping(self, seconds: float) -> None:
            raise ConnectionRefusedError(111, "refused")

    runtime, real = sample.runtime, sample.runtime.database
    runtime.database = Gone()  # type: ignore[assignment]
    try:
        ready = await sample.client.get("/readyz")
        alive = await sample.client.get("/livez")
    finally:
        runtime.database = real
    assert (ready.status_code, ready.json()["status"]) == (503, "fail")
    assert ready.json()["checks"]["database:connection"][0]["status"] == "fail"
    assert "broker:connection" in ready.json()["checks"], "told without the database"
    assert alive.status_code == 200


async def test_draining_is_unready(sample: Sample) -> None:
    sample.runtime.draining = True
    try:
        response = await sample.client.get("/sample/readyz")
    finally:
        sample.runtime.draining = False
    assert (response.status_code, "service:draining" in response.json()["checks"]) == (503, True)


async def test_business_checks_and_failing_work_warn_only(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    database = await fresh_database("probes")
    checks, background = [unknown_payments, broken_check], [Job("failing", failing_work, no_pause), Job("endless", endless_work, no_pause)]
    async with running_sample(database, tmp_path, checks=checks, background=background) as sample:
        await asyncio.sleep(0)
        response, metrics = await sample.client.get("/readyz"), await sample.client.get("/metrics")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "warn")
    assert body["checks"]["payments:unknown"] == [{"status": "fail", "observedValue": 3, "observedUnit": "bills"}]
    assert body["checks"]["check:broken_check"][0]["output"] == "LookupError: figure"
    assert body["checks"]["background:failing"] == [{"status": "warn", "output": "LookupError: nobody there"}]
    assert body["checks"]["background:endless"] == [{"status": "pass"}]
    assert body["checks"]["broker:connection"] == [{"status": "pass", "observedValue": "embedded"}]
    assert 'canbao_job_failing{job="failing"} 1.0' in metrics.text


async def test_metrics_count_by_template_and_status(sample: Sample) -> None:
    await sample.client.get("/sample/v1/notes/0192e4a0-1111-7222-8333-444455556666", headers=sample.as_citizen())
    await sample.client.get("/sample/v1/nothing/440783")
    text = (await sample.client.get("/metrics")).text
    assert 'canbao_http_requests_total{method="GET",route="/sample/v1/notes/{note_id}",status="404"}' in text
    assert 'route="unmatched",status="404"' in text
    assert "0192e4a0" not in text
    assert "440783" not in text


async def test_the_documentation_needs_nobody_else(sample: Sample) -> None:
    page = await sample.client.get("/sample/docs")
    assert page.status_code == 200
    assert "://" not in page.text.replace("http-equiv", "")
    for file in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        response: httpx.Response = await sample.client.get(f"/sample/docs/{file}")
        assert response.status_code == 200
        assert f"/sample/docs/{file}" in page.text
    assert (await sample.client.get("/sample/docs/..%2FREADME.md")).status_code == 404


async def test_openapi_tells_of_problems_and_keys(sample: Sample) -> None:
    document = (await sample.client.get("/sample/openapi.json")).json()
    take_note = document["paths"]["/sample/v1/notes"]["post"]
    assert take_note["operationId"] == "takeNote"
    problem, codes = take_note["responses"]["422"]["content"]["application/problem+json"]["schema"]["allOf"]
    assert problem == {"$ref": "#/components/schemas/Problem"}
    assert "INVALID_CONTENT" in codes["properties"]["code"]["enum"]
    key = next(parameter for parameter in take_note["parameters"] if parameter["name"] == "Idempotency-Key")
    assert key["required"] is True
    assert take_note["security"] == [{"bearer": []}]
