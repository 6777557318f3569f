"""The start of a service: every fault of its settings is told at once, and it proves what it publishes."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError

from event_bus import EventKey, EventKeyInvalid, KeySigner, Publishers
from process_runtime.secret_files import SecretUnreadable
from service_runtime.settings import ServiceSettings

Settings = TypeVar("Settings", bound=ServiceSettings)


class CannotStart(Exception):
    """What keeps a service from starting; the text is the one sentence that the process ends with."""


def settings_or_exit(read: Callable[[], Settings]) -> Settings:
    """The settings, or the end of the process with a sentence for each that is missing or wrong; values are not quoted."""
    try:
        return read()
    except SecretUnreadable as error:
        raise SystemExit(str(error)) from None
    except ValidationError as error:
        faults = [_sentence(str(fault["loc"][0]) if fault["loc"] else "", fault["msg"]) for fault in error.errors(include_input=False)]
        raise SystemExit("\n".join(faults)) from None


def _sentence(name: str, message: str) -> str:
    told = message.removeprefix("Value error, ")
    return f"CANBAO_{name.upper()}: {told}" if name else told


def proving(name: str, settings: ServiceSettings) -> tuple[KeySigner | None, Publishers | None]:
    """What the service signs with, and proves with what it hears; nothing where it has no keys. Exits if they do not fit."""
    if settings.event_key is None or settings.publishers_file is None:
        return None, None
    try:
        key = EventKey.from_text(name, settings.event_key.get_secret_value())
        publishers = Publishers.in_file(settings.publishers_file)
    except EventKeyInvalid as error:
        raise SystemExit(f"CANBAO_EVENT_KEY, CANBAO_PUBLISHERS_FILE：无法使用 / cannot be used: {error}") from None
    if not publishers.knows(key):
        raise SystemExit(
            f"CANBAO_PUBLISHERS_FILE：其中没有 {name} 当前密钥的公钥，请先加入再启动 / "
            f"CANBAO_PUBLISHERS_FILE does not hold the public half of {name}'s CANBAO_EVENT_KEY: add it, everywhere, before the start"
        )
    return KeySigner(key), publishers
