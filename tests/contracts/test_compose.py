"""docker-compose.yml names only what exists in the code: services, images, ports, health checks, settings, secrets, databases."""

import ipaddress
import os
import re
import ssl
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from canbao_suite.image_lock import IMAGES, read_images
from canbao_suite.keys.env_file import values_in
from canbao_suite.keys.files import Reader, SecretFolder, publish
from canbao_suite.keys.made import make_missing
from canbao_suite.suite_keys import SuiteKeys
from event_bus import EmbeddedBus
from service_runtime import SystemClock

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICES = {"registration": "registration", "payment-bridge": "payment_bridge", "dedup": "dedup", "benefits": "benefits"}
BUILT = {**SERVICES, "tax-office": "tax_office", "other-regions": "other_regions_platform"}
VARIABLE = re.compile(r"\$\{(\w+)[^}]*\}")
SERVED_IMAGES = {"postgres": "CANBAO_IMAGE_POSTGRES", "rabbitmq": "CANBAO_IMAGE_RABBITMQ", "gateway": "CANBAO_IMAGE_NGINX"}
MOUNTED = "/run/secrets/"
STATE = "./.state/compose"


def environment(part: str) -> dict[str, str]:
    return {key: str(value) for key, value in PARTS[part].get("environment", {}).items()}


def secrets_of(part: str) -> dict[str, str]:
    """Path in the container → name of the secret."""
    named = [{"source": secret} if isinstance(secret, str) else secret for secret in PARTS[part].get("secrets", [])]
    return {MOUNTED + secret.get("target", secret["source"]): secret["source"] for secret in named}


def networks_of(part: str) -> set[str]:
    return set(PARTS[part]["networks"])


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What script/keys makes."""
    folder = tmp_path_factory.mktemp("compose")
    make_missing(SecretFolder(folder / "secrets", Reader(os.geteuid(), os.getegid())), folder / "public", SuiteKeys(), "localhost")
    publish(folder / "public" / "jwks.json", b'{"keys": []}')
    return folder


@pytest.fixture
def on_this_machine(state: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the environment of a part as its container has it, with the files where they lie here."""

    def set_environment(part: str) -> None:
        files = {path: str(state / "secrets" / name) for path, name in secrets_of(part).items()}
        for name, value in environment(part).items():
            here = files.get(value, value).replace("/run/canbao", str(state / "public")).replace("${CANBAO_CLOCK}", "system")
            monkeypatch.setenv(name, here)

    return set_environment


def settings_of(service: str, on_this_machine: Any) -> Any:
    """The service's own settings, made of what compose gives it."""
    on_this_machine(service)
    return import_module(f"{SERVICES[service]}.settings").Settings()


def test_the_parts_are_the_services_and_what_they_stand_on() -> None:
    assert set(PARTS) == {*BUILT, *SERVED_IMAGES}
    assert {path.name for path in (ROOT / "services").iterdir() if path.is_dir()} == set(SERVICES)


@pytest.mark.parametrize(("part", "package"), BUILT.items())
def test_an_image_is_built_of_a_package_that_can_be_run(part: str, package: str) -> None:
    build = PARTS[part]["build"]
    dockerfile = (ROOT / build["dockerfile"]).read_text()
    assert set(build["args"]) == {"PYTHON_IMAGE", "SOURCE", "PACKAGE"}
    assert all(f"ARG {name}\n" in dockerfile for name in build["args"])
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
    assert build["args"]["PACKAGE"] == package
    assert (ROOT / build["args"]["SOURCE"] / package / "__main__.py").is_file()


def test_the_dockerfile_copies_what_exists() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line and "$" not in line]
    assert copied == ["requirements-service.lock", "shared/"]
    assert all((ROOT / name).exists() for name in copied)


