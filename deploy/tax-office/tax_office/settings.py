"""What the office is started with: arguments first, then CANBAO_TAX_… of the environment, then files that CANBAO_TAX_…_FILE name."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from process_runtime.national_signatures import NationalSignatures, read_national_keys
from process_runtime.plain_addresses import plain_faults, trusting
from process_runtime.secret_files import SecretUnreadable, secret_in_file
from process_runtime.signature_profiles import Checking, Signing
from process_runtime.webhook_secrets import webhook_secret_faults
from tax_office.signatures import OwnWebhooks


@dataclass(frozen=True, slots=True)
class Settings:
    """`out_secrets` check what the payment bridge sends out to us, `in_secret` signs what goes in to it.

    `ca_file` holds the authorities of the database and of the callbacks' receiver; with `cert_file` and `key_file` the office is at https://.
    """

    database_url: str = field(repr=False)
    callback_url: str
    out_secrets: tuple[str, ...] = field(repr=False)
    in_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8090
    log_level: str = "warning"
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    national_keys: str = field(default="", repr=False)
    """Given, both directions speak the national profile: JSON as that of the payment bridge, with `ours` of this office."""

    @property
    def national(self) -> NationalSignatures | None:
        """None for Standard Webhooks."""
        return NationalSignatures(read_national_keys(self.national_keys)) if self.national_keys else None

    @property
    def checking(self) -> Checking:
        """How the payment bridge's requests are checked."""
        return self.national or OwnWebhooks(self.in_secret, self.out_secrets)

    @property
    def signing(self) -> Signing:
        """How callbacks are signed."""
        return self.national or OwnWebhooks(self.in_secret, self.out_secrets)


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line, the environment or files; exits with sentences that name what is missing or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tax_office", description="A simulated tax office.")
    try:
        for name, help_text in _OPTIONS.items():
            parser.add_argument(f"--{name}", default=_default(name), help=f"{help_text} ({_variable(name)})")
    except SecretUnreadable as error:
        parser.error(str(error))
    given = parser.parse_args(arguments)
    if missing := [f"--{name} or {_variable(name)}" for name in _REQUIRED if getattr(given, name.replace("-", "_")) is None]:
        parser.error("missing: " + ", ".join(missing))
    if faults := _faults(given):
        parser.error("\n".join(faults))
    ca_file = Path(given.ca_file) if given.ca_file else None
    return Settings(
        database_url=trusting(given.database_url, ca_file),
        callback_url=given.callback_url,
        out_secrets=tuple(_separate(given.out_secret)),
        in_secret=given.in_secret,
        host=given.host,
        port=int(given.port),
        log_level=given.log_level,
        ca_file=ca_file,
        cert_file=Path(given.cert_file) if given.cert_file else None,
        key_file=Path(given.key_file) if given.key_file else None,
        national_keys=given.national_keys or "",
    )


def _faults(given: argparse.Namespace) -> list[str]:
    addresses = {_variable("database-url"): given.database_url, _variable("callback-url"): given.callback_url}
    return [
        *webhook_secret_faults(_variable("out-secret"), _separate(given.out_secret)),
        *webhook_secret_faults(_variable("in-secret"), [given.in_secret]),
        *_national_faults(given.national_keys),
        *([] if given.allow_plain == "true" else plain_faults(addresses, _variable("allow-plain"))),
    ]


def _national_faults(keys: str | None) -> list[str]:
    try:
        if keys:
            read_national_keys(keys)
    except ValueError as error:
        return [f"{_variable('national-keys')}: {error}"]
    return []


def _separate(secrets: str) -> list[str]:
    return secrets.replace(",", " ").split()


def _default(name: str) -> str | None:
    return (
        os.environ.get(_variable(name))
        or (secret_in_file(_variable(name)) if name in (*_REQUIRED, "national-keys") else None)
        or _DEFAULTS.get(name)
    )


def _variable(name: str) -> str:
    return "CANBAO_TAX_" + name.replace("-", "_").upper()


_REQUIRED = ("database-url", "callback-url", "out-secret", "in-secret")
_OPTIONS = {
    "database-url": "PostgreSQL address of the office's own database",
    "callback-url": "where callbacks go",
    "out-secret": "whsec_… that signs what we receive; several, with commas between, while it is being changed",
    "in-secret": "whsec_… that signs our callbacks",
    "host": "address to listen on",
    "port": "port to listen on",
    "log-level": "debug, info, warning or error",
    "ca-file": "certificates of the authorities that database and receiver of callbacks may be certified by",
    "cert-file": "certificate of this office, for https://",
    "key-file": "private key of that certificate",
    "national-keys": "keys of the national signature profile, for both directions instead of Standard Webhooks",
    "allow-plain": "true lets http:// and unencrypted PostgreSQL leave this machine",
}
_DEFAULTS = {"host": "127.0.0.1", "port": "8090", "log-level": "warning"}
