"""A fault names field and rule and never repeats what the event holds."""

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import msgspec
import pytest

from enrolment_events.catalogue import EVENT_TYPES, decoder
from enrolment_events.envelope import encode
from event_bus.faults import Fault, fault_of
from tests.conftest import FreshDatabase
from tests.enrolment_events.samples import sample_event

SECRET = "440783199003077739"
WRONG: list[Any] = [SECRET, f"{SECRET} - at `$.{SECRET}`", int(SECRET), {SECRET: SECRET}, [SECRET], float(SECRET), True, None]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a JSON document, inner ones too."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def with_value(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The document with another value at one place."""
    if not path:
        return value
    changed = json.loads(json.dumps(document))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def fault_in(event_type: str, body: str) -> Fault | None:
    """What is told of a body that cannot be read."""
    try:
        decoder(event_type)(body)
    except (msgspec.MsgspecError, ValueError) as error:
        return fault_of(error)
    return None


@pytest.mark.parametrize("event_type", sorted(EVENT_TYPES))
def test_no_value_of_any_field_is_repeated(event_type: str) -> None:
    event = json.loads(encode(sample_event(event_type)))
    told = 0
    for path in places(event):
        for wrong in WRONG:
            fault = fault_in(event_type, json.dumps(with_value(event, path, wrong)))
            if fault is not None:
                told += 1
                assert SECRET not in repr(fault)
                assert fault.rule, (path, wrong)
                if path:
                    assert (fault.field or "").replace("[", ".").replace("]", "").startswith(str(path[0])), (path, fault)
    assert told > 50


@pytest.mark.parametrize(
    ("path", "value", "field", "rule"),
    [
        (("data", "category"), SECRET, "data.category", "Invalid enum value"),
        (("data", "tokens"), ["a", 3], "data.tokens[1]", "Expected `str`, got `int`"),
        (("data", "applied_on"), SECRET, "data.applied_on", "Invalid RFC3339 encoded date"),
        (("data", "benefit_year"), SECRET, "data.benefit_year", "Expected `int`, got `str`"),
        (("data",), {}, "data.application_id", "Object missing required field `application_id`"),
        (("id",), SECRET, "id", "Invalid UUID"),
        ((), [], None, "Expected `object`, got `array`"),
    ],
)
def test_field_and_rule(path: tuple[str, ...], value: Any, field: str | None, rule: str) -> None:
    event_type = "registration.application.submitted.v1"
    event = json.loads(encode(sample_event(event_type)))
    fault = fault_in(event_type, json.dumps(with_value(event, path, value)))
    assert fault is not None
    assert (fault.field, fault.rule) == (field, rule)


def test_a_body_that_is_no_json_has_no_field() -> None:
    fault = fault_in("registration.application.submitted.v1", f'{{"a": {SECRET}x')
    assert fault is not None
    assert (fault.field, fault.rule) == (None, "JSON is malformed: expected ',' or '}' (byte 24)")


async def test_the_database_names_constraint_and_column(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("faults")
    driver = await asyncpg.connect(url)
    await driver.execute("CREATE TABLE people (area text NOT NULL, token text CONSTRAINT one_person_each UNIQUE)")
    await driver.execute(f"INSERT INTO people VALUES ('440783', '{SECRET}')")
    for statement, field, rule in (
        (f"INSERT INTO people VALUES (NULL, '{SECRET}')", "people.area", "NotNullViolationError"),
        (f"INSERT INTO people VALUES ('440783', '{SECRET}')", None, "one_person_each"),
        (f"SELECT '{SECRET}'::date", None, "DatetimeFieldOverflowError"),
    ):
        with pytest.raises(asyncpg.PostgresError) as raising:
            await driver.execute(statement)
        fault = fault_of(raising.value)
        assert (fault.field, fault.rule) == (field, rule)
        assert SECRET not in repr(fault)
    await driver.close()


class Refused(Exception):
    """As the rules refuse: with a rule that holds no data."""

    rule = "D3: no transition from PAID by SENT"


def test_an_error_of_the_rules_names_its_rule_and_others_say_nothing() -> None:
    assert fault_of(raised(Refused(SECRET))).rule == Refused.rule
    assert fault_of(raised(RuntimeError(SECRET), Refused(SECRET))).rule == Refused.rule
    silent = fault_of(raised(ValueError(SECRET)))
    assert (silent.field, silent.rule) == (None, None)
    assert silent.error.startswith("ValueError at tests.event_bus.test_faults:")


def test_a_class_of_the_contract_that_refuses_is_named_without_its_text() -> None:
    with pytest.raises(msgspec.ValidationError) as raising:
        msgspec.json.decode(json.dumps({"inner": {"value": SECRET}}), type=Outer)
    fault = fault_of(raising.value)
    assert fault.field == "inner"
    assert (fault.rule or "").startswith("ValueError at tests.event_bus.test_faults:")
    assert SECRET not in repr(fault)


class Strict(msgspec.Struct):
    """Refuses with a text that quotes."""

    value: str

    def __post_init__(self) -> None:
        raise ValueError(f"not {self.value}")


class Outer(msgspec.Struct):
    """Holds one."""

    inner: Strict


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The error as one that was caught."""
    try:
        raise error from cause
    except Exception as caught:
        return caught