def test_every_image_that_is_not_ours_is_named_by_the_lock() -> None:
    lock = read_images(ROOT / IMAGES)
    assert {part: PARTS[part].get("image") for part in PARTS if "image" in PARTS[part]} == {
        part: f"${{{variable}}}" for part, variable in SERVED_IMAGES.items()
    }
    built_on = {PARTS[part]["build"]["args"]["PYTHON_IMAGE"] for part in BUILT}
    assert built_on == {"${CANBAO_IMAGE_PYTHON}"}
    assert set(lock) == {*SERVED_IMAGES.values(), "CANBAO_IMAGE_PYTHON"}
    versions = {name: image.partition("@")[0] for name, image in lock.items()}
    assert (versions["CANBAO_IMAGE_POSTGRES"], versions["CANBAO_IMAGE_RABBITMQ"]) == ("postgres:18", "rabbitmq:4")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_only_what_its_settings_know(service: str) -> None:
    known = import_module(f"{SERVICES[service]}.settings").Settings.model_fields
    told = {name.removeprefix("CANBAO_").lower() for name in environment(service)}
    told = {name if name in known else name.removesuffix("_file") for name in told}
    assert told - set(known) == set()
    assert {name for name, field in known.items() if field.is_required()} <= told


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_takes_what_it_is_told(service: str, on_this_machine: Any, state: Path) -> None:
    settings = settings_of(service, on_this_machine)
    role = SERVICES[service]
    secret = (state / "secrets" / f"{role}_database_password").read_text()
    assert settings.database_address.startswith(f"postgresql://{role}:{secret}@postgres:5432/{role}?sslmode=verify-full&sslrootcert=")
    assert re.fullmatch(rf"amqps://{service}:[0-9a-f]{{48}}@rabbitmq:5671/", settings.amqp_url)
    assert settings.allow_plain is False
    assert re.match(rf"postgresql://{role}_owner:[0-9a-f]{{48}}@postgres:5432/{role}\?sslmode=verify-full&", settings.migration_url)
    assert settings.trusted_proxies == environment(service)["CANBAO_TRUSTED_PROXIES"]


@pytest.mark.parametrize("part", PARTS)
def test_secrets_are_files_and_each_part_has_its_own_only(part: str) -> None:
    read = {value for name, value in environment(part).items() if name.endswith("_FILE") and value.startswith(MOUNTED)}
    if part in BUILT:
        assert read == set(secrets_of(part))
    foreign = {other for other in BUILT.values() if other != BUILT.get(part)}
    if part != "postgres":
        assert [name for name in secrets_of(part).values() if name.startswith(tuple(foreign)) and not name.startswith(part)] == []
    words = ("password", "secret", "key", "url")
    open_values = {name for name in environment(part) if any(word in name.lower() for word in words) and not name.endswith("_FILE")}
    peers = {"CANBAO_TAX_OFFICE_URL", "CANBAO_OTHER_REGIONS_URL", "CANBAO_REGISTRATION_URL"}
    assert open_values <= {*peers, "CANBAO_TAX_CALLBACK_URL", "CANBAO_SIMULATED_REGIONS_CALLBACK_URL"}


def test_every_secret_that_is_mounted_is_one_that_script_keys_makes(state: Path) -> None:
    mounted = {name for part in PARTS for name in secrets_of(part).values()}
    assert {name: secret["file"] for name, secret in COMPOSE["secrets"].items()} == {name: f"{STATE}/secrets/{name}" for name in mounted}
    made = {file.name for file in (state / "secrets").iterdir()}
    assert mounted <= made
    for_people = {"rabbitmq_definitions_of", *(name for name in made if name.endswith("_broker_password"))}
    assert made - mounted == for_people


@pytest.mark.parametrize("service", SERVICES)
def test_only_services_that_hold_personal_data_get_vault_keys(service: str) -> None:
    assert ("vault_keys" in secrets_of(service).values()) is (service in {"registration", "payment-bridge"})


