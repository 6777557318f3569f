"""Whatever is sealed is sealed anew after a change of keys, and whatever is a token is made anew or told anew: no column is forgotten."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.architecture.source_tree import ROOT

SERVICES = {
    "registration": "services/registration/registration",
    "payment_bridge": "services/payment-bridge/payment_bridge",
    "dedup": "services/dedup/dedup",
    "benefits": "services/benefits/benefits",
}
NOT_SEALED = {"registration.materials.digest": "a keyed digest"}
TOKENS = {
    "python -m registration renew-indexes": """
        registration.person_keys.token registration.applications.token registration.mandates.token registration.known_residents.token
        registration.known_residents.parent_token
    """,
    "python -m payment_bridge reseal": "payment_bridge.employee_relations.tokens payment_bridge.documents_of_money.tokens",
    "told anew by registration": "payment_bridge.person_tokens.token benefits.person_tokens.token dedup.identity_links.token",
    "told anew by who reports": "dedup.reported_spells.token dedup.told_spells.nodes dedup.weak_tokens.tokens",
    "told anew by who asks": "dedup.received_notices.nodes",
    "what was asked in a check stays": "dedup.checks.tokens",
}
"""Who makes the tokens of a column anew after a change of the identity key. A node is half a token."""


def tables_of(service: str) -> list[sa.Table]:
    """The service's own, without those of bus and runtime."""
    found = vars(import_module(f"{service}.tables")).values()
    return list({table.name: table for table in found if isinstance(table, sa.Table)}.values())


def columns_of(service: str) -> Iterator[tuple[str, "sa.Column[object]"]]:
    for table in tables_of(service):
        yield from ((f"{service}.{table.name}.{column.name}", column) for column in table.columns)


def looks_sealed(column: "sa.Column[object]") -> bool:
    said = (column.comment or "").lower()
    words = "sealed" in said or "in the safe" in said
    return column.name.endswith("_sealed") or isinstance(column.type, sa.LargeBinary) or words


@pytest.mark.parametrize("service", SERVICES)
def test_every_sealed_column_is_sealed_anew(service: str) -> None:
    sealed = import_module(f"{service}.repository.sealed_columns").SEALED
    anew = {f"{service}.{one.table.name}.{name}" for one in sealed for name in one.names}
    assert {name for name, column in columns_of(service) if looks_sealed(column)} - anew <= NOT_SEALED.keys()
    assert purposes_in(ROOT / SERVICES[service], service) - {purpose for one in sealed for purpose in one.purposes} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_token_is_made_anew(service: str) -> None:
    named = {name for names in TOKENS.values() for name in names.split()}
    tokens = {name for name, column in columns_of(service) if column.name.endswith(("token", "tokens", "nodes"))}
    assert tokens == {name for name in named if name.startswith(f"{service}.")}


def purposes_in(root: Path, service: str) -> set[str]:
    """What the code of a service seals for; what is no word there is a column of those above."""
    found = set()
    for file in root.rglob("*.py"):
        module = ".".join([service, *file.relative_to(root).with_suffix("").parts])
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (place := _place(call)) is not None and len(call.args) > place:
                found |= _words(call.args[place], module)
    return found


def _place(call: ast.Call) -> int | None:
    """Where the purpose stands."""
    if isinstance(call.func, ast.Attribute):
        return 1 if call.func.attr in ("seal", "seal_bytes") else None
    return 2 if isinstance(call.func, ast.Name) and call.func.id == "seal_text" else None


def _words(purpose: ast.expr, module: str) -> set[str]:
    if isinstance(purpose, ast.Constant) and isinstance(purpose.value, str):
        return {purpose.value}
    named = getattr(import_module(module), purpose.id, None) if isinstance(purpose, ast.Name) else None
    return {named} if isinstance(named, str) else set()
