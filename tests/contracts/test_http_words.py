"""The contracts as a frontend reads them: Chinese words, an example everywhere, labels beside codes, one form of pages, times and money."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from enrolment_terms.fictitious import FICTITIOUS_DIVISION
from enrolment_terms.labels import dictionary_named
from tests.contracts.http_services import HOW, MERGED, NAMES, TYPES, Operation, as_text, document_of, operations
from tests.contracts.merging import NamesDiffer, merged
from tests.contracts.typescript import typescript_of

ALL = [operation for name in NAMES for operation in operations(name)]
WHOLE = merged([document_of(name) for name in NAMES])
SCHEMAS: dict[str, Any] = WHOLE["components"]["schemas"]
each = pytest.mark.parametrize("operation", ALL, ids=str)
_PROBLEM = "application/problem+json"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PAGES = {"after", "limit"}


def parts(operation: Operation) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Body and answers: where, media type, content."""
    for where, part in (("body", operation.described.get("requestBody", {})), *operation.described["responses"].items()):
        for kind, content in part.get("content", {}).items():
            yield where, kind, content


def answering_schemas() -> dict[str, dict[str, Any]]:
    """Every schema that some operation answers, by name."""
    found: dict[str, dict[str, Any]] = {}

    def follow(part: Any) -> None:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = SCHEMAS[name]
                follow(SCHEMAS[name])
            for inner in part.values():
                follow(inner)
        elif isinstance(part, list):
            for inner in part:
                follow(inner)

    for operation in ALL:
        for where, _, content in parts(operation):
            if where != "body":
                follow(content["schema"])
    return found


ANSWERS = answering_schemas()


def test_the_merged_contract_and_its_types_are_as_published() -> None:
    assert MERGED.read_text() == as_text(WHOLE), HOW
    assert TYPES.read_text() == typescript_of(WHOLE), HOW


def test_one_name_for_two_things_is_refused() -> None:
    one = {"openapi": "3.1.0", "info": {"version": "1"}, "paths": {}, "components": {"schemas": {"Money": {"type": "string"}}}}
    other = {**one, "components": {"schemas": {"Money": {"type": "integer"}}}}
    assert merged([one, one])["components"] == one["components"]
    with pytest.raises(NamesDiffer, match="Money"):
        merged([one, other])
    paths = {f"/{name}": {"get": {"operationId": "getMoney"}} for name in ("a", "b")}
    with pytest.raises(NamesDiffer, match="getMoney"):
        merged([{**one, "paths": paths}])


@each
def test_an_operation_speaks_chinese(operation: Operation) -> None:
    told = operation.described
    words = [told["summary"], told.get("description", "中"), *told["tags"]]
    words += [parameter["description"] for parameter in told.get("parameters", ())]
    words += [response["description"] for response in told["responses"].values()]
    assert [word for word in words if not _CHINESE.search(word)] == []
    assert len(told["summary"]) <= 30


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_speaks_chinese(name: str) -> None:
    schema = SCHEMAS[name]
    assert _CHINESE.search(schema.get("description", ""))
    untitled = [field for field, one in schema.get("properties", {}).items() if not _CHINESE.search(one.get("title", ""))]
    assert untitled == []


