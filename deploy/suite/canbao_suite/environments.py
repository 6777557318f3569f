"""The processes of a suite by name, and what each is told by its environment."""

import json
from typing import TYPE_CHECKING, Literal

from canbao_suite.listening import LOOPBACK
from registration.domain.notice import Template
from wechat_platform.settings import Settings as SimulatedWeChat

if TYPE_CHECKING:
    from canbao_suite.processes import Suite

SERVICES = {"registration": "registration", "payment-bridge": "payment_bridge", "dedup": "dedup", "benefits": "benefits"}
KEYHOLDERS = {"registration", "payment-bridge"}
SIMULATED = SimulatedWeChat()
SEASON_FACTOR = 10_000.0
"""Of the rate limits, in a season: one caller is a whole city there."""
Bus = Literal["embedded", "rabbitmq"]
ClockKind = Literal["movable", "system"]


def of_service(suite: "Suite", service: str) -> dict[str, str]:
    """One service: `service_runtime.ServiceSettings` and its own settings."""
    environment = {
        **_of_database(suite, SERVICES[service], ""),
        "CANBAO_STORAGE_KEYS": suite.keys.storage_keys[service],
        "CANBAO_JWKS_FILE": str(suite.issuer.jwks_file),
        "CANBAO_CLOCK": suite.clock,
        "CANBAO_CLOCK_FILE": str(suite.folder / "clock"),
        "CANBAO_HOST": LOOPBACK,
        "CANBAO_DRAIN_SECONDS": "0",  # nobody before it asks readyz: it ends at once
        "CANBAO_RATE_LIMIT_FACTOR": str(suite.rate_limit_factor),
        "CANBAO_PORT": suite.url(service).rpartition(":")[2],
    }
    if suite.rabbitmq:
        environment |= {
            "CANBAO_AMQP_URL": suite.rabbitmq.url_of(service),
            "CANBAO_EVENT_KEY": suite.keys.event_keys[service],
            "CANBAO_PUBLISHERS_FILE": str(suite.publishers_file),
        }
        if suite.has_front:
            environment["CANBAO_TRUSTED_PROXIES"] = LOOPBACK
    if service in KEYHOLDERS:
        environment["CANBAO_VAULT_KEYS"] = suite.keys.vault_keys
    if service == "registration":
        environment |= {
            "CANBAO_UPLOADS_FOLDER": str(suite.folder / "uploads"),
            "CANBAO_REGISTERS_URL": suite.registers_url,
            "CANBAO_REGISTERS_SECRET": suite.keys.registers_secret,
        }
    if service == "payment-bridge":
        environment |= {
            "CANBAO_TAX_OFFICE_URL": suite.tax_url,
            "CANBAO_TAX_OUT_SECRET": suite.keys.tax_out_secret,
            "CANBAO_TAX_IN_SECRET": suite.keys.tax_in_secret,
        }
    if service == "dedup":
        environment |= {
            "CANBAO_SIDE_FILE_FOLDER": str(suite.folder / "side-file"),
            "CANBAO_OTHER_REGIONS_URL": suite.other_regions_url,
            "CANBAO_OTHER_REGIONS_OUT_SECRET": suite.keys.other_regions_out_secret,
            "CANBAO_OTHER_REGIONS_IN_SECRET": suite.keys.other_regions_in_secret,
        }
    if service == "benefits":
        environment["CANBAO_REGISTRATION_URL"] = suite.url("registration")
    if service == "registration" and suite.wechat_url:
        environment |= _of_logins(suite)
    return environment


def _of_logins(suite: "Suite") -> dict[str, str]:
    """People log in through the simulated platform; the issuer's key signs their tokens too."""
    return {
        "CANBAO_LOGIN_KEY_FILE": str(suite.issuer.key_file),
        "CANBAO_WECHAT_URL": suite.wechat_url,
        "CANBAO_WECHAT_APPID": SIMULATED.appid,
        "CANBAO_WECHAT_SECRET": SIMULATED.secret,
        "CANBAO_WECHAT_TEMPLATES": json.dumps({template: template for template in Template}),
        "CANBAO_SIGN_ON_URL": suite.wechat_url,
        "CANBAO_SIGN_ON_SECRET": SIMULATED.secret,
        "CANBAO_SMS_URL": suite.wechat_url,
        "CANBAO_SMS_SECRET": SIMULATED.secret,
    }


