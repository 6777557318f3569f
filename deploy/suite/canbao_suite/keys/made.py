"""What is made once (passwords, keys, certificates), and what follows from it (addresses, the broker's users, public keys)."""

import json
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from canbao_suite.broker_users import USERS, definitions, rights
from canbao_suite.certificates import CA_FILE, make_certificates
from canbao_suite.environments import SERVICES
from canbao_suite.keys.files import SecretFolder, publish
from canbao_suite.suite_keys import PUBLISHERS_FILE, SuiteKeys
from event_bus import EventKey

TLS_SERVERS = ("postgres", "rabbitmq", "gateway", "tax-office", "other-regions")
OWNERS = {package: f"{package}_owner" for package in SERVICES.values()}
DATABASE_ROLES = (*SERVICES.values(), *OWNERS.values(), "tax_office")
_CA_IN_CONTAINER = "/run/canbao/ca.pem"


def password() -> str:
    """192 bits that need no escape in an address."""
    return secrets.token_hex(24)


def made_once(first: SuiteKeys) -> Mapping[str, Callable[[], str]]:
    """Every secret by the name of its file, and what it is at first. Each side of a contract has its own files."""
    found: dict[str, Callable[[], str]] = {"postgres_password": password, "vault_keys": partial(str, first.vault_keys)}
    found |= {f"{role}_database_password": password for role in DATABASE_ROLES}
    found |= {f"{named(user)}_broker_password": password for user in USERS}
    for service, package in SERVICES.items():
        found[f"{package}_storage_keys"] = partial(str, first.storage_keys[service])
        found[f"{package}_event_key"] = partial(str, first.event_keys[service])
    for way, secret in (("out", first.tax_out_secret), ("in", first.tax_in_secret)):
        found[f"tax_{way}_secret"] = found[f"tax_office_{way}_secret"] = partial(str, secret)
    for way, secret in (("out", first.other_regions_out_secret), ("in", first.other_regions_in_secret)):
        found[f"regions_{way}_secret"] = found[f"other_regions_{way}_secret"] = partial(str, secret)
    return found


def named(service: str) -> str:
    """The name of a service or server as files and variables have it."""
    return service.replace("-", "_")


def make_missing(folder: SecretFolder, public: Path, first: SuiteKeys, public_name: str) -> None:
    """All that is not there yet, then all that follows. `first` holds what an earlier release kept in one file, or fresh keys."""
    for name, fresh in made_once(first).items():
        folder.make(name, fresh)
    if any(folder.read(f"{named(server)}_key") is None for server in TLS_SERVERS) or not (public / CA_FILE).exists():
        certify(folder, public, public_name)
    derive(folder, public)


def certify(folder: SecretFolder, public: Path, public_name: str) -> None:
    """A new authority and certificates for all servers. Clients go on to trust the authority of before, until it is forgotten."""
    names = {server: dict.fromkeys((server, "localhost", "127.0.0.1")) for server in TLS_SERVERS}
    names["gateway"][public_name] = None
    before = (public / CA_FILE).read_bytes() if (public / CA_FILE).exists() else b""
    with TemporaryDirectory(dir=folder.folder) as made:
        authority = make_certificates(Path(made), {server: list(known) for server, known in names.items()}).read_bytes()
        for server in TLS_SERVERS:
            for ending, kind in (("pem", "certificate"), ("key", "key")):
                folder.write(f"{named(server)}_{kind}", (Path(made) / f"{server}.{ending}").read_text())
    publish(public / CA_FILE, authority + before)


def derive(folder: SecretFolder, public: Path) -> None:
    """Addresses with their passwords, the users of the broker, the public keys of those who publish."""
    for role in DATABASE_ROLES:
        kind, database = ("migration", role.removesuffix("_owner")) if role in OWNERS.values() else ("database", role)
        secret = folder.read(f"{role}_database_password")
        verified = f"sslmode=verify-full&sslrootcert={_CA_IN_CONTAINER}"
        folder.write(f"{database}_{kind}_url", f"postgresql://{role}:{secret}@postgres:5432/{database}?{verified}")
    for service in SERVICES:
        secret = folder.read(f"{named(service)}_broker_password")
        folder.write(f"{named(service)}_amqp_url", f"amqps://{service}:{secret}@rabbitmq:5671/")
    _define_broker(folder)
    publish(public / PUBLISHERS_FILE, msgspec.json.encode(_publishers(folder, public / PUBLISHERS_FILE)))


def _define_broker(folder: SecretFolder) -> None:
    """Hashes are salted: written only when a password or a right is not the one that they were made of."""
    passwords = {user: str(folder.read(f"{named(user)}_broker_password")) for user in USERS}
    made_of = sha256(json.dumps([passwords, rights()]).encode()).hexdigest()
    if folder.read("rabbitmq_definitions") is None or folder.read("rabbitmq_definitions_of") != made_of:
        folder.write("rabbitmq_definitions", definitions(passwords))
        folder.write("rabbitmq_definitions_of", made_of)


def _publishers(folder: SecretFolder, file: Path) -> dict[str, list[object]]:
    """The present key of each service first, then those that it had before."""
    known: dict[str, list[object]] = json.loads(file.read_bytes()) if file.exists() else {}
    found: dict[str, list[object]] = {}
    for service, package in SERVICES.items():
        key = EventKey.from_text(service, str(folder.read(f"{package}_event_key")))
        present = msgspec.to_builtins(key.public)
        found[service] = [present, *(one for one in known.get(service, []) if one != present)]
    return found
