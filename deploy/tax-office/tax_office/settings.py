"""What the office is started with: arguments first, then CANBAO_TAX_… of the environment."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """`out_secrets` check what the payment bridge sends out to us, `in_secret` signs what goes in to it."""

    database_url: str
    callback_url: str
    out_secrets: tuple[str, ...] = field(repr=False)
    in_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8090
    log_level: str = "warning"


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line or the environment; exits with a sentence naming what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tax_office", description="A simulated tax office.")
    for name, help_text in _OPTIONS.items():
        parser.add_argument(
            f"--{name}", default=os.environ.get(_variable(name), _DEFAULTS.get(name)), help=f"{help_text} ({_variable(name)})"
        )
    given = parser.parse_args(arguments)
    missing = [f"--{name} or {_variable(name)}" for name in _OPTIONS if getattr(given, name.replace("-", "_")) is None]
    if missing:
        parser.error("missing: " + ", ".join(missing))
    return Settings(
        database_url=given.database_url,
        callback_url=given.callback_url,
        out_secrets=tuple(given.out_secret.split(",")),
        in_secret=given.in_secret,
        host=given.host,
        port=int(given.port),
        log_level=given.log_level,
    )


def _variable(name: str) -> str:
    return "CANBAO_TAX_" + name.replace("-", "_").upper()


_OPTIONS = {
    "database-url": "PostgreSQL address of the office's own database",
    "callback-url": "where callbacks go",
    "out-secret": "whsec_… that signs what we receive; several, with commas between, while it is being changed",
    "in-secret": "whsec_… that signs our callbacks",
    "host": "address to listen on",
    "port": "port to listen on",
    "log-level": "debug, info, warning or error",
}
_DEFAULTS = {"host": "127.0.0.1", "port": "8090", "log-level": "warning"}
