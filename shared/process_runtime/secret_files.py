"""Secrets out of files: CANBAO_X_FILE names the file that holds the secret setting X, as container platforms mount them."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class SecretUnreadable(Exception):
    """A file that should hold a secret cannot be read; the text names the setting and the file."""


def secret_fields(settings: type[BaseSettings]) -> Iterable[str]:
    """The settings that hold secrets: keys and shared secrets, and addresses, which may hold passwords."""
    return [name for name, field in settings.model_fields.items() if _is_key(field) or name.endswith("_url")]


def _is_key(field: FieldInfo) -> bool:
    return field.annotation is SecretStr or field.annotation == SecretStr | None


def secret_in_file(setting: str) -> str | None:
    """What the file holds that `{setting}_FILE` of the environment names, without blanks around it; None if none is named.

    Raises SecretUnreadable.
    """
    if not (named := os.environ.get(f"{setting}_FILE")):
        return None
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SecretUnreadable(f"{setting}_FILE：无法读取文件 {named} / {setting}_FILE: {named} cannot be read") from None


class SecretFiles(PydanticBaseSettingsSource):
    """Comes after the environment: a setting that stands there itself is taken from there."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The value of one setting, its name, and that it is no JSON."""
        return secret_in_file(f"CANBAO_{field_name.upper()}"), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All that are given by files."""
        given = {name: secret_in_file(f"CANBAO_{name.upper()}") for name in secret_fields(self.settings_cls)}
        return {name: value for name, value in given.items() if value is not None}
