"""What the platform is started with: arguments first, then CANBAO_SIMULATED_REGIONS_… of the environment."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """`callback_url` is where messages go. `out_secret` signs the notices that come, `in_secret` the messages, as dedup calls them."""

    callback_url: str
    out_secret: str = field(repr=False)
    in_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8093


_OPTIONS = {
    "callback-url": (None, "where messages are sent: …/dedup/v1/other-regions/messages"),
    "out-secret": (None, "whsec_… that signs the notices of dedup"),
    "in-secret": (None, "whsec_… that signs the messages to dedup"),
    "host": ("127.0.0.1", "address to listen on"),
    "port": ("8093", "port to listen on"),
}


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line or the environment; exits with a sentence if something is missing."""
    parser = argparse.ArgumentParser(prog="python -m other_regions_platform", description="A simulated platform of other regions.")
    for name, (usual, help_text) in _OPTIONS.items():
        variable = f"CANBAO_SIMULATED_REGIONS_{name.upper().replace('-', '_')}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable, usual), help=f"{help_text} ({variable})")
    given = parser.parse_args(arguments)
    if not (given.callback_url and given.out_secret and given.in_secret):
        parser.error("missing: --callback-url, --out-secret or --in-secret")
    return Settings(given.callback_url, given.out_secret, given.in_secret, given.host, int(given.port))
