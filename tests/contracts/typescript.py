"""The contract as TypeScript: a type for each schema, and one table of operations that the hand-written client is typed by."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
_HEAD = "// 由合并后的接口契约生成，请勿手工修改：python -m tests.contracts.http_services\n"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_NOTHING = {"path": "Record<string, never>", "query": "Record<string, never>", "header": "Record<never, never>"}
"""No key may stand in a path or query that has none; the client asks which headers there are."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def typescript_of(document: Mapping[str, Any]) -> str:
    """The file of types of a document."""
    schemas = (_declared(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
    return _HEAD + "\n" + "\n\n".join([*schemas, _operations(document["paths"]), _methods(document["paths"])]) + "\n"


def _declared(name: str, schema: Schema) -> str:
    title = schema.get("description") or schema.get("title") or name
    return f"/** {title} */\nexport type {name} = {_type(schema)};"


def _type(schema: Schema, indent: str = "") -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(_type(choice, indent) for choice in choices))
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema.get("enum", [schema.get("const")]))
    match schema.get("type"):
        case "object" if "properties" in schema:
            return _object(schema, indent)
        case "object":
            return _map(schema, indent)
        case "array":
            return f"Array<{_type(schema.get('items', {}), indent)}>"
        case list() as kinds:
            return " | ".join(_PLAIN[kind] for kind in kinds)
        case None:
            return "unknown"
        case kind:
            return _PLAIN[str(kind)]


def _object(schema: Schema, indent: str) -> str:
    required, inner = set(schema.get("required", ())), indent + "  "
    lines = []
    for field, one in schema["properties"].items():
        if title := one.get("title") or one.get("description"):
            lines.append(f"{inner}/** {title} */")
        lines.append(f"{inner}{_key(field)}{'' if field in required else '?'}: {_type(one, inner)};")
    return "\n".join(["{", *lines, indent + "}"])


def _map(schema: Schema, indent: str) -> str:
    names = schema.get("propertyNames")
    value = schema.get("additionalProperties", True)
    told = "unknown" if value is True else _type(value, indent)
    return f"Partial<Record<{_type(names, indent)}, {told}>>" if names else f"Record<string, {told}>"


def _key(field: str) -> str:
    return field if _NAME.fullmatch(field) else json.dumps(field)


def _operations(paths: Mapping[str, Any]) -> str:
    lines = ["/** 每个操作的参数、提交内容、答复和错误代码 */", "export interface Operations {"]
    for _, _, operation in _each(paths):
        lines += [
            f"  /** {operation['summary']} */",
            f"  {operation['operationId']}: {{",
            f"    path: {_parameters(operation, 'path')};",
            f"    query: {_parameters(operation, 'query')};",
            f"    headers: {_parameters(operation, 'header')};",
            f"    body: {_body(operation)};",
            f"    answer: {_answer(operation)};",
            f"    codes: {_codes(operation)};",
            "  };",
        ]
    return "\n".join([*lines, "}"])


def _each(paths: Mapping[str, Any]) -> Iterator[tuple[str, str, Schema]]:
    for path, methods in sorted(paths.items()):
        for method, operation in methods.items():
            yield path, method, operation


def _parameters(operation: Schema, place: str) -> str:
    mine = [one for one in operation.get("parameters", ()) if one["in"] == place]
    fields = (f"{_key(one['name'])}{'' if one.get('required') else '?'}: {_type(one['schema'])}" for one in mine)
    return f"{{ {'; '.join(fields)} }}" if mine else _NOTHING[place]


def _body(operation: Schema) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return _type(next(iter(content.values()))["schema"]) if content else "undefined"


def _answer(operation: Schema) -> str:
    kinds = [
        _type(content["schema"])
        for status, response in operation["responses"].items()
        if status.startswith("2")
        for content in response.get("content", {}).values()
    ]
    return " | ".join(dict.fromkeys(kinds)) or "undefined"


def _codes(operation: Schema) -> str:
    codes = {
        code
        for status, response in operation["responses"].items()
        if status >= "400"
        for code in response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }
    return " | ".join(f'"{code}"' for code in sorted(codes))


def _methods(paths: Mapping[str, Any]) -> str:
    lines = ["/** 每个操作的方法、地址和提交内容的类型 */", "export const OPERATIONS = {"]
    for path, method, operation in _each(paths):
        kind = next(iter(operation.get("requestBody", {}).get("content", {"": None})))
        lines.append(f'  {operation["operationId"]}: {{ method: "{method.upper()}", path: "{path}", content: "{kind}" }},')
    return "\n".join([*lines, "} as const;"])
