"""What a decision declares for rule cases: the parameters of one pure function are its facts, its result is the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter as SignatureParameter
from inspect import signature
from typing import Annotated, Any, Self, TypeVar, get_type_hints

import msgspec
from msgspec import Meta
from msgspec import inspect as types

T = TypeVar("T")
PARTS = ("given", "when")
PLACE = ("area", "policy")
_IN_WHEN = "in when"

Year = Annotated[int, Meta(ge=1990, le=2100)]
Area = Annotated[str, Meta(pattern="[0-9]{6}([0-9]{3}){0,2}", description="行政区划代码，如 440783")]
Yuan = Annotated[str, Meta(pattern=r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?", description="金额（元），如 406.00")]
"""Yuan as text: exact, whether a case quotes it or not."""
When = Annotated[T, _IN_WHEN]
"""A fact that stands in `when`; all others stand in `given`."""


class FactsRefused(ValueError):
    """Facts that are each well written but cannot stand together, or ask for what does not exist; the message is Chinese."""


class Facts(msgspec.Struct, frozen=True):
    """A record of facts. What has a default may be left out. Records of the domain serve as well, structs and dataclasses."""


class Answer(msgspec.Struct, frozen=True):
    """What a decision answers."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a decision: a fact of its own, or a whole record of facts, named `given` or `when`."""

    name: str
    part: str
    fields: tuple[types.Field, ...]
    record: type | None

    @classmethod
    def of(cls, declared: SignatureParameter, hint: Any) -> Self:
        """From the signature of a decision."""
        name = declared.name
        if name in PARTS:
            record = types.type_info(hint)
            assert isinstance(record, types.StructType | types.DataclassType), f"{name} is a record of facts"
            return cls(name, name, record.fields, record.cls)
        part = "when" if _IN_WHEN in getattr(hint, "__metadata__", ()) else "given"
        default = msgspec.NODEFAULT if declared.default is SignatureParameter.empty else declared.default
        return cls(name, part, (types.Field(name, name, types.type_info(hint), default is msgspec.NODEFAULT, default),), None)

    def bound(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The argument, if it was stated. Raises FactsRefused for a record that cannot be."""
        mine = {field.name: facts[field.name] for field in self.fields if field.name in facts}
        return {self.name: self.record(**mine)} if self.record else mine


@dataclass(frozen=True, slots=True)
class Decision:
    """A pure function, what it decides in Chinese, and what it declares."""

    title: str
    decide: Callable[..., object]
    parameters: tuple[Parameter, ...]
    place: tuple[str, ...]
    """Which of `area` (the region of the case) and `policy` it takes besides."""
    answers: tuple[types.Field, ...]

    @classmethod
    def of(cls, title: str, decide: Callable[..., object]) -> Self:
        """Reads the signature of the function. Raises TypeError for two facts of one name in one part."""
        hints = get_type_hints(decide, include_extras=True)
        declared = signature(decide).parameters
        answer = types.type_info(hints["return"])
        assert isinstance(answer, types.StructType), "a decision answers a record"
        parameters = tuple(Parameter.of(one, hints[name]) for name, one in declared.items() if name not in PLACE)
        names = [(parameter.part, field.name) for parameter in parameters for field in parameter.fields]
        if len(set(names)) < len(names):
            raise TypeError(f"{decide.__name__} declares a fact twice")
        return cls(title, decide, parameters, tuple(name for name in declared if name in PLACE), answer.fields)

    def facts(self, part: str) -> tuple[types.Field, ...]:
        """The facts that a case may state in `given` or in `when`."""
        return tuple(field for parameter in self.parameters if parameter.part == part for field in parameter.fields)
