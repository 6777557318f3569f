"""One value of a service's metrics, for tests of what moves it."""

import httpx
from prometheus_client.parser import text_string_to_metric_families


async def value(http: httpx.AsyncClient, name: str, **labels: str) -> float:
    """The sample of that name with exactly these labels; 0 if only samples with other labels are there."""
    text = (await http.get("/metrics")).text
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples if one.name == name]
    assert samples, f"no {name}"
    return sum(one.value for one in samples if one.labels == labels)
