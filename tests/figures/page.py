"""The table of docs/runbooks/metrics.md, as the running services say it."""

from collections.abc import Iterator, Mapping

from tests.figures.exposition import NAMES, Exposition, told_name

HEAD = "| figure | told by | labels | what it says |"


def rows(exposition: Exposition) -> Iterator[str]:
    """One row for each figure, in alphabetical order."""
    services: dict[str, list[str]] = {}
    labels: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    for service, metrics in exposition.items():
        for metric in metrics:
            name = told_name(metric)
            services.setdefault(name, []).append(service)
            labels.setdefault(name, set()).update(*(one.labels for one in metric.samples))
            texts[name] = metric.documentation
    for name in sorted(services):
        yield f"| `{name}` | {_all_or(services[name])} | {_listed(labels[name])} | {texts[name]} |"


def _all_or(services: list[str]) -> str:
    return "all" if set(services) == set(NAMES) else ", ".join(services)


def _listed(labels: set[str]) -> str:
    return ", ".join(sorted(labels - {"le"})) or "–"


def table_of(page: str) -> list[str]:
    """The rows of the page."""
    return [line for line in page.splitlines() if line.startswith("| `canbao_")]


def sections_of(page: str) -> Mapping[str, str]:
    """The text under each heading of the third level."""
    found: dict[str, str] = {}
    for part in page.split("\n### ")[1:]:
        heading, _, text = part.partition("\n")
        found[heading.strip()] = text.strip()
    return found
