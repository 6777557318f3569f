"""What the platform is started with: arguments first, then CANBAO_SIMULATED_WECHAT_… of the environment."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """`appid` and `secret` are what a mini-program is registered with; the secret is also that of sign-on and text messages."""

    appid: str = "wx-simulated"
    secret: str = field(default="simulated", repr=False)
    host: str = "127.0.0.1"
    port: int = 8091


_OPTIONS = {
    "appid": "what the mini-program is registered as",
    "secret": "its secret",
    "host": "address to listen on",
    "port": "port to listen on",
}


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Settings from the command line or the environment."""
    parser, usual = argparse.ArgumentParser(prog="python -m wechat_platform", description="A simulated WeChat."), Settings()
    for name, help_text in _OPTIONS.items():
        variable = f"CANBAO_SIMULATED_WECHAT_{name.upper()}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable) or str(getattr(usual, name)), help=f"{help_text} ({variable})")
    given = parser.parse_args(arguments)
    return Settings(given.appid, given.secret, given.host, int(given.port))
