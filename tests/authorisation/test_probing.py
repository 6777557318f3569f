"""A citizen never files, reads or probes for somebody he is not bound to: every id of another in every place where an id can be sent.

The table is the contract itself: every operation of benefits and payment-bridge that lets a citizen in, every place of an id in its path,
query and body. Whatever another's id is put there is answered as an id that nobody has: same status, same body.
"""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from canbao_suite.season.quiet import until_quiet
from tests.authorisation.calls import CALLS, Call
from tests.authorisation.matrix import all_operations, read_matrix
from tests.authorisation.test_matrix import shape_of
from tests.authorisation.world import YEAR, Subject, World, document_of, settle
from tests.contracts.http_services import Operation
from tests.contracts.test_http_extremes import places, put, resolved

pytestmark = [pytest.mark.xdist_group("authorisation"), pytest.mark.timeout(300)]
SERVICES = ("payment-bridge", "benefits")
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Place = tuple[str, tuple[str | int, ...]]
"""Path, query or json, and where in it."""
MATRIX = read_matrix()
OPEN_TO_CITIZENS = [one for one in all_operations() if one.service in SERVICES and "citizen" in MATRIX[one.service][one.id].roles]


def id_places(operation: Operation) -> Iterator[Place]:
    """Every place of an id."""
    for parameter in operation.described.get("parameters", ()):
        if parameter["in"] in ("path", "query") and resolved(parameter["schema"], operation.service).get("format") == "uuid":
            yield parameter["in"], (parameter["name"],)
    body = operation.described.get("requestBody", {}).get("content", {}).get("application/json")
    for path, schema in places(body["schema"], operation.service) if body else ():
        if schema.get("format") == "uuid":
            yield "json", path


ASKED = [one for one in OPEN_TO_CITIZENS if any(id_places(one))]


def with_id(call: Call, place: Place, told: str) -> Iterator[Call]:
    """The call with this id at the place: beside the caller's own ids, and alone among those that may be left out."""
    part, path = place
    if part == "path":
        yield Call({**call.path, str(path[0]): told}, call.query, call.json)
    elif part == "query":
        yield Call(call.path, {**call.query, str(path[0]): told}, call.json)
        yield Call(call.path, {str(path[0]): told}, call.json)
    else:
        yield Call(call.path, call.query, put(copy.deepcopy(call.json), path, told))
        alone = {name: value for name, value in (call.json or {}).items() if not name.endswith("_id")}
        yield Call(call.path, call.query, put(alone, path, told))


@pytest.fixture(scope="module")
async def another(world: World) -> tuple[Subject, list[str]]:
    """Somebody who has paid and asks for it back, and every id that there is of him."""
    client = world.client
    await client.post_by_two("payment-bridge", "/levy-checks", {"region": "440700", "benefit_year": YEAR, "note": "试"})
    other = await settle(world.suite, client, "440784", 8104)
    caller = client.token("citizen", other.login, document_of(other.person))
    await until_quiet(world.suite, client, lambda _: None, 60)
    await client.tax("/sales", {"bill_id": other.bill, "channel": "YUE_YIBAO", "business_date": "2023-10-10"})
    await until_quiet(world.suite, client, lambda _: None, 60)
    form = {"bill_id": other.bill, "ground": "EMPLOYEE_SCHEME", "fact_on": "2023-10-09", "papers": [{"paper": "EMPLOYEE_PROOF"}]}
    refund = (await client.post("payment-bridge", "/refunds", form, caller))["refund_id"]
    bill = await client.get("payment-bridge", f"/bills/{other.bill}", caller)
    more = [value for value in ids_in([bill, refund]) if value not in other.ids]
    return other, [*other.ids, other.material, other.form, *dict.fromkeys(more)]


def ids_in(told: object) -> list[str]:
    """Every id in an answer."""
    return _ID.findall(json.dumps(told))


def test_the_table_is_not_empty() -> None:
    """New routes come into it by themselves; these are asked for by an id."""
    assert {one.id for one in ASKED} >= {
        "getEntitlement", "getBenefitsTimeline", "previewPayment", "previewMyPayment", "registerRepair", "withdrawRepair", "listFilings",
        "fileForCareElsewhere", "getFiling", "correctFiling", "endFiling", "listBills", "getBill", "makePaymentLink", "getLevyTimeline",
        "requestRefund", "getRefund", "correctRefund", "withdrawRefund", "listBillPostings", "getHouseholdTotal",
    }  # fmt: skip


@pytest.mark.parametrize("operation", ASKED, ids=str)
async def test_ids_of_another(operation: Operation, another: tuple[Subject, list[str]], world: World, http: httpx.AsyncClient) -> None:
    other, ids = another
    apart = []
    for place in id_places(operation):
        for number, told in enumerate(ids):
            foreign, unknown = [
                [await ask(operation, call, world, http, number) for call in with_id(CALLS[operation.id](world.own), place, one)]
                for one in (told, str(uuid4()))
            ]
            assert all(answer.status_code < 500 for answer in foreign)
            if [plain(answer) for answer in foreign] != [plain(answer) for answer in unknown]:
                apart.append((place, number, [answer.text[:200] for answer in (*foreign, *unknown)]))
            seen = {value for answer in foreign for value in ids_in(answer.text)} - {told}
            assert not seen & {*ids, other.person_id}, (place, number)
    assert apart == []


def plain(answer: httpx.Response) -> tuple[int, str]:
    """Status and body without ids."""
    return answer.status_code, shape_of(_ID.sub("…", answer.text))


async def ask(operation: Operation, call: Call, world: World, http: httpx.AsyncClient, number: int) -> httpx.Response:
    """As the citizen `own`, by another login for each id: nobody asks in vain so often that he is sent away."""
    headers: dict[str, Any] = world.headers("citizen", "none", f"{operation.id}:{number}")
    return await http.request(
        operation.method, operation.path.format(**call.path), params=dict(call.query), headers=headers, json=call.json
    )