def test_the_tax_office_takes_what_it_is_told(on_this_machine: Any) -> None:
    from tax_office.settings import read_settings

    on_this_machine("tax-office")
    settings = read_settings([])
    assert str(settings.port) == environment("tax-office")["CANBAO_TAX_PORT"]
    assert settings.database_url.startswith("postgresql://tax_office:")
    assert settings.cert_file is not None
    assert settings.key_file is not None
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.cert_file, settings.key_file)
    source = (ROOT / "deploy/tax-office/tax_office/settings.py").read_text()
    options = {name.removeprefix("CANBAO_TAX_").lower().replace("_", "-") for name in environment("tax-office")}
    assert [option for option in options if f'"{option}"' not in source and f'"{option.removesuffix("-file")}"' not in source] == []


def test_both_sides_of_the_tax_contract_have_the_same_secrets_and_addresses(state: Path) -> None:
    bridge, office = environment("payment-bridge"), environment("tax-office")
    for way in ("in", "out"):
        assert (state / f"secrets/tax_{way}_secret").read_text() == (state / f"secrets/tax_office_{way}_secret").read_text()
    assert bridge["CANBAO_TAX_OFFICE_URL"] == f"https://tax-office:{office['CANBAO_TAX_PORT']}"
    assert office["CANBAO_TAX_CALLBACK_URL"] == "https://gateway:8443/payment-bridge/v1/webhooks/tax"


def test_the_other_regions_take_what_they_are_told(on_this_machine: Any) -> None:
    from other_regions_platform.settings import read_settings

    on_this_machine("other-regions")
    settings = read_settings([])
    assert str(settings.port) == environment("other-regions")["CANBAO_SIMULATED_REGIONS_PORT"]
    assert settings.cert_file is not None
    assert settings.key_file is not None
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.cert_file, settings.key_file)
    source = (ROOT / "deploy/other-regions/other_regions_platform/settings.py").read_text()
    options = {name.removeprefix("CANBAO_SIMULATED_REGIONS_").lower().replace("_", "-") for name in environment("other-regions")}
    assert [option for option in options if f'"{option}"' not in source and f'"{option.removesuffix("-file")}"' not in source] == []


def test_both_sides_of_the_contract_with_other_regions_have_the_same_secrets_and_addresses(state: Path) -> None:
    dedup, platform = environment("dedup"), environment("other-regions")
    for way in ("in", "out"):
        assert (state / f"secrets/regions_{way}_secret").read_text() == (state / f"secrets/other_regions_{way}_secret").read_text()
    assert dedup["CANBAO_OTHER_REGIONS_URL"] == f"https://other-regions:{platform['CANBAO_SIMULATED_REGIONS_PORT']}"
    assert platform["CANBAO_SIMULATED_REGIONS_CALLBACK_URL"] == "https://gateway:8443/dedup/v1/other-regions/messages"


