"""Papers to download and sign (H-R-150 「查看模板」): drawn from the texts of the item, which are what is signed."""

from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from registration.domain.items import Item

_PAPERS = Path(__file__).parent / "papers"
_FRAME = "page"


def draw_page(item: Item, name: str) -> str:
    """The paper as a page of HTML to print. `name` is one of the item's templates."""
    told = item.templates[name]
    texts = {text: escape(value) for text, value in (item.texts | {"title": item.title, "label": told.label}).items()}
    return _page(_FRAME).substitute(texts, content=_page(told.page).substitute(texts))


def page_faults(item: Item) -> Iterator[str]:
    """What its templates lack: a page that is not there, or a text that the item does not have."""
    for name, told in item.templates.items():
        if not (_PAPERS / f"{told.page}.html").is_file():
            yield f"templates.{name}：没有样表 {told.page}"
        elif lacking := set(_page(told.page).get_identifiers()) - {*item.texts, "title", "label"}:
            yield f"templates.{name}：样表 {told.page} 所用文字 {'、'.join(sorted(lacking))} 没有声明"


@cache
def _page(name: str) -> Template:
    return Template((_PAPERS / f"{name}.html").read_text(encoding="utf-8").strip())
