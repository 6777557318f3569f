"""What the tests of closed doors read in answers, and the mandates that they need."""

from typing import Any

import httpx

from tests.registration.world import World

PASSING = {"instance", "request_id"}


async def codes_of(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def neutral(answer: httpx.Response) -> tuple[Any, ...]:
    """All that a caller can tell two answers by."""
    body = {name: told for name, told in answer.json().items() if name not in PASSING}
    headers = {name: told for name, told in answer.headers.items() if name not in ("x-request-id", "date", "traceparent", "content-length")}
    return answer.status_code, body, headers


async def mandate(world: World, subject: str, number: str, **changes: Any) -> str:
    body = {
        "kind": "AGENT",
        "subject": subject,
        "document_type": "RESIDENT_ID",
        "document_number": number,
        "area": "440783",
        "paper": "POWER_OF_ATTORNEY",
        "until_on": "2023-12-31",
        **changes,
    }
    answer = await world.mandate(body, world.as_("clerk", "clerk:counter"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["mandate_id"])