def asked_by_health_check(part: str) -> tuple[str, str]:
    """Port and path."""
    found = re.search(r"https?://(?:127\.0\.0\.1|localhost):(\d+)(/[\w/-]+)", " ".join(PARTS[part]["healthcheck"]["test"]))
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize("service", SERVICES)
async def test_health_checks_ask_a_route_of_the_service_on_its_port(service: str, on_this_machine: Any) -> None:
    app = import_module(f"{SERVICES[service]}.app").create_app(settings_of(service, on_this_machine), EmbeddedBus(), SystemClock())
    port, path = asked_by_health_check(service)
    assert port == environment(service)["CANBAO_PORT"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        assert (await client.get(path)).status_code == httpx.codes.OK
        assert (await client.get(path + "-not")).status_code == httpx.codes.NOT_FOUND


async def test_callbacks_of_the_tax_office_have_a_route(on_this_machine: Any) -> None:
    app = import_module("payment_bridge.app").create_app(settings_of("payment-bridge", on_this_machine), EmbeddedBus(), SystemClock())
    path = environment("tax-office")["CANBAO_TAX_CALLBACK_URL"].removeprefix("https://gateway:8443")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        assert (await client.get(path)).status_code == httpx.codes.METHOD_NOT_ALLOWED


def test_the_tax_office_is_asked_on_a_route_it_has() -> None:
    from tax_office.control_endpoints import router

    assert asked_by_health_check("tax-office") == (environment("tax-office")["CANBAO_TAX_PORT"], "/simulator/v1/quiet")
    assert "/simulator/v1/quiet" in {getattr(route, "path", "") for route in router.routes}


def test_the_other_regions_are_asked_on_a_route_they_have() -> None:
    from other_regions_platform.control_endpoints import router

    assert asked_by_health_check("other-regions") == (environment("other-regions")["CANBAO_SIMULATED_REGIONS_PORT"], "/simulator/v1/quiet")
    assert "/simulator/v1/quiet" in {getattr(route, "path", "") for route in router.routes}


def test_every_part_has_a_health_check_and_waits_for_parts_that_exist() -> None:
    assert [name for name, part in PARTS.items() if "healthcheck" not in part] == []
    waited_for = {name for part in PARTS.values() for name in part.get("depends_on", {})}
    assert waited_for <= set(PARTS)


def test_each_service_has_a_database_of_its_own_that_is_created(state: Path) -> None:
    init = (ROOT / "deploy/postgres/init/10-databases.sh").read_text()
    made = re.search(r"^for name in (.+); do$", init, re.MULTILINE)
    assert made is not None
    assert set(made[1].split()) == set(SERVICES.values())
    needed = {f"{package}{role}_database_password" for package in SERVICES.values() for role in ("", "_owner")}
    given = {name for name in secrets_of("postgres").values() if name.endswith("_database_password")}
    assert given == {*needed, "tax_office_database_password"}


def test_mounted_files_exist() -> None:
    mounts = [mount for part in PARTS.values() for mount in part.get("volumes", [])]
    here = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert here
    assert {path for path in here if not (ROOT / path).exists()} <= {f"{STATE}/public"}
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith("./")}
    assert named == set(COMPOSE["volumes"])
    writable = [mount for mount in mounts if mount.startswith("./") and not mount.endswith(":ro")]
    assert writable == []


def test_the_example_of_env_has_every_variable_and_no_other() -> None:
    used = set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))
    assert {*values_in(ROOT / ".env.example"), *read_images(ROOT / IMAGES)} == {*used, "CANBAO_PUBLIC_NAME"}


@pytest.mark.parametrize("part", PARTS)
def test_every_container_is_contained(part: str) -> None:
    contained = PARTS[part]
    assert contained["user"] == "${CANBAO_UID}:${CANBAO_GID}"
    assert contained["read_only"] is True
    assert "/tmp" in contained["tmpfs"]
    assert contained["cap_drop"] == ["ALL"]
    assert "cap_add" not in contained
    assert contained["security_opt"] == ["no-new-privileges:true"]
    assert set(contained["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(contained)


def test_networks_let_through_what_is_needed_and_no_more() -> None:
    internal = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    assert set(COMPOSE["networks"]) - internal == {"front", "tax", "regions"}
    on = {name: {part for part in PARTS if name in networks_of(part)} for name in COMPOSE["networks"]}
    assert on == {
        "front": {"gateway"},
        "edge": {"gateway", *SERVICES},
        "inside": {"postgres", "rabbitmq", *SERVICES},
        "tax": {"gateway", "payment-bridge", "tax-office"},
        "tax-data": {"postgres", "tax-office"},
        "regions": {"gateway", "dedup", "other-regions"},
    }
    assert [part for part in PARTS if "ports" in PARTS[part]] == ["gateway"]


def test_only_the_gateways_address_is_a_trusted_proxy() -> None:
    gateway = PARTS["gateway"]["networks"]["edge"]["ipv4_address"]
    for service in SERVICES:
        assert environment(service)["CANBAO_TRUSTED_PROXIES"] == f"{gateway}/32"
    (pool,) = COMPOSE["networks"]["edge"]["ipam"]["config"]
    inside, others = ipaddress.ip_network(pool["subnet"]), ipaddress.ip_network(pool["ip_range"])
    assert ipaddress.ip_address(gateway) in inside
    assert ipaddress.ip_address(gateway) not in others


def test_no_issuer_of_tokens_runs_in_containers() -> None:
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "deploy/Dockerfile").read_text()
    assert "issuer" not in text
    assert "canbao_suite" not in text
