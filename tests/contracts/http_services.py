"""The four services as HTTP sees them, built but not started: no database, no broker."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

import benefits.app
import benefits.settings
import dedup.app
import dedup.settings
import payment_bridge.app
import payment_bridge.settings
import registration.app
import registration.settings
from event_bus import EmbeddedBus
from service_runtime import SystemClock, generate_storage_keys, generate_vault_keys
from tests.contracts.merging import merged
from tests.contracts.typescript import typescript_of

NAMES = ("registration", "payment-bridge", "dedup", "benefits")
CONTRACTS = Path(__file__).parents[2] / "docs" / "contracts"
SNAPSHOTS = CONTRACTS / "openapi"
MERGED = CONTRACTS / "openapi.json"
TYPES = CONTRACTS / "client" / "types.ts"
HOW = "if the change is meant: python -m tests.contracts.http_services, then look at the difference"


@dataclass(frozen=True)
class Operation:
    """One operation of one service."""

    service: str
    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        """Its operation id."""
        told: str = self.described["operationId"]
        return told

    @property
    def address(self) -> str:
        """The path with an id that nobody has."""
        filled = self.path
        for parameter in self.described.get("parameters", ()):
            if parameter["in"] == "path":
                filled = filled.replace("{" + parameter["name"] + "}", "0192e4a0-1111-7222-8333-444455556666")
        return filled


def build(name: str, jwks_file: Path, **more: Any) -> FastAPI:
    """One service on a database that is not there, unless `more` settings name another."""
    common: dict[str, Any] = {
        "database_url": "postgresql://nobody@127.0.0.1:1/none",
        "jwks_file": jwks_file,
        "vault_keys": generate_vault_keys(),
        "storage_keys": generate_storage_keys(),
        "log_level": "CRITICAL",
        **more,
    }
    tax: dict[str, Any] = {
        "tax_office_url": "http://127.0.0.1:1",
        "tax_out_secret": "whsec_" + "b3V0" * 8,
        "tax_in_secret": "whsec_" + "aW4h" * 8,
    }
    bus, clock = EmbeddedBus(), SystemClock()
    match name:
        case "registration":
            return registration.app.create_app(registration.settings.Settings(**common), bus, clock)
        case "payment-bridge":
            return payment_bridge.app.create_app(payment_bridge.settings.Settings(**common, **tax), bus, clock)
        case "dedup":
            return dedup.app.create_app(dedup.settings.Settings(**common | {"vault_keys": None}), bus, clock)
        case _:
            return benefits.app.create_app(benefits.settings.Settings(**common), bus, clock)


@cache
def document_of(name: str) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    return build(name, Path("none.json")).openapi()


def operations(name: str) -> Iterator[Operation]:
    """Every operation of a service."""
    for path, methods in document_of(name)["paths"].items():
        for method, described in methods.items():
            yield Operation(name, method.upper(), path, described)


def as_text(document: dict[str, Any]) -> str:
    """A document as its snapshot is written."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the snapshots, the merged contract and the types of its client."""
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (SNAPSHOTS / f"{name}.json").write_text(as_text(document_of(name)))
    whole = merged([document_of(name) for name in NAMES])
    MERGED.write_text(as_text(whole))
    TYPES.parent.mkdir(exist_ok=True)
    TYPES.write_text(typescript_of(whole))


if __name__ == "__main__":
    main()
