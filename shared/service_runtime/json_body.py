"""JSON bodies: read strictly, from their bytes; of any number of faults fifty are told, and the count of the rest."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi._compat import ModelField
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from process_runtime.problem_bodies import MOST_FAULTS

MOST_FIELDS = 130_000
"""More than any body of ours may have. Pydantic meets 130,000 faults in 40 ms, and tells nothing of them before it has met all."""
_MANY = 2_000
"""Faults that are told one by one within 5 ms."""
MORE_FAULTS, TOO_MANY_FIELDS = "more_faults", "too_many_fields"
"""Kinds of faults beside pydantic's; the first has the number of those that are not told."""
Fault = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JsonText:
    """A body that says it is JSON, not looked at yet."""

    content: bytes


class JsonRequest(Request):
    """A request whose JSON is read by the field that takes it, once it is known who calls."""

    async def json(self) -> Any:  # noqa: ANN401 -- as Starlette declares it
        """The text as it came."""
        return JsonText(await self.body())


class JsonField(ModelField):
    """The one body of a route."""

    @property
    def model(self) -> type[BaseModel] | None:
        """The class of the body, None for what is no model."""
        annotation = self.field_info.annotation
        return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None

    def validate(self, value: Any, values: dict[str, Any] | None = None, *, loc: tuple[int | str, ...] = ()) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        """The body and no faults, or None and its faults."""
        if not isinstance(value, JsonText) or self.model is None:
            return super().validate(value, values or {}, loc=loc)
        try:
            return read_json(self.model, value.content), []
        except ValidationError as error:
            return None, [{**fault, "loc": (*loc, *fault["loc"])} for fault in faults_of(self.model, value.content, error)]
        except TooManyFields:
            return None, [{"type": TOO_MANY_FIELDS, "loc": loc, "msg": "", "input": None}]


class TooManyFields(Exception):
    """Nothing of such a body is looked at."""


def read_json(model: type[BaseModel], content: bytes) -> BaseModel:
    """A body as its class. Raises ValidationError, TooManyFields."""
    if len(content) > MOST_FIELDS and content.count(b":") > MOST_FIELDS:
        raise TooManyFields()
    return model.__pydantic_validator__.validate_json(content)  # type: ignore[no-any-return]


def faults_of(model: type[BaseModel], content: bytes, error: ValidationError) -> list[Fault]:
    """At most fifty of the faults; the last entry may be the count of the rest."""
    count = error.error_count()
    faults = error.errors(include_url=False, include_input=False) if count <= _MANY else _faults_of_a_part(model, content)
    told: list[Fault] = [dict(fault) for fault in faults[:MOST_FAULTS]]
    if rest := count - len(told):
        told.append({"type": MORE_FAULTS, "loc": (), "msg": "", "ctx": {"count": rest}})
    return told


def _faults_of_a_part(model: type[BaseModel], content: bytes) -> list[Any]:
    """Of the first items of each list and the first unknown fields: to tell all of them would hold up everybody else."""
    part = json.dumps(_first_of(json.loads(content), names_in(model), iter(range(MOST_FAULTS))))
    try:
        model.__pydantic_validator__.validate_json(part)
    except ValidationError as error:
        return error.errors(include_url=False, include_input=False) if error.error_count() <= _MANY else []
    return []


def _first_of(part: Any, known: frozenset[str], unknown: Iterator[int]) -> Any:  # noqa: ANN401 -- any JSON
    if isinstance(part, dict):
        return {name: _first_of(one, known, unknown) for name, one in part.items() if name in known or next(unknown, None) is not None}
    if isinstance(part, list):
        return [_first_of(one, known, unknown) for one in part[:MOST_FAULTS]]
    return part


@cache
def names_in(model: type[BaseModel]) -> frozenset[str]:
    """Every name of a field in the model and in those inside it."""
    schema = model.model_json_schema()
    schemas = [schema, *schema.get("$defs", {}).values()]
    return frozenset(name for one in schemas for name in one.get("properties", ()))
