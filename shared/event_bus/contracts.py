"""The published contract of the events: python -m event_bus.contracts check|write [FOLDER]

`write` makes docs/contracts/asyncapi.yaml and a JSON Schema for each event type that has none; `check` compares.
A type that was published never changes its shape: both refuse, and say how to add a version.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from enrolment_events.catalogue import EVENT_TYPES, PUBLISHERS
from enrolment_events.envelope import Event
from event_bus.handing_over import BATCH
from event_bus.proof import BATCH_TYPE, PROOF_HEADERS
from event_bus.rabbit_topology import Topology

FOLDER = Path("docs/contracts")
ABOUT = (
    "CloudEvents 1.0 in JSON batches of one type. Delivered at least once, in any order: `aggregateversion` says which state of "
    "`subject` is newer, `id` which event was seen before. Personal fields are sealed."
)
_WORDS = ("description", "title", "$comment", "$id")
HOW_TO = (
    "the contract of {type} has changed, but events of this type are already out there, in queues and in other people's programs.\n"
    "Leave {name} as it was, add a class {next} with event_type {next_type!r} to its module and to PUBLISHED, publish both until nobody\n"
    "hears the old one, and run: python -m event_bus.contracts write\n"
    "(Only a type that was never released: delete its file in docs/contracts/schemas, then write.)"
)


def schema_of(event_type: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one event with its envelope."""
    data = EVENT_TYPES[event_type]
    schema = msgspec.json.schema(Event[data])  # type: ignore[valid-type]
    envelope = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    envelope["properties"]["type"] = {"const": event_type}
    envelope["properties"]["specversion"] = {"const": "1.0"}
    envelope["required"] = ["specversion", *envelope["required"]]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": event_type, "description": data.__doc__ or ""}
    return head | schema


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document: one channel, one message and one operation per event type."""
    exchange = {"name": Topology("canbao").events, "type": "topic", "durable": True, "autoDelete": False}
    described = [(publisher, data) for publisher, published in PUBLISHERS.items() for data in published]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Canbao events",
            "version": "1",
            "description": ABOUT,
        },
        "defaultContentType": BATCH_TYPE.partition(";")[0],
        "servers": {"broker": {"host": "localhost:5672", "protocol": "amqp", "description": "RabbitMQ 3.10 or newer"}},
        "channels": {
            data.event_type: {
                "address": data.event_type,
                "messages": {data.event_type: {"$ref": f"#/components/messages/{data.event_type}"}},
                "bindings": {"amqp": {"is": "routingKey", "exchange": exchange}},
            }
            for _, data in described
        },
        "operations": {
            f"{publisher}.{data.event_type}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{data.event_type}"},
                "summary": f"Published by {publisher}",
                "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True}},
            }
            for publisher, data in described
        },
        "components": {"messages": {data.event_type: _message(data.event_type, data.__doc__ or "") for _, data in described}},
    }


_PROOF = {
    "type": "object",
    "description": "Who published the message. The signature is Ed25519 over a JSON array of the text "
    '"canbao event message 1", publisher, key, content type and routing key, a line end, and the body.',
    "required": list(PROOF_HEADERS),
    "properties": {name: {"type": "string"} for name in PROOF_HEADERS},
}


def _message(event_type: str, summary: str) -> dict[str, Any]:
    batch = {"type": "array", "minItems": 1, "maxItems": BATCH, "items": {"$ref": f"./schemas/{event_type}.json"}}
    content_type = BATCH_TYPE.partition(";")[0]
    return {"name": event_type, "contentType": content_type, "summary": summary, "headers": _PROOF, "payload": batch}


def files() -> dict[str, str]:
    """What belongs into docs/contracts: text by path."""
    made = {f"schemas/{event_type}.json": _json(schema_of(event_type)) for event_type in EVENT_TYPES}
    header = "# Made by python -m event_bus.contracts write; not to be edited.\n"
    return made | {"asyncapi.yaml": header + yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=140)}


def changed_types(folder: Path) -> Iterator[str]:
    """Types whose shape is not the published one any more, or that have gone; each as a sentence that says what to do."""
    for event_type in EVENT_TYPES:
        snapshot = folder / "schemas" / f"{event_type}.json"
        if snapshot.exists() and not _keeps(_shape(msgspec.json.decode(snapshot.read_bytes())), _shape(schema_of(event_type))):
            yield _how_to(event_type)
    for snapshot in sorted((folder / "schemas").glob("*.json")):
        if snapshot.stem not in EVENT_TYPES:
            yield f"{snapshot.stem} was published and is gone: keep its class as long as such events may be in a queue"


def outdated_files(folder: Path) -> list[str]:
    """Files that are missing or not as `write` would make them."""
    return [name for name, text in files().items() if not (folder / name).exists() or (folder / name).read_text() != text]


def _how_to(event_type: str) -> str:
    stem, _, version = event_type.rpartition(".v")
    name = EVENT_TYPES[event_type].__name__
    following = int(version) + 1
    return HOW_TO.format(type=event_type, name=name, next=f"{name.rpartition('V')[0]}V{following}", next_type=f"{stem}.v{following}")


def _shape(schema: object) -> object:
    if isinstance(schema, dict):
        return {key: _shape(value) for key, value in schema.items() if key not in _WORDS or not isinstance(value, str)}
    return [_shape(item) for item in schema] if isinstance(schema, list | tuple) else schema


def _keeps(published: object, now: object) -> bool:
    """True if it is the published shape, or one that only grew.

    More codes in an enumeration: who does not know a code yet sets its event aside. More members with a default: who does not know one yet
    goes without it, and whoever reads an older event takes the default. A member may become null with that as its default: who needs it
    sets an event without it aside.
    """
    if isinstance(published, dict) and isinstance(now, dict):
        if "anyOf" not in published and _may_be_null(now):
            return any(_keeps(published, one) for one in now["anyOf"])
        codes = set(published.get("enum", ())) <= set(now.get("enum", ()))
        grown = published.keys() <= now.keys() and all(_may_be_added(key, now[key]) for key in now.keys() - published.keys())
        asks = set(now.get("required", ())) <= set(published.get("required", ()))
        return codes and grown and asks and all(key in ("enum", "required") or _keeps(published[key], now[key]) for key in published)
    if isinstance(published, list) and isinstance(now, list):
        return len(published) == len(now) and all(map(_keeps, published, now))
    return published == now


def _may_be_null(schema: dict[str, Any]) -> bool:
    return schema.get("default", "") is None and {"type": "null"} in schema.get("anyOf", ())


def _may_be_added(key: str, schema: object) -> bool:
    """A member with a default, or the shape of something that only such a member refers to."""
    return isinstance(schema, dict) and ("default" in schema or (key[0].isupper() and {"properties", "enum"} & schema.keys() != set()))


def _json(schema: object) -> str:
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"


def main(action: str, folder: Path = FOLDER) -> int:
    """Exit code 1 if the contract is broken or, for `check`, not written."""
    broken = list(changed_types(folder))
    for sentence in broken:
        print(sentence, file=sys.stderr)  # noqa: T201
    if action == "check":
        for name in outdated_files(folder):
            print(f"{folder / name} is not up to date: python -m event_bus.contracts write", file=sys.stderr)  # noqa: T201
        return int(bool(broken or outdated_files(folder)))
    if not broken:
        (folder / "schemas").mkdir(parents=True, exist_ok=True)
        for name, text in files().items():
            (folder / name).write_text(text)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER))
