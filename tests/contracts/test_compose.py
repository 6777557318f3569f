"""docker-compose.yml names only what exists in the code: services, images, ports, health checks, environment, files, databases."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from event_bus import EmbeddedBus
from service_runtime import SystemClock

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICES = {"registration": "registration", "payment-bridge": "payment_bridge", "dedup": "dedup", "benefits": "benefits"}
BUILT = {**SERVICES, "tax-office": "tax_office"}
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
VARIABLE = re.compile(r"\$\{(\w+)[^}]*\}")
SERVED_IMAGES = {"postgres": "postgres:18", "rabbitmq": "rabbitmq:4", "gateway": "nginx:1.28-alpine"}


def environment(part: str) -> dict[str, str]:
    return {key: str(value) for key, value in PARTS[part]["environment"].items()}


def settings_of(service: str, tmp_path: Path) -> Any:
    """The service's own settings, made of what compose gives it."""
    given = environment(service)
    values = {key.removeprefix("CANBAO_").lower(): value for key, value in given.items()}
    jwks = tmp_path / "jwks.json"
    jwks.write_text('{"keys": []}')
    values |= {"jwks_file": str(jwks), "clock": "system", "database_url": "postgresql://nobody@127.0.0.1:1/nothing"}
    if "vault_keys" in values:
        values["vault_keys"] = json.dumps({"active": "k1", "keys": {"k1": KEY}, "index_key": KEY, "identity_key": KEY})
    values["storage_keys"] = json.dumps({"active": "s1", "keys": {"s1": KEY}, "index_key": KEY})
    for secret in ("tax_out_secret", "tax_in_secret"):
        if secret in values:
            values[secret] = f"whsec_{KEY}"
    return import_module(f"{SERVICES[service]}.settings").Settings(**values)


def test_the_parts_are_the_services_and_what_they_stand_on() -> None:
    assert set(PARTS) == {*BUILT, *SERVED_IMAGES}
    assert {path.name for path in (ROOT / "services").iterdir() if path.is_dir()} == set(SERVICES)


@pytest.mark.parametrize(("part", "package"), BUILT.items())
def test_an_image_is_built_of_a_package_that_can_be_run(part: str, package: str) -> None:
    build = PARTS[part]["build"]
    dockerfile = (ROOT / build["dockerfile"]).read_text()
    assert set(build["args"]) == {"SOURCE", "PACKAGE"}
    assert all(f"ARG {name}\n" in dockerfile for name in build["args"])
    assert build["args"]["PACKAGE"] == package
    assert (ROOT / build["args"]["SOURCE"] / package / "__main__.py").is_file()


def test_the_dockerfile_copies_what_exists() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line and "$" not in line]
    assert copied == ["requirements-service.lock", "shared/"]
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize(("part", "image"), SERVED_IMAGES.items())
def test_other_images_are_the_versions_the_suite_is_made_for(part: str, image: str) -> None:
    assert PARTS[part]["image"] == image
    assert "build" not in PARTS[part]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_only_what_its_settings_know(service: str) -> None:
    known = import_module(f"{SERVICES[service]}.settings").Settings.model_fields
    unknown = {name for name in environment(service) if name.removeprefix("CANBAO_").lower() not in known or not name.startswith("CANBAO_")}
    assert unknown == set()
    required = {f"CANBAO_{name.upper()}" for name, field in known.items() if field.is_required()}
    assert required <= set(environment(service))


@pytest.mark.parametrize("service", SERVICES)
def test_only_services_that_hold_personal_data_get_keys(service: str) -> None:
    assert ("CANBAO_VAULT_KEYS" in environment(service)) is (service in {"registration", "payment-bridge"})


def test_the_tax_office_is_told_only_what_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    from tax_office.settings import read_settings

    for name, value in environment("tax-office").items():
        monkeypatch.setenv(name, f"whsec_{KEY}" if name.endswith("_SECRET") else value)
    settings = read_settings([])
    assert str(settings.port) == environment("tax-office")["CANBAO_TAX_PORT"]
    source = (ROOT / "deploy/tax-office/tax_office/settings.py").read_text()
    options = {name.removeprefix("CANBAO_TAX_").lower().replace("_", "-") for name in environment("tax-office")}
    assert all(f'"{option}"' in source for option in options)


