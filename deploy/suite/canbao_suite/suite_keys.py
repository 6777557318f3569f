"""The secrets of one suite: vault keys, storage keys and webhook secrets, made once per state folder and readable by its owner only."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from service_runtime import generate_storage_keys, generate_vault_keys

KEYS_FILE = "keys.json"
_SERVICES = ("registration", "payment-bridge", "dedup", "benefits")


def _webhook_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _storage_keys() -> dict[str, str]:
    return {service: generate_storage_keys() for service in _SERVICES}


@dataclass(frozen=True)
class SuiteKeys:
    """`vault_keys` and, by service, `storage_keys` as service_runtime reads them.

    `tax_out_secret` signs what we send to the tax office, `tax_in_secret` what it sends.
    """

    vault_keys: str = field(default_factory=generate_vault_keys)
    storage_keys: dict[str, str] = field(default_factory=_storage_keys)
    tax_out_secret: str = field(default_factory=_webhook_secret)
    tax_in_secret: str = field(default_factory=_webhook_secret)


def open_suite_keys(folder: Path) -> SuiteKeys:
    """The keys of this state folder; fresh ones for whatever it has none of yet."""
    file = folder / KEYS_FILE
    there = json.loads(file.read_text()) if file.exists() else {}
    keys = SuiteKeys(**there)
    if asdict(keys) != there:
        folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(keys), out)
        beside.replace(file)
    return keys
