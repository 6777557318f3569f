"""The alerts name only figures and labels that running services tell, speak Chinese and lead to a page that exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.figures.exposition import NAMES, Exposition

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]
SCRAPE: dict[str, Any] = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
TARGET = {"instance", "job", "service"}
"""Labels that scraping adds."""
NAMED = re.compile(r"\b(up|canbao_\w+)\b(?:\{([^}]*)\})?")
each = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))


def told(exposition: Exposition) -> dict[str, set[str]]:
    """Labels by name of every series of any service, buckets and totals as they are written."""
    found: dict[str, set[str]] = {"up": set()}
    for metrics in exposition.values():
        for metric in metrics:
            for one in metric.samples:
                found.setdefault(one.name, set()).update(one.labels)
    return found


@each
def test_every_name_and_label_is_told_by_a_running_service(exposition: Exposition, rule: dict[str, Any]) -> None:
    known = told(exposition)
    names = {name for name, _ in NAMED.findall(rule["expr"])}
    assert names
    assert names <= known.keys()
    labels = set().union(*(known[name] for name in names)) | TARGET
    used = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", "".join(f"{{{inside}}}" for _, inside in NAMED.findall(rule["expr"]))))
    for inside in re.findall(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)", rule["expr"]):
        used |= {label.strip() for label in inside.split(",") if label.strip()}
    texts = " ".join(rule["annotations"].values())
    assert used | set(re.findall(r"\$labels\.(\w+)", texts)) <= labels


@each
def test_values_of_labels_are_told(exposition: Exposition, rule: dict[str, Any]) -> None:
    """A state that nobody has would never alarm."""
    there = {
        (one.name, label, value)
        for metrics in exposition.values()
        for m in metrics
        for one in m.samples
        for label, value in one.labels.items()
    }
    for name, inside in NAMED.findall(rule["expr"]):
        for label, _, values in re.findall(r'(\w+)(=~|=)"([^"]*)"', inside):
            if label not in TARGET | {"status"}:
                assert {(name, label, value) for value in values.split("|")} <= there


@each
def test_what_people_read_is_chinese_and_leads_somewhere(rule: dict[str, Any]) -> None:
    told_to_people = rule["annotations"]
    assert set(told_to_people) == {"summary", "description", "runbook_url"}
    for text in (told_to_people["summary"], told_to_people["description"]):
        assert re.search("[一-鿿]", text)
    page, _, anchor = told_to_people["runbook_url"].partition("#")
    assert anchor == rule["alert"].lower()
    headings = re.findall(r"^#+ (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor in {heading.lower() for heading in headings}
    assert rule["labels"]["severity"] in {"critical", "warning"}


def test_alerts_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names))


def test_the_services_of_compose_are_scraped_where_they_listen() -> None:
    assert [FOLDER / file for file in SCRAPE["rule_files"]] == [FOLDER / "alerts.yaml"]
    (scraped,) = SCRAPE["scrape_configs"]
    assert f'job="{scraped["job_name"]}"' in next(rule["expr"] for rule in RULES if rule["alert"] == "CanbaoServiceDown")
    (found,) = scraped["dns_sd_configs"]
    assert set(found["names"]) == set(NAMES) <= set(COMPOSE["services"])
    assert {str(COMPOSE["services"][name]["environment"]["CANBAO_PORT"]) for name in found["names"]} == {str(found["port"])}
