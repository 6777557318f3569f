"""Every field and parameter of the four contracts refuses what lies outside of sense, before anything is asked of a database: 422."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from canbao_suite.issuer import Issuer
from service_runtime import ROLES
from tests.contracts.http_services import NAMES, Operation, build, document_of, operations
from tests.declared import DeclaredTransport

HUGE = (2**63, -(2**63), 10**400)
OTHER_TYPES: dict[str, tuple[object, ...]] = {
    "string": (0, ["x"]),
    "integer": (*HUGE, "1", 1.5, True),
    "boolean": (0, "true"),
    "array": ("x", {}),
    "object": ("x", []),
}
"""What a field of a type refuses: JSON is read strictly."""
BY_FORMAT: dict[str, tuple[object, ...]] = {
    "date": ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2024-10-15T00:00:00", 0),
    "date-time": ("0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "1999-12-31T00:00:00+08:00", "2100-01-01T00:00:00+08:00", 0),
    "uuid": ("x", "0" * 5_000, 0),
}
"""The same for texts of a format; as a query parameter, those that are texts."""
LENIENT = {"2024-10-15T00:00:00"}
"""Taken in a query: a day, however long it is written."""
ALL = [operation for name in NAMES for operation in operations(name)]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def clients(issuer: Issuer) -> dict[str, httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {issuer.mint('x', sorted(ROLES), ['44'])}", "Idempotency-Key": "extreme-1"}
    apps = {name: build(name, issuer.jwks_file, rate_limit_factor=0) for name in NAMES}
    return {
        name: httpx.AsyncClient(transport=DeclaredTransport(app), base_url="http://test", headers=headers) for name, app in apps.items()
    }


def resolved(schema: dict[str, Any], service: str) -> dict[str, Any]:
    """Behind references and `or null`."""
    if choices := schema.get("anyOf"):
        return resolved(choices[0], service)
    if reference := schema.get("$ref"):
        return resolved(document_of(service)["components"]["schemas"][reference.rpartition("/")[2]], service)
    return schema


def bad_values(schema: dict[str, Any]) -> tuple[object, ...]:
    return BY_FORMAT.get(schema.get("format", ""), OTHER_TYPES.get(schema.get("type", ""), ()))


def places(
    schema: dict[str, Any], service: str, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every place of a body with its schema."""
    schema = resolved(schema, service)
    yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from places(inner, service, (*path, name))
    if "items" in schema:
        yield from places(schema["items"], service, (*path, 0))


def put(body: Any, path: tuple[str | int, ...], value: object) -> Any:
    """The body with this value at the place; lists and objects that its example lacks are made."""
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        return [put(body[0] if isinstance(body, list) and body else {}, tuple(rest), value)]
    made = copy.copy(body) if isinstance(body, dict) else {}
    made[first] = put(made.get(first), tuple(rest), value)
    return made


def bodies(operation: Operation) -> Iterator[tuple[str, Any]]:
    """Each body with one bad value in it, and where that stands."""
    content = operation.described.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        for path, schema in places(content["schema"], operation.service):
            for value in bad_values(schema):
                yield f"{path}={str(value)[:30]!r}", put(content["example"], path, value)


def parameters(operation: Operation) -> Iterator[tuple[str, str]]:
    """Each query parameter with one bad text."""
    for parameter in operation.described.get("parameters", ()):
        if parameter["in"] == "query":
            schema = resolved(parameter["schema"], operation.service)
            for value in (*BY_FORMAT.get(schema.get("format", ""), ()), *(HUGE if schema.get("type") == "integer" else ())):
                if (isinstance(value, str) and value not in LENIENT) or schema.get("type") == "integer":
                    yield parameter["name"], str(value)


@pytest.mark.parametrize("operation", [one for one in ALL if any(bodies(one))], ids=str)
async def test_bodies(clients: dict[str, httpx.AsyncClient], operation: Operation) -> None:
    taken = []
    for where, body in bodies(operation):
        answer = await clients[operation.service].request(operation.method, operation.address, content=text_of(body), headers=JSON)
        if answer.status_code != 422 and not is_told_in_a_frame(answer):
            taken.append((where, answer.status_code, answer.json()["code"]))
    assert taken == []


def is_told_in_a_frame(answer: httpx.Response) -> bool:
    """Transaction 1101 tells every fault in the frame of the national platform."""
    return answer.request.url.path.endswith("/national/1101") and answer.json()["infcode"] == -1


@pytest.mark.parametrize("operation", [one for one in ALL if any(parameters(one))], ids=str)
async def test_query_parameters(clients: dict[str, httpx.AsyncClient], operation: Operation) -> None:
    taken = []
    for name, value in parameters(operation):
        answer = await clients[operation.service].request(operation.method, operation.address, params=needed(operation) | {name: value})
        if answer.status_code != 422 or name not in answer.text:
            taken.append((name, value[:30], answer.status_code))
    assert taken == []


def needed(operation: Operation) -> dict[str, str]:
    """Good values of the parameters that must be there."""
    good = {"area": "440783", "benefit_year": "2025", "person_id": "0192e4a0-1111-7222-8333-444455556666"}
    return {
        one["name"]: good[one["name"]] for one in operation.described.get("parameters", ()) if one["in"] == "query" and one["name"] in good
    }


JSON = {"Content-Type": "application/json"}


def text_of(body: object) -> bytes:
    """JSON with whole numbers of any size."""

    return json.dumps(body).encode()
