"""The templates of notices as they stand in notice_templates.yaml, checked when they are read."""

from collections.abc import Mapping
from importlib.resources import files

import msgspec
import yaml

from registration.domain.notice import Template

_MOST = {"thing": 20, "phrase": 5, "character_string": 32, "amount": 16, "date": 20, "time": 20}
"""Characters that WeChat takes by the kind of a field, which its name tells: thing1."""


class NoticeText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A template: what people read, the mini-program's page that it opens, and what stands in WeChat's fields."""

    title: str
    text: str
    page: str = ""
    fields: dict[str, str] = {}

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """WeChat's fields; what is longer than its kind allows ends with a dot."""
        return {name: _shortened(text.format_map(values), _MOST[name.rstrip("0123456789")]) for name, text in self.fields.items()}


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _read() -> Mapping[Template, NoticeText]:
    told = yaml.safe_load(files(__package__).joinpath("notice_templates.yaml").read_text(encoding="utf-8"))
    read = msgspec.convert(told, dict[Template, NoticeText])
    if set(read) != set(Template):
        raise ValueError("each template has its text")
    return read


TEMPLATES = _read()
