"""Addresses that would be reached in clear over a network. Loopback and unix sockets leave this machine by no wire."""

import ipaddress
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

_PLAIN: Mapping[str, str] = {"http": "https://", "amqp": "amqps://", "tcp": "unix://"}
_VERIFIED = {"verify-ca", "verify-full"}


def plain_faults(addresses: Mapping[str, str], allow: str) -> list[str]:
    """A sentence for each setting whose address would be reached in clear. `allow` is the setting that permits it."""
    return [
        f"{setting}：到 {host} 的连接未加密，请改用 {instead}，或仅在受保护的网络中设置 {allow}=true / "
        f"{setting}: the way to {host} is not encrypted: use {instead}, or, in a protected network only, set {allow}=true"
        for setting, address in addresses.items()
        for host, instead in _in_clear(address)
    ]


def trusting(database_url: str, ca_file: Path | None) -> str:
    """The PostgreSQL address with the authorities it is verified by, where it asks for that and names none itself."""
    parts = urlsplit(database_url)
    query = parse_qs(parts.query)
    if ca_file is None or "sslrootcert" in query or not _VERIFIED & set(query.get("sslmode", [])):
        return database_url
    return urlunsplit(parts._replace(query=f"{parts.query}&{urlencode({'sslrootcert': str(ca_file)})}"))


def _in_clear(address: str) -> Iterable[tuple[str, str]]:
    """The first host that is reached in clear, and what to write instead."""
    scheme = address.partition(":")[0].lower()
    instead = _PLAIN.get(scheme)
    if scheme.startswith("postgres"):
        mode = parse_qs(urlsplit(address).query).get("sslmode", ["prefer"])[-1]
        instead = None if mode in _VERIFIED else "sslmode=verify-full"
    return [(host, instead) for host in _hosts(address) if instead and not _is_here(host)][:1]


def _hosts(address: str) -> list[str]:
    parts = urlsplit(address)
    named = parts.netloc.rpartition("@")[2].split(",") + parse_qs(parts.query).get("host", [])
    return [host for host in map(_without_port, named) if host]


def _without_port(host: str) -> str:
    return host[1 : host.find("]")] if host.startswith("[") else host.rpartition(":")[0] if host.count(":") == 1 else host


def _is_here(host: str) -> bool:
    if host.startswith("/") or host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
