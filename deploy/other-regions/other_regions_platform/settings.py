"""What the platform is started with: arguments first, then CANBAO_SIMULATED_REGIONS_… of the environment, then files named by …_FILE."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from process_runtime.plain_addresses import plain_faults
from process_runtime.secret_files import SecretUnreadable, secret_in_file
from process_runtime.webhook_secrets import webhook_secret_faults


@dataclass(frozen=True, slots=True)
class Settings:
    """`callback_url` is where messages go. `out_secrets` sign the notices that come, `in_secret` the messages, as dedup calls them.

    `ca_file` holds the authorities of who is called back; with `cert_file` and `key_file` the platform is at https://.
    """

    callback_url: str
    out_secrets: tuple[str, ...] = field(repr=False)
    in_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8093
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line, the environment or files; exits with sentences that name what is missing or wrong."""
    parser = argparse.ArgumentParser(prog="python -m other_regions_platform", description="A simulated platform of other regions.")
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
    return Settings(
        callback_url=given.callback_url,
        out_secrets=tuple(_separate(given.out_secret)),
        in_secret=given.in_secret,
        host=given.host,
        port=int(given.port),
        ca_file=_path(given.ca_file),
        cert_file=_path(given.cert_file),
        key_file=_path(given.key_file),
    )


def _faults(given: argparse.Namespace) -> list[str]:
    addresses = {_variable("callback-url"): given.callback_url}
    return [
        *webhook_secret_faults(_variable("out-secret"), _separate(given.out_secret)),
        *webhook_secret_faults(_variable("in-secret"), [given.in_secret]),
        *([] if given.allow_plain == "true" else plain_faults(addresses, _variable("allow-plain"))),
    ]


def _separate(secrets: str) -> list[str]:
    return secrets.replace(",", " ").split()


def _path(named: str | None) -> Path | None:
    return Path(named) if named else None


def _default(name: str) -> str | None:
    variable = _variable(name)
    return os.environ.get(variable) or (secret_in_file(variable) if name in _REQUIRED else None) or _USUAL.get(name)


def _variable(name: str) -> str:
    return "CANBAO_SIMULATED_REGIONS_" + name.replace("-", "_").upper()


_REQUIRED = ("callback-url", "out-secret", "in-secret")
_OPTIONS = {
    "callback-url": "where messages are sent: …/dedup/v1/other-regions/messages",
    "out-secret": "whsec_… that signs the notices of dedup; several, with commas between, while it is being changed",
    "in-secret": "whsec_… that signs the messages to dedup",
    "host": "address to listen on",
    "port": "port to listen on",
    "ca-file": "certificates of the authorities that the receiver of messages may be certified by",
    "cert-file": "certificate of this platform, for https://",
    "key-file": "private key of that certificate",
    "allow-plain": "true lets http:// leave this machine",
}
_USUAL = {"host": "127.0.0.1", "port": "8093"}
