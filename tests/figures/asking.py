"""What a service tells of itself at one moment: a value of its metrics, the checks of its health."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families


async def value(http: httpx.AsyncClient, name: str, **labels: str) -> float:
    """The sample of that name with exactly these labels; 0 if only samples with other labels are there."""
    text = (await http.get("/metrics")).text
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples if one.name == name]
    assert samples, f"no {name}"
    return sum(one.value for one in samples if one.labels == labels)


async def checks_once(http: httpx.AsyncClient, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The checks of health by name, as soon as the condition holds for them. The service stays ready all the time."""
    async with asyncio.timeout(60):
        while True:
            answer = await http.get("/readyz")
            assert answer.status_code == 200
            checks = {name: check for name, (check,) in answer.json()["checks"].items()}
            if condition(checks):
                return checks
            await asyncio.sleep(0.01)
