"""The secrets of one suite: vault, storage and event keys, webhook secrets; made once per state folder and readable by its owner only."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from canbao_suite.secret_file import write_secret
from enrolment_events.ownership import OWNERS
from event_bus import EventKey
from service_runtime import generate_storage_keys, generate_vault_keys

KEYS_FILE, PUBLISHERS_FILE = "keys.json", "publishers.json"
_SERVICES = tuple(OWNERS.values())


def webhook_secret() -> str:
    """A fresh secret of Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _storage_keys() -> dict[str, str]:
    return {service: generate_storage_keys() for service in _SERVICES}


def _event_keys() -> dict[str, str]:
    return {service: EventKey.generate(service).jwk for service in _SERVICES}


@dataclass(frozen=True)
class SuiteKeys:
    """`vault_keys` and, by service, `storage_keys` and `event_keys` as service_runtime reads them.

    `tax_out_secret` signs what we send to the tax office, `tax_in_secret` what it sends;
    `registers_secret` the questions to other departments' registers; `other_regions_out_secret` our notices to the platform of other
    regions, `other_regions_in_secret` its messages.
    """

    vault_keys: str = field(default_factory=generate_vault_keys)
    storage_keys: dict[str, str] = field(default_factory=_storage_keys)
    event_keys: dict[str, str] = field(default_factory=_event_keys)
    tax_out_secret: str = field(default_factory=webhook_secret)
    tax_in_secret: str = field(default_factory=webhook_secret)
    registers_secret: str = field(default_factory=webhook_secret)
    other_regions_out_secret: str = field(default_factory=webhook_secret)
    other_regions_in_secret: str = field(default_factory=webhook_secret)

    @property
    def publishers(self) -> bytes:
        """The public halves of the event keys, as CANBAO_PUBLISHERS_FILE holds them."""
        keys = [EventKey.from_text(service, key) for service, key in self.event_keys.items()]
        return msgspec.json.encode({key.publisher: [key.public] for key in keys})


def open_suite_keys(folder: Path) -> SuiteKeys:
    """The keys of this state folder; fresh ones for whatever it has none of yet."""
    file = folder / KEYS_FILE
    there: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    keys = SuiteKeys(**_bound(there))
    if asdict(keys) != there:
        write_secret(file, json.dumps(asdict(keys)))
    return keys


def _bound(there: dict[str, Any]) -> dict[str, Any]:
    """A folder without storage keys is from before values were bound to their rows: a new key seals from now on, the old one opens."""
    if "vault_keys" not in there or "storage_keys" in there:
        return there
    before, fresh = json.loads(there["vault_keys"]), json.loads(generate_vault_keys("k2"))
    keys = {**before, "active": "k2", "keys": {**before["keys"], **fresh["keys"]}, "unbound": list(before["keys"])}
    return {**there, "vault_keys": json.dumps(keys)}


def publish_keys(folder: Path, keys: SuiteKeys) -> Path:
    """Writes the public keys of all publishers into the folder; answers the file."""
    file = folder / PUBLISHERS_FILE
    file.write_bytes(keys.publishers)
    return file
