"""One example for each body and answer of the contract: made of the schema, with the words of the field, always the same."""

import re
from collections.abc import Mapping
from typing import Any

from enrolment_terms.field_words import example_id, example_in
from enrolment_terms.labels import dictionary_named

Schema = Mapping[str, Any]
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
}  # fmt: skip
_BY_FORMAT = {"date": "2024-10-15", "date-time": "2024-10-15T09:30:00+08:00"}


class NoExample(ValueError):
    """A field that neither its schema nor `enrolment_terms.field_words` gives an example of."""


class Examples:
    """Examples of the schemas of one document."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def of(self, schema: Schema, field: str = "") -> object:
        """An example of a schema that stands in this field. Raises NoExample."""
        whole = self._followed(schema)
        if "examples" in whole:
            return whole["examples"][0]
        if "const" in whole:
            return whole["const"]
        listed = example_in(field)
        if listed is not None and _fits(listed, whole):
            return listed
        if "enum" in whole:
            return whole["enum"][0]
        return self._made(whole, field)

    def _made(self, schema: Schema, field: str) -> object:
        match schema.get("type"):
            case "object" if "properties" in schema:
                return self._object(schema["properties"])
            case "object":
                return self._map(schema)
            case "array":
                return [self.of(schema["items"], field)] if schema.get("items") else []
            case "integer" | "number":
                return schema.get("default") or int(schema.get("minimum", 1))
            case "boolean":
                return False
            case "string" if schema.get("format") == "uuid" or field.endswith("_id"):
                return example_id(field)
            case "string" if schema.get("format") in _BY_FORMAT:
                return _BY_FORMAT[schema["format"]]
        raise NoExample(field or str(schema))

    def _object(self, properties: Mapping[str, Schema]) -> dict[str, object]:
        made = {field: self.of(schema, field) for field, schema in properties.items() if not _is_label(field, properties)}
        labels = {field: self._label(properties, made, field.removesuffix("_label")) for field in properties if field not in made}
        if "msg" in made and dictionary_named(_reference(properties.get("code", {}))):
            labels["msg"] = self._label(properties, made, "code")
        return {field: {**made, **labels}[field] for field in properties}

    def _label(self, properties: Mapping[str, Schema], made: Mapping[str, object], field: str) -> str | None:
        dictionary = dictionary_named(_reference(properties[field]))
        return next((label for code, label in dictionary.labels.items() if code == made[field]), None) if dictionary else None

    def _map(self, schema: Schema) -> dict[str, object]:
        names = self._followed(schema.get("propertyNames", {})).get("enum", ())
        return {name: self.of(schema["additionalProperties"]) for name in names[:1]}

    def _followed(self, schema: Schema) -> Schema:
        """Behind references and `or null`; what stands beside a reference counts too."""
        for choices in (schema.get("anyOf"), schema.get("oneOf")):
            if choices:
                beside = {key: value for key, value in schema.items() if key == "examples"}
                return self._followed({**choices[0], **beside})
        if "$ref" in schema:
            return {**self._followed(self._schemas[_reference(schema)]), **{key: schema[key] for key in ("examples",) if key in schema}}
        return schema


def _reference(schema: Schema) -> str:
    """The name of the schema that is meant, behind `or null`."""
    first = (schema.get("anyOf") or [schema])[0]
    return str(first.get("$ref", "")).rpartition("/")[2]


def _is_label(field: str, properties: Mapping[str, Schema]) -> bool:
    code = field.removesuffix("_label")
    return code != field and code in properties and dictionary_named(_reference(properties[code])) is not None


def _fits(example: object, schema: Schema) -> bool:
    """A word of the field may mean a text here and a list there."""
    wanted = schema.get("type")
    if wanted is None:
        return "enum" not in schema
    if not isinstance(example, _TYPES[wanted]) or (wanted == "integer" and isinstance(example, bool)):
        return False
    if wanted == "object" and "properties" in schema:
        return False
    return example in schema.get("enum", (example,)) and re.search(schema.get("pattern", ""), str(example)) is not None
