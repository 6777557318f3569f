"""A PostgreSQL address taken apart: it may name several hosts, of which one is the primary."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

READ_WRITE = "read-write"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """What sentences tell of it, and one address for each host. The password stands in the addresses only."""

    hosts: tuple[str, ...]
    """As they are written: "host", "host:port", "[::1]:port", or the folder of a socket."""
    user: str
    database: str
    single: tuple[str, ...]
    """The same address for one host each."""

    @property
    def place(self) -> str:
        """The hosts in a sentence."""
        return ", ".join(self.hosts) or "the default host"


def read_address(url: str) -> DatabaseAddress:
    """postgresql://user:password@host1:5432,host2:5432/database?…, or with `?host=` and `?port=`. Opens nothing.

    Where several hosts are named and `target_session_attrs` is not, a server that can be written to is wanted.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    credentials, _, named = parts.netloc.rpartition("@")
    hosts = [host for host in named.split(",") if host]
    if not hosts:
        hosts = _in_query(query)
    if len(hosts) > 1 and "target_session_attrs" not in query:
        query["target_session_attrs"] = [READ_WRITE]
    return DatabaseAddress(
        tuple(hosts),
        unquote(credentials.partition(":")[0]),
        unquote(parts.path.removeprefix("/")),
        tuple(_with_host(url, host, query) for host in hosts) if len(hosts) > 1 else (url,),
    )


def _in_query(query: dict[str, list[str]]) -> list[str]:
    hosts = [host for host in query.pop("host", [""])[-1].split(",") if host]
    ports = [port for port in query.pop("port", [""])[-1].split(",") if port]
    if len(ports) == 1:
        ports *= len(hosts)
    return [f"{host}:{port}" for host, port in zip(hosts, ports, strict=True)] if ports else hosts


def _with_host(url: str, host: str, query: dict[str, list[str]]) -> str:
    parts = urlsplit(url)
    credentials, at, _ = parts.netloc.rpartition("@")
    if host.startswith("/"):
        folder, _, port = host.partition(":")
        query = {**query, "host": [folder], **({"port": [port]} if port else {})}
        host = ""
    return urlunsplit(parts._replace(netloc=f"{credentials}{at}{host}", query=urlencode(query, doseq=True)))
