"""Only allowed hosts are called, and only at addresses that were looked at: whatever else is asked for, no socket is opened."""

from collections.abc import Sequence

import httpx
import pytest

from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway
from process_runtime.allowed_hosts import AllowedHosts, GuardedTransport, HostRefused, is_public
from process_runtime.signature_profiles import StandardWebhooks
from tests.payment_bridge.fake_tax_office import OUT_SECRET

PUBLIC, OTHER = "203.0.114.7", "2606:4700::1111"
CORPUS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/", "http://[::]/", "http://[::1]/", "http://localhost/",
    "http://LOCALHOST./", "http://ip6-localhost/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a00:1]/",
    "http://[2001:0:7f00:1::]/", "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.1/",
    "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/",
    "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://198.18.0.1/", "http://192.0.2.1/", "http://240.0.0.1/", "http://office.example@127.0.0.1/",
    "http://office.example.evil.example/", "ftp://office.example/", "https://evil.example/", f"http://{PUBLIC}/",
]  # fmt: skip


class Network(httpx.AsyncBaseTransport):
    """Notes every connection that would be made."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.called: list[tuple[str, str, object]] = []
        self._dead = dead

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.called.append((request.url.host, request.headers["host"], request.extensions.get("sni_hostname")))
        if request.url.host in self._dead:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(302, headers={"location": "http://127.0.0.1/"})


class Names:
    """A name server that answers differently each time, the last answer for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def client(network: Network, names: Names, *allowed: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=GuardedTransport(network, AllowedHosts(allowed or ["office.example"]), names), trust_env=False)


@pytest.mark.parametrize("url", CORPUS)
async def test_what_is_not_allowed_opens_no_socket(url: str) -> None:
    network = Network()
    async with client(network, Names(["127.0.0.1"])) as http:
        with pytest.raises((HostRefused, httpx.InvalidURL, httpx.UnsupportedProtocol)):
            await http.get(url)
    assert network.called == []
    assert len(CORPUS) >= 40


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "fe80::1%eth0",
        "fd00::1",
        "0.0.0.0",
    ],
)
async def test_an_allowed_name_that_leads_inside_is_refused_also_beside_a_public_address(address: str) -> None:
    network = Network()
    async with client(network, Names([PUBLIC, address])) as http:
        with pytest.raises(HostRefused):
            await http.get("https://office.example/")
    assert network.called == []


async def test_a_name_that_changes_its_address_is_called_at_the_one_that_was_looked_at() -> None:
    network = Network()
    async with client(network, Names([PUBLIC], ["127.0.0.1"])) as http:
        await http.get("https://office.example/")
        with pytest.raises(HostRefused):
            await http.get("https://office.example/")
    assert network.called == [(PUBLIC, "office.example", "office.example")], "and TLS asks for the name"


async def test_the_next_address_is_tried_where_the_first_meets_nobody_and_no_redirect_is_followed() -> None:
    network = Network([PUBLIC])
    async with client(network, Names([PUBLIC, OTHER])) as http:
        assert (await http.get("https://office.example/")).status_code == 302
    assert [host for host, *_ in network.called] == [PUBLIC, OTHER]


@pytest.mark.parametrize(
    ("allowed", "url", "address"),
    [
        (["office.example", "10.20.0.0/16"], "https://office.example/", "10.20.3.4"),
        (["127.0.0.1"], "http://127.0.0.1:8090/", "127.0.0.1"),
        (["localhost"], "http://localhost:8090/", "127.0.0.1"),
        (["10.20.0.0/16"], "http://10.20.3.4/", "10.20.3.4"),
        (["::1"], "http://[::1]:8090/", "::1"),
    ],
)
async def test_what_is_allowed_by_name_address_or_network_is_called(allowed: list[str], url: str, address: str) -> None:
    network = Network()
    async with client(network, Names([address]), *allowed) as http:
        await http.get(url)
    assert [host for host, *_ in network.called] == [address]


def test_public_addresses_are_public() -> None:
    from ipaddress import ip_address

    assert all(is_public(ip_address(one)) for one in (PUBLIC, OTHER, "8.8.8.8", "2400:3200::1"))


async def test_an_office_whose_address_leads_inside_is_away_and_nothing_was_received() -> None:
    office = TaxOffice("http://localhost:1", StandardWebhooks(OUT_SECRET), allowed_hosts=["elsewhere.example"])
    with pytest.raises(TaxOfficeAway) as away:
        await office.ledger(None, 1)
    assert (str(away.value), away.value.received) == ("HostRefused", False)
    await office.close()
