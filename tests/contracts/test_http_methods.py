"""What an address has no method for is refused with 405 and all it has, before anybody asks who calls or what was sent."""

from pathlib import Path

import httpx
import pytest

from canbao_suite.issuer import Issuer
from tests.contracts.http_services import NAMES, Operation, build, document_of, operations
from tests.declared import DeclaredTransport

ALL = [operation for name in NAMES for operation in operations(name)]
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
ADDRESSES = {operation.address: operation for operation in ALL}


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, httpx.AsyncClient]:
    jwks_file: Path = Issuer(tmp_path_factory.mktemp("issuer")).jwks_file
    return {name: httpx.AsyncClient(transport=DeclaredTransport(build(name, jwks_file)), base_url="http://test") for name in NAMES}


def methods_of(operation: Operation) -> set[str]:
    """As the contract says, and what HTTP adds to it."""
    declared = {method.upper() for method in document_of(operation.service)["paths"][operation.path]}
    return declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())


@pytest.mark.parametrize("operation", ADDRESSES.values(), ids=lambda operation: operation.path)
async def test_other_methods(clients: dict[str, httpx.AsyncClient], operation: Operation) -> None:
    """No token, no content: neither is asked for."""
    for method in METHODS - methods_of(operation):
        answer = await clients[operation.service].request(method, operation.address)
        assert (method, answer.status_code) == (method, 405)
        assert set(answer.headers["allow"].split(", ")) == methods_of(operation)
        assert method == "HEAD" or answer.json()["code"] == "METHOD_NOT_ALLOWED"
    options = await clients[operation.service].options(operation.address)
    assert (options.status_code, options.content) == (204, b"")
    assert set(options.headers["allow"].split(", ")) == methods_of(operation)


@pytest.mark.parametrize("operation", [one for one in ALL if one.method == "GET"], ids=str)
async def test_head_is_get_without_its_body(clients: dict[str, httpx.AsyncClient], operation: Operation) -> None:
    get = await clients[operation.service].get(operation.address, headers={"X-Request-Id": "head-and-get"})
    head = await clients[operation.service].head(operation.address, headers={"X-Request-Id": "head-and-get"})
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers == get.headers


@pytest.mark.parametrize("path", ["/registration/livez", "/registration/docs", "/livez"])
async def test_head_and_options_of_what_is_in_no_contract(clients: dict[str, httpx.AsyncClient], path: str) -> None:
    head = await clients["registration"].head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert (await clients["registration"].options(path)).headers["allow"] == "GET, HEAD, OPTIONS"
    assert (await clients["registration"].options("/registration/v1/nothing")).status_code == 404
