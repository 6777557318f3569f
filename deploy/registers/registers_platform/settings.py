"""What the registers are started with: arguments first, then CANBAO_SIMULATED_REGISTERS_… of the environment."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """`secret` (whsec_…) is the one that registration signs its questions with."""

    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8092


_OPTIONS = {
    "secret": (None, "whsec_… that signs the questions"),
    "host": ("127.0.0.1", "address to listen on"),
    "port": ("8092", "port to listen on"),
}


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line or the environment; exits with a sentence if the secret is missing."""
    parser = argparse.ArgumentParser(prog="python -m registers_platform", description="Simulated registers of other departments.")
    for name, (usual, help_text) in _OPTIONS.items():
        variable = f"CANBAO_SIMULATED_REGISTERS_{name.upper()}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable, usual), help=f"{help_text} ({variable})")
    given = parser.parse_args(arguments)
    if not given.secret:
        parser.error("missing: --secret or CANBAO_SIMULATED_REGISTERS_SECRET")
    return Settings(given.secret, given.host, int(given.port))
