"""Any day in any place of a day: what lies outside the book is refused with 422, and no day is too much for a rule (never 5xx)."""

import copy
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.benefits.builders import at, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_closed_doors import PREVIEW
from tests.benefits.test_rest import FORM, insured, key
from tests.contracts.http_services import Operation, operations
from tests.contracts.test_http_extremes import places, put, resolved

OUTSIDE = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")
AT_THE_EDGE = ("1900-01-01", "1998-02-28", "2040-02-29", "2100-12-31")
"""Days that a form takes; whether the book knows their year is for the rules to say."""
BODIES: dict[str, Any] = {
    "fileForCareElsewhere": FORM,
    "correctFiling": FORM,
    "previewPayment": {**PREVIEW, "repair_years": 2, "repair_on": "2025-11-21", "birth_date": "1990-01-01"},
    "previewMyPayment": {**PREVIEW, "repair_years": 2, "repair_on": "2025-11-21"},
    "getNationalPersonInformation": {"infno": "1101", "msgid": "1", "input": {"data": {"begntime": "2024-03-01"}}},
}
"""Bodies with which a rule is reached; the example of the contract for the others."""


def days_of(operation: Operation) -> Iterator[tuple[str, tuple[str | int, ...], bool]]:
    """Where a day or moment stands, and whether it is a moment."""
    for parameter in operation.described.get("parameters", ()):
        told = resolved(parameter["schema"], operation.service).get("format", "")
        if parameter["in"] == "query" and told in ("date", "date-time"):
            yield "query", (parameter["name"],), told == "date-time"
    body = operation.described.get("requestBody", {}).get("content", {}).get("application/json")
    for path, schema in places(body["schema"], operation.service) if body else ():
        if schema.get("format") in ("date", "date-time") or path[-1:] == ("begntime",):
            yield "json", path, schema.get("format") == "date-time"


ASKED = [one for one in operations("benefits") if any(days_of(one)) and not one.id.startswith(("moveBenefits", "runBenefits"))]


def test_the_table_is_not_empty() -> None:
    """New days come into it by themselves."""
    assert {one.id for one in ASKED} >= {
        "getEntitlement", "queryEntitlements", "listMyEntitlements", "previewPayment", "previewMyPayment", "fileForCareElsewhere",
        "correctFiling", "reportClaims", "getNationalPersonInformation",
    }  # fmt: skip


@pytest.mark.parametrize("operation", ASKED, ids=lambda one: one.id)
async def test_any_day(benefits: RunningBenefits, operation: Operation) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    for place in days_of(operation):
        for day in (*OUTSIDE, *AT_THE_EDGE):
            answer = await ask(benefits, operation, place, day, person)
            assert answer.status_code < 500, (place, day, answer.text)
            refused = answer.status_code == 422 or (answer.status_code == 200 and answer.json().get("infcode") == -1)
            assert refused or day not in OUTSIDE, (place, day, answer.text)


async def ask(
    benefits: RunningBenefits, operation: Operation, place: tuple[str, tuple[str | int, ...], bool], day: str, person: UUID
) -> httpx.Response:
    """As somebody who may ask anything: of himself, at the counter, for a hospital."""
    part, path, is_moment = place
    told = f"{day}T12:00:00+08:00" if is_moment else day
    content = operation.described.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = copy.deepcopy(BODIES.get(operation.id, content.get("example")))
    body = of_person(body, operation, person) if body is not None else None
    query = {path[0]: told} if part == "query" else {}
    caller: dict[str, Any] = {
        "role": "citizen+clerk+operator",
        "area": "44",
        "documents": [token_of(person)],
    }
    address = operation.path.removeprefix("/benefits/v1").format(person_id=person, filing_id=person)
    sent = put(body, path, told) if part == "json" else body
    return await benefits.call(operation.method, address, params=query, json=sent, headers=key(), subject=f"{operation.id}-{day}", **caller)


def of_person(body: Any, operation: Operation, person: UUID) -> Any:
    """The body about this person."""
    if operation.id == "reportClaims":
        return {"claims": [{**one, "person_id": str(person)} for one in body["claims"]]}
    if operation.id == "queryEntitlements":
        return {"people": [{"person_id": str(person)}]}
    if operation.id == "getNationalPersonInformation":
        return put(body, ("input", "data", "psn_no"), str(person))
    if operation.id in ("fileForCareElsewhere", "previewPayment", "previewMyPayment"):
        return {**body, "person_id": str(person)}
    return body
