"""The secrets of one suite: vault keys, webhook secrets, event keys, made once per state folder and readable by its owner only."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from enrolment_events.ownership import OWNERS
from event_bus import EventKey

KEYS_FILE, PUBLISHERS_FILE = "keys.json", "publishers.json"


@dataclass(frozen=True)
class SuiteKeys:
    """`vault_keys` as service_runtime reads them; `tax_out_secret` signs what we send to the tax office, `tax_in_secret` what it sends.

    `event_keys` are the private keys, by service, that sign what each publishes.
    """

    vault_keys: str
    tax_out_secret: str
    tax_in_secret: str
    event_keys: Mapping[str, str]

    @property
    def publishers(self) -> bytes:
        """The public halves of the event keys, as CANBAO_PUBLISHERS_FILE holds them."""
        keys = [EventKey.from_text(service, key) for service, key in self.event_keys.items()]
        return msgspec.json.encode({key.publisher: [key.public] for key in keys})


def open_suite_keys(folder: Path) -> SuiteKeys:
    """The keys of this state folder, with fresh ones for what it has none yet; `publishers.json` beside them is public."""
    file = folder / KEYS_FILE
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    keys = SuiteKeys(**_fresh() | known)
    if asdict(keys) != known:
        folder.mkdir(parents=True, exist_ok=True)
        write_secret(file, json.dumps(asdict(keys)))
    return keys


def publish_keys(folder: Path, keys: SuiteKeys) -> Path:
    """Writes the public keys of all publishers into the folder; answers the file."""
    file = folder / PUBLISHERS_FILE
    file.write_bytes(keys.publishers)
    return file


def write_secret(file: Path, text: str) -> None:
    """Puts a file in its place whole, readable by its owner only."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(file)


def _fresh() -> dict[str, Any]:
    return {
        "vault_keys": json.dumps({"active": "k1", "keys": {"k1": _random()}, "index_key": _random(), "identity_key": _random()}),
        "tax_out_secret": "whsec_" + _random(),
        "tax_in_secret": "whsec_" + _random(),
        "event_keys": {service: EventKey.generate(service).jwk for service in OWNERS.values()},
    }


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