def test_both_sides_of_the_tax_contract_have_the_same_secrets_and_addresses() -> None:
    bridge, office = environment("payment-bridge"), environment("tax-office")
    for name in ("CANBAO_TAX_OUT_SECRET", "CANBAO_TAX_IN_SECRET"):
        assert bridge[name] == office[name]
    assert bridge["CANBAO_TAX_OFFICE_URL"] == f"http://tax-office:{office['CANBAO_TAX_PORT']}"
    assert office["CANBAO_TAX_CALLBACK_URL"] == "http://payment-bridge:8000/payment-bridge/v1/webhooks/tax"


def asked_by_health_check(part: str) -> tuple[str, str]:
    """Port and path."""
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/[\w/-]+)", " ".join(PARTS[part]["healthcheck"]["test"]))
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize("service", SERVICES)
async def test_health_checks_ask_a_route_of_the_service_on_its_port(service: str, tmp_path: Path) -> None:
    app = import_module(f"{SERVICES[service]}.app").create_app(settings_of(service, tmp_path), EmbeddedBus(), SystemClock())
    port, path = asked_by_health_check(service)
    assert port == environment(service)["CANBAO_PORT"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        assert (await client.get(path)).status_code == httpx.codes.OK
        assert (await client.get(path + "-not")).status_code == httpx.codes.NOT_FOUND


async def test_callbacks_of_the_tax_office_have_a_route(tmp_path: Path) -> None:
    app = import_module("payment_bridge.app").create_app(settings_of("payment-bridge", tmp_path), EmbeddedBus(), SystemClock())
    path = environment("tax-office")["CANBAO_TAX_CALLBACK_URL"].removeprefix("http://payment-bridge:8000")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        assert (await client.get(path)).status_code == httpx.codes.METHOD_NOT_ALLOWED


def test_the_tax_office_is_asked_on_a_route_it_has() -> None:
    from tax_office.control_endpoints import router

    assert asked_by_health_check("tax-office") == (environment("tax-office")["CANBAO_TAX_PORT"], "/simulator/v1/quiet")
    assert "/simulator/v1/quiet" in {getattr(route, "path", "") for route in router.routes}


def test_every_part_has_a_health_check_and_waits_for_parts_that_exist() -> None:
    assert [name for name, part in PARTS.items() if "healthcheck" not in part] == []
    waited_for = {name for part in PARTS.values() for name in part.get("depends_on", {})}
    assert waited_for <= set(PARTS)


def test_each_service_has_a_database_of_its_own_that_is_created() -> None:
    init = (ROOT / "deploy/postgres/init/10-databases.sh").read_text()
    created = dict(re.findall(r'^database (\w+) "\$(\w+)"$', init, re.MULTILINE))
    used = {}
    for part, package in BUILT.items():
        url = environment(part)["CANBAO_TAX_DATABASE_URL" if part == "tax-office" else "CANBAO_DATABASE_URL"]
        found = re.fullmatch(r"postgresql://(\w+):\$\{(\w+)\}@postgres:5432/(\w+)", url)
        assert found is not None
        assert found[1] == found[3] == package
        used[found[3]] = found[2]
    assert created == used
    assert set(created.values()) <= set(environment("postgres"))


def test_mounted_files_exist() -> None:
    mounts = [mount for part in PARTS.values() for mount in part.get("volumes", [])]
    here = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert here
    assert [path for path in here if not (ROOT / path).exists()] == []
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith(("./", "$"))}
    assert named == set(COMPOSE["volumes"])


def test_the_example_of_env_has_every_variable_and_no_other() -> None:
    used = set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".env.example").read_text()
    given = set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert given == used


def test_the_gateway_hands_each_prefix_to_its_service() -> None:
    text = (ROOT / "deploy/gateway/nginx.conf").read_text()
    upstreams = dict(re.findall(r"upstream ([\w-]+) \{ server ([\w:-]+);", text))
    assert upstreams == {service: f"{service}:{environment(service)['CANBAO_PORT']}" for service in SERVICES}
    assert set(re.findall(r"location /([\w-]+)/ \{ proxy_pass http://([\w-]+); \}", text)) == {(name, name) for name in SERVICES}
    listening = re.search(r"listen (\d+);", text)
    assert listening is not None
    assert PARTS["gateway"]["ports"] == [f"${{CANBAO_PUBLIC_PORT}}:{listening[1]}"]
    assert f"127.0.0.1:{listening[1]}/livez" in " ".join(PARTS["gateway"]["healthcheck"]["test"])
    assert "location = /livez" in text
