"""One event of any type, with a value in every field: made from the type itself, so that a new type needs no new sample."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.envelope import Event, EventData, new_event
from enrolment_terms.identifiers import new_id

MOMENT = datetime(2023, 9, 1, 8, 30, tzinfo=UTC)


def sample_event(event_type: str, *, because_of: Event[Any] | None = None, full: bool = True) -> Event[Any]:
    """An event of this type; with `full` its optional fields are filled too."""
    data_class = EVENT_TYPES[event_type]
    data: EventData = msgspec.convert(_value(inspect.type_info(data_class), full), data_class)
    return new_event(
        data, aggregate_id=new_id(), aggregate_version=1, person_id=new_id(), region="440700",
        occurred_at=MOMENT, recorded_at=MOMENT, because_of=because_of,
    )  # fmt: skip


def _value(kind: inspect.Type, full: bool) -> Any:
    match kind:
        case inspect.StructType():
            return {field.encode_name: _value(field.type, full) for field in kind.fields if full or field.required}
        case inspect.UnionType():
            filled = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
            return _value(filled[0], full) if full else None
        case inspect.EnumType():
            return next(iter(kind.cls)).value
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.VarTupleType() | inspect.ListType():
            return [_value(kind.item_type, full)]
        case inspect.DictType():
            return {_value(kind.key_type, full): _value(kind.value_type, full)}
        case inspect.Metadata():
            return _value(kind.type, full)
        case _:
            return _PLAIN[type(kind)]


_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.UUIDType: str(UUID(int=7)),
    inspect.DateType: date(2024, 1, 1).isoformat(),
    inspect.DateTimeType: MOMENT.isoformat(),
    inspect.StrType: "440783",
    inspect.IntType: 1,
    inspect.BoolType: True,
}
