"""Why an event could not be taken: the error, the field and the rule, and nothing of what the event holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import FrameType
from typing import ClassVar

import asyncpg
import msgspec

from event_bus.transient import error_name

_PLACED = re.compile(r"(?P<text>.*) - at (?:`key` in )?`\$(?P<path>(?:\.[A-Za-z0-9_]+|\[[0-9.]*\])*)`", re.DOTALL)
_TELLS_NO_VALUE = re.compile(
    r"Expected .*|Object missing required field `(?P<missing>\w+)`|Object contains unknown field"
    r"|JSON is malformed: [ -~]*|Input data was truncated"
    r"|Invalid (?:enum value|value|UUID|RFC3339 encoded \w+|ISO8601 duration|base64 encoded string|decimal string|epoch timestamp)"
    r"|[A-Z]\w+ (?:value )?(?:is )?out of range"
)
"""The beginnings of msgspec's sentences that repeat the contract; what follows some of them is the value that was sent."""
_UNKNOWN = re.compile(r"Invalid (?:enum )?value")
"""What msgspec says of a code, or of a kind of object, that the contract of this version does not have."""
_LONGEST = 300


class FaultKind(StrEnum):
    """Whether somebody has to mend something, or a newer version of this service is to come."""

    FAULT = "FAULT"
    NOT_YET_KNOWN = "NOT_YET_KNOWN"
    """A type, a version or a code that this version does not know; taken back by itself when a version starts that does."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Fit for tables, logs and answers. `field` is a path such as "data.terms.amount"; both are None where it is not known."""

    error: str
    """Class of the error and the place it arose in."""
    field: str | None = None
    rule: str | None = None
    kind: ClassVar[FaultKind] = FaultKind.FAULT


@dataclass(frozen=True, slots=True)
class NotYetKnown(Fault):
    """A type, a version or a code that this version does not know."""

    kind: ClassVar[FaultKind] = FaultKind.NOT_YET_KNOWN


NO_HANDLER = NotYetKnown("UnknownEventType", "type", "an event type this service takes")


def fault_of(error: Exception) -> Fault:
    """Reads it from the contract's complaint, from the database's, or from an error that names its `field` and `rule` itself.

    Such an error promises that both are without data: a path, an id, a sentence of the rules.
    """
    if isinstance(error, msgspec.MsgspecError):
        return _of_contract(error)
    if isinstance(error, asyncpg.PostgresError):
        return _of_database(error)
    named = error if hasattr(error, "rule") else error.__cause__
    kind = NotYetKnown if _is_unknown_code(error) else Fault
    return kind(error_name(error), _text_of(named, "field"), _text_of(named, "rule"))


def _is_unknown_code(error: Exception) -> bool:
    """True of a code that a handler has no case for: a table without it, an enumeration made of it, `assert_never`."""
    if isinstance(error, KeyError):
        return bool(error.args) and isinstance(error.args[0], Enum)
    last = next(reversed(list(_frames(error))), None)
    if last is None:
        return False
    made_of_it = isinstance(error, ValueError) and last.f_globals.get("__name__") == "enum"
    return made_of_it or (isinstance(error, AssertionError) and last.f_code.co_name == "assert_never")


def _frames(error: Exception) -> Iterator[FrameType]:
    place = error.__traceback__
    while place is not None:
        yield place.tb_frame
        place = place.tb_next


def _text_of(error: BaseException | None, name: str) -> str | None:
    value = getattr(error, name, None)
    return value[:_LONGEST] if isinstance(value, str) else None


def _of_contract(error: msgspec.MsgspecError) -> Fault:
    placed = _PLACED.fullmatch(str(error))
    text, path = (placed["text"], placed["path"]) if placed else (str(error), "")
    if error.__cause__ is not None:  # raised by a class of ours, whose text may quote what it refused
        return Fault(error_name(error), path.lstrip(".") or None, error_name(error.__cause__))
    told = _TELLS_NO_VALUE.match(text)
    if told and told["missing"]:
        path += f".{told['missing']}"
    kind = NotYetKnown if _UNKNOWN.match(text) else Fault
    return kind(error_name(error), path.lstrip(".") or None, told.group()[:_LONGEST] if told else None)


def _of_database(error: asyncpg.PostgresError) -> Fault:
    table, column, constraint = (getattr(error, f"{part}_name", None) for part in ("table", "column", "constraint"))
    field = f"{table}.{column}" if table and column else None
    return Fault(error_name(error), field, constraint or type(error).__name__)
