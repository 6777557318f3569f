"""What the four services publish over HTTP: as documented, one style, fit for a mini-program."""

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.contracts.http_services import HOW, NAMES, SNAPSHOTS, Operation, as_text, document_of, operations

ALL = [operation for name in NAMES for operation in operations(name)]
each = pytest.mark.parametrize("operation", ALL, ids=str)


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_valid_and_as_published(name: str) -> None:
    document = document_of(name)
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert (SNAPSHOTS / f"{name}.json").read_text() == as_text(document), HOW


@each
def test_addresses_carry_the_service_and_the_version(operation: Operation) -> None:
    assert operation.path.startswith(f"/{operation.service}/v1/")


@each
def test_no_patch(operation: Operation) -> None:
    """Mini-programs cannot send it."""
    assert operation.method in {"GET", "POST", "PUT", "DELETE"}


@each
def test_operations_are_named(operation: Operation) -> None:
    assert re.fullmatch("[a-z]+(?:[A-Z][a-z0-9]+)+", operation.described["operationId"])


def bodies(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Schemas that some operation takes."""
    document = document_of(name)
    taken: set[str] = set()
    for operation in operations(name):
        _collect(operation.described.get("requestBody"), document["components"]["schemas"], taken)
    return [(schema, document["components"]["schemas"][schema]) for schema in sorted(taken)]


def _collect(part: Any, schemas: dict[str, Any], found: set[str]) -> None:
    if isinstance(part, dict):
        reference = part.get("$ref", "").rpartition("/")[2]
        if reference and reference not in found:
            found.add(reference)
            _collect(schemas[reference], schemas, found)
        for value in part.values():
            _collect(value, schemas, found)
    elif isinstance(part, list):
        for value in part:
            _collect(value, schemas, found)


@pytest.mark.parametrize("name", NAMES)
def test_bodies_refuse_unknown_fields(name: str) -> None:
    """But for the frame of the national platform: what it adds later is passed over."""
    open_ones = {
        title for title, schema in bodies(name) if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    }
    assert open_ones == ({"NationalCall", "NationalInput", "NationalPersonForm"} if name == "benefits" else set())