def of_wechat(suite: "Suite") -> dict[str, str]:
    """The simulated WeChat."""
    return {"CANBAO_SIMULATED_WECHAT_HOST": LOOPBACK, "CANBAO_SIMULATED_WECHAT_PORT": suite.wechat_url.rpartition(":")[2]}


def of_embedded_suite(suite: "Suite") -> dict[str, str]:
    """The four services in one process, with a database each, behind one front."""
    environment = _of_front(suite)
    for service, package in SERVICES.items():
        environment |= of_service(suite, service)
        environment |= _of_database(suite, package, f"{package.upper()}_")
        environment[f"CANBAO_{package.upper()}_STORAGE_KEYS"] = suite.keys.storage_keys[service]
    return environment


def of_gateway(suite: "Suite") -> dict[str, str]:
    """The front of four processes: where they are."""
    return _of_front(suite) | {f"CANBAO_{package.upper()}_URL": suite.url(service) for service, package in SERVICES.items()}


def of_tax_office(suite: "Suite") -> dict[str, str]:
    """The simulated tax office."""
    return {
        "CANBAO_TAX_HOST": LOOPBACK,
        "CANBAO_TAX_PORT": suite.tax_url.rpartition(":")[2],
        "CANBAO_TAX_DATABASE_URL": suite.database_url("tax_office"),
        "CANBAO_TAX_CALLBACK_URL": suite.callback_url,
        "CANBAO_TAX_OUT_SECRET": suite.keys.tax_out_secret,
        "CANBAO_TAX_IN_SECRET": suite.keys.tax_in_secret,
    }


def of_registers(suite: "Suite") -> dict[str, str]:
    """The simulated registers of other departments."""
    return {
        "CANBAO_SIMULATED_REGISTERS_HOST": LOOPBACK,
        "CANBAO_SIMULATED_REGISTERS_PORT": suite.registers_url.rpartition(":")[2],
        "CANBAO_SIMULATED_REGISTERS_SECRET": suite.keys.registers_secret,
    }


def of_other_regions(suite: "Suite") -> dict[str, str]:
    """The simulated platform of other regions."""
    return {
        "CANBAO_SIMULATED_REGIONS_HOST": LOOPBACK,
        "CANBAO_SIMULATED_REGIONS_PORT": suite.other_regions_url.rpartition(":")[2],
        "CANBAO_SIMULATED_REGIONS_CALLBACK_URL": f"{suite.url('dedup')}/dedup/v1/other-regions/messages",
        "CANBAO_SIMULATED_REGIONS_OUT_SECRET": suite.keys.other_regions_out_secret,
        "CANBAO_SIMULATED_REGIONS_IN_SECRET": suite.keys.other_regions_in_secret,
    }


def _of_database(suite: "Suite", package: str, whose: str) -> dict[str, str]:
    """As the service's own role, and as the role that owns its tables, where the suite has made them."""
    roles = suite.roles.get(package)
    if roles is None:
        return {f"CANBAO_{whose}DATABASE_URL": suite.database_url(package)}
    return {f"CANBAO_{whose}DATABASE_URL": roles.service, f"CANBAO_{whose}MIGRATION_URL": roles.owner}


def _of_front(suite: "Suite") -> dict[str, str]:
    return {
        "CANBAO_ISSUER_FOLDER": str(suite.issuer.folder),
        "CANBAO_SOCKET": str(suite.front_socket.fileno()),
        "CANBAO_SUITE_ID": suite.id,
        "CANBAO_VAULT_KEYS": suite.keys.vault_keys,
    }
