"""The gateway's configuration, read: entrances, TLS, what is handed on and what is not."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GATEWAY = ROOT / "deploy/gateway"
NGINX = (GATEWAY / "nginx.conf").read_text()
SERVICES_CONF = (GATEWAY / "services.conf").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = ["registration", "payment-bridge", "dedup", "benefits"]


def servers() -> dict[str, str]:
    """What stands in each `server`, by what it listens on."""
    blocks = re.findall(r"^    server \{\n(.*?)^    \}$", NGINX, re.MULTILINE | re.DOTALL)
    return {re.findall(r"listen (.+);", block)[0]: block for block in blocks}


def test_there_is_one_way_in_clear_and_it_only_says_where_to_go() -> None:
    assert set(servers()) == {"8080", "8443 ssl", "8444 ssl"}
    answers = re.findall(r"return (.+);", servers()["8080"])
    assert answers == ['200 "ok\\n"', "308 https://$host$request_uri"]
    assert "proxy_pass" not in servers()["8080"]
    assert "include" not in servers()["8080"]


def test_compose_publishes_the_entrances_and_that_of_operators_on_the_loopback() -> None:
    published = COMPOSE["services"]["gateway"]["ports"]
    assert published == ["${CANBAO_HTTPS_PORT}:8443", "${CANBAO_HTTP_PORT}:8080", "127.0.0.1:${CANBAO_OPERATOR_PORT}:8444"]


def test_tls_is_of_today() -> None:
    assert re.findall(r"ssl_protocols (.+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = re.findall(r"ssl_ciphers (.+);", NGINX)
    assert all(cipher.startswith("ECDHE-") and ("GCM" in cipher or "POLY1305" in cipher) for cipher in ciphers.split(":"))
    assert "ssl_session_tickets off;" in NGINX
    (seconds,) = re.findall(r'Strict-Transport-Security "max-age=(\d+)" always', (GATEWAY / "transport.conf").read_text())
    assert int(seconds) >= 365 * 24 * 3600


@pytest.mark.parametrize("path", ["livez", "readyz", "metrics", "v1/clock"])
@pytest.mark.parametrize("service", SERVICES)
def test_probes_figures_and_clock_are_not_public(service: str, path: str) -> None:
    (refused,) = re.findall(r"location ~ (\S+) \{ return 404; \}", servers()["8443 ssl"])
    assert re.match(refused, f"/{service}/{path}")
    assert not re.match(refused, f"/{service}/v1/{path}s")
    assert "return 404" not in servers()["8444 ssl"]


def test_each_prefix_goes_to_its_service() -> None:
    upstreams = dict(re.findall(r"upstream ([\w-]+) \{ server ([\w:-]+);", NGINX))
    ports = {service: COMPOSE["services"][service]["environment"]["CANBAO_PORT"] for service in SERVICES}
    assert upstreams == {service: f"{service}:{ports[service]}" for service in SERVICES}
    assert re.findall(r"location /([\w-]+)/ \{ proxy_pass http://([\w-]+); \}", SERVICES_CONF) == [(name, name) for name in SERVICES]


def test_the_only_address_told_of_a_caller_is_the_peers() -> None:
    told = dict(re.findall(r"proxy_set_header (\S+) (.+);", SERVICES_CONF))
    assert told["X-Forwarded-For"] == "$remote_addr"
    assert told["X-Forwarded-Proto"] == "$scheme"
    assert {name for name, value in told.items() if value == '""'} == {"Connection", "Forwarded", "X-Real-IP", "X-Forwarded-Host"}
    everything = "".join(file.read_text() for file in GATEWAY.iterdir())
    assert "$proxy_add_x_forwarded_for" not in everything
    assert "real_ip" not in everything
    assert re.findall(r"proxy_set_header", NGINX) == []


def test_a_part_that_sets_headers_of_its_own_sets_all_of_them() -> None:
    (console,) = re.findall(r"location /console/ \{(.*?)\n\}", SERVICES_CONF, re.DOTALL)
    assert re.findall(r"include (.+);", console) == ["/etc/nginx/canbao/page-headers.conf", "/etc/nginx/canbao/transport.conf"]
    assert SERVICES_CONF.count("add_header") == NGINX.count("add_header") == 0


def test_every_included_file_is_there_and_mounted() -> None:
    included = set(re.findall(r"include /etc/nginx/canbao/(\S+);", NGINX + SERVICES_CONF))
    assert included == {file.name for file in GATEWAY.glob("*.conf")} - {"nginx.conf"}
    assert "./deploy/gateway:/etc/nginx/canbao:ro" in COMPOSE["services"]["gateway"]["volumes"]
    secrets = set(re.findall(r"/run/secrets/(\w+)", NGINX))
    assert secrets == set(COMPOSE["services"]["gateway"]["secrets"])


def test_nothing_is_written_outside_the_temporary_folder() -> None:
    written = re.findall(r"(?:_temp_path|^pid) (\S+);", NGINX, re.MULTILINE)
    assert len(written) == 6
    assert all(path.startswith("/tmp/") for path in written)
