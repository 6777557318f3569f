"""The secrets of one suite: vault keys and webhook secrets, made once per state folder and readable by its owner only."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

KEYS_FILE = "keys.json"


@dataclass(frozen=True)
class SuiteKeys:
    """`vault_keys` as service_runtime reads them; `tax_out_secret` signs what we send to the tax office, `tax_in_secret` what it sends."""

    vault_keys: str
    tax_out_secret: str
    tax_in_secret: str


def open_suite_keys(folder: Path) -> SuiteKeys:
    """The keys of this state folder; fresh ones if it has none."""
    file = folder / KEYS_FILE
    if file.exists():
        return SuiteKeys(**json.loads(file.read_text()))
    keys = SuiteKeys(
        vault_keys=json.dumps({"active": "k1", "keys": {"k1": _random()}, "index_key": _random(), "identity_key": _random()}),
        tax_out_secret="whsec_" + _random(),
        tax_in_secret="whsec_" + _random(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(asdict(keys), out)
    return keys


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