@each
def test_each_body_and_answer_has_one_example_that_is_valid(operation: Operation) -> None:
    for where, kind, content in parts(operation):
        validator = Draft202012Validator(
            {**content["schema"], "components": WHOLE["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        assert [fault.message for fault in validator.iter_errors(content["example"])] == [], (where, kind)


def test_people_in_examples_are_fictitious() -> None:
    numbers = set(re.findall(r"(?<![0-9A-Fa-f-])[1-9][0-9]{16}[0-9X](?![0-9])", as_text(WHOLE)))
    assert numbers
    assert {number for number in numbers if not number.startswith(FICTITIOUS_DIVISION)} == set()
    assert set(re.findall(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", as_text(WHOLE))) == set()


@each
def test_an_operation_names_its_own_error_codes(operation: Operation) -> None:
    refused = {status: response for status, response in operation.described["responses"].items() if status >= "400"}
    assert {"500", "503"} <= set(refused)
    for status, response in refused.items():
        assert list(response["content"]) == [_PROBLEM]
        content = response["content"][_PROBLEM]
        codes = content["schema"]["allOf"][1]["properties"]["code"]["enum"]
        assert codes == sorted(set(codes)), status
        assert all(re.fullmatch("[A-Z][A-Z_]+[A-Z]", code) for code in codes)
        assert (content["example"]["status"], content["example"]["code"] in codes) == (int(status), True)


@pytest.mark.parametrize("name", sorted(name for name, schema in ANSWERS.items() if "properties" in schema and name != "Problem"))
def test_each_code_in_an_answer_has_a_label_beside_it(name: str) -> None:
    fields = ANSWERS[name]["properties"]
    for field, schema in fields.items():
        codes = enumeration_in(schema)
        if codes is None or (field == "code" and "msg" in fields):
            continue
        assert dictionary_named(codes), f"{field} has codes that stand in no dictionary"
        assert f"{field}_label" in fields, f"{field} has no label"
        assert f"{field}_label" in ANSWERS[name]["required"]


def test_what_is_an_enumeration_in_one_answer_is_one_in_all() -> None:
    fields = [(name, field, one) for name, schema in ANSWERS.items() for field, one in schema.get("properties", {}).items()]
    enumerated = {field for _, field, one in fields if enumeration_in(one)} - {"code"}
    texts = {(name, field) for name, field, one in fields if field in enumerated and enumeration_in(one) is None}
    assert texts == {
        ("DictionaryItem", "kind"),  # names an enumeration
        ("DictionaryResponse", "kind"),
        ("DeadLetterWhole", "event"),  # an event as it came
        ("Problem", "status"),  # of HTTP
    }


def enumeration_in(schema: dict[str, Any]) -> str | None:
    """The name of the enumeration that a field of an answer holds, "?" for one without a name, None for none."""
    for choice in schema.get("anyOf", [schema]):
        name = str(choice.get("$ref", "")).rpartition("/")[2]
        if name and "enum" in SCHEMAS[name]:
            return name
        if "enum" in choice:
            return "?"
    return None


@pytest.mark.parametrize("name", sorted(name for name, schema in ANSWERS.items() if "properties" in schema))
def test_times_money_and_ids_have_one_form(name: str) -> None:
    for field, schema in ANSWERS[name]["properties"].items():
        for choice in schema.get("anyOf", [schema]):
            if choice.get("format") == "date-time":
                assert choice.get("pattern") == r"\+08:00$", f"{field} is no Moment"
            if "（元）" in schema.get("title", "") and choice.get("type") != "null":
                assert choice.get("pattern") == r"^-?[0-9]+\.[0-9]{2}$", f"{field} is no Amount"
            if field == "id" or field.endswith("_id"):
                assert choice.get("type") in ("string", "null"), f"{field} is no string"


@each
def test_lists_are_pages(operation: Operation) -> None:
    answered = [content["schema"] for where, _, content in parts(operation) if where.startswith("2")]
    parameters = {parameter["name"]: parameter["schema"] for parameter in operation.described.get("parameters", ())}
    for schema in [one for each in answered for one in each.get("anyOf", [each]) if one.get("format") != "binary"]:
        named = SCHEMAS[schema["$ref"].rpartition("/")[2]].get("properties", {})
        if "items" in named or operation.described["operationId"].startswith("list"):
            assert {"items", "next"} <= set(named)
    if _PAGES & set(parameters):
        assert set(parameters) >= _PAGES
        assert (parameters["limit"]["minimum"], parameters["limit"]["maximum"]) == (1, 1000)


def test_waiting_is_told_where_it_works() -> None:
    """That it works nowhere else is seen by tests.declared: every answer in the services' tests is held against this contract."""
    waiting = {
        operation.described["operationId"]
        for operation in ALL
        for parameter in operation.described.get("parameters", ())
        if (parameter["name"], parameter["in"]) == ("Prefer", "header")
    }
    assert waiting == {"submitApplication", "correctApplication", "submitDraft", "getBill"}
