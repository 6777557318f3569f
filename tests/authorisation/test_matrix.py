"""Every cell of the authorisation matrix, called over the running suite: 0 leaks, and no route without a row."""

import json
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import httpx
import pytest

from service_runtime.identity import CallerMustBe
from tests.authorisation.calls import CALLS
from tests.authorisation.matrix import ALLOWED, Cell, all_operations, cells, read_matrix
from tests.authorisation.world import World
from tests.contracts.http_services import NAMES, build

pytestmark = pytest.mark.xdist_group("authorisation")
_LOOKS = 10
_DENIED = {401, 403, 404}
_OF_ITSELF = {"request_id", "instance", "checked_at", "now", "as_of", "at", "inf_refmsgid", "refmsg_time", "respond_time"}
OPERATIONS = [f"{operation.service} {operation.id}" for operation in all_operations()]


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    rows = {f"{service} {operation}" for service, listed in read_matrix().items() for operation in listed}
    assert rows == set(OPERATIONS)
    assert set(CALLS) == {operation.id for operation in all_operations()}


def test_a_row_names_the_roles_that_its_route_lets_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The matrix is read by people, the route by the program: neither may say more than the other."""
    matrix, folder, wrong = read_matrix(), tmp_path_factory.mktemp("keys"), []
    for name in NAMES:
        for route in build(name, folder / "none.json").router.routes:
            guards = [one.dependency for one in getattr(route, "dependencies", ()) if isinstance(one.dependency, CallerMustBe)]
            operation = getattr(route, "operation_id", None) or ""
            row = matrix[name].get(operation)
            if row is not None and guards:
                roles = frozenset.intersection(*(frozenset(guard.roles) for guard in guards))
                wrong += [] if row.roles == roles else [f"{name} {operation}: {sorted(row.roles)} and {sorted(roles)}"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_row_holds(operation: str, world: World, http: httpx.AsyncClient) -> None:
    asked = [cell for cell in cells() if f"{cell.operation.service} {cell.operation.id}" == operation]
    assert asked
    for _, group in groupby(asked, key=lambda cell: (cell.role, cell.reach)):
        wrong = [fault for cell in group for fault in await _faults(cell, world, http)]
        assert not wrong, "\n".join(wrong)


async def _faults(cell: Cell, world: World, http: httpx.AsyncClient) -> Sequence[str]:
    answer = await _ask(cell, cell.whose, world, http)
    faults = []
    if cell.expected == ALLOWED:
        let_in = answer.status_code not in _DENIED or (cell.empty and answer.status_code == httpx.codes.NOT_FOUND)
        if not let_in or answer.status_code >= 500:
            faults.append(f"{cell}: {answer.status_code} instead of allowed: {answer.text[:200]}")
    elif answer.status_code != cell.expected:
        faults.append(f"{cell}: {answer.status_code} instead of {cell.expected}: {answer.text[:200]}")
    if not (cell.expected == ALLOWED and cell.whose == "foreign" and cell.role in _SEES_ALL):
        faults += [f"{cell}: tells {told}" for told in _told_of_others(cell, answer, world)]
    if cell.whose == "foreign":
        faults += await _told_apart(cell, _shape(answer, world), world, http)
    return faults


async def _told_apart(cell: Cell, foreign: tuple[int, str], world: World, http: httpx.AsyncClient) -> Sequence[str]:
    """A foreign one is answered as an unknown one. A figure of the whole city may move between two looks: then look again."""
    for _ in range(_LOOKS):
        unknown = _shape(await _ask(cell, "unknown", world, http), world)
        if foreign == unknown:
            return []
        again = _shape(await _ask(cell, cell.whose, world, http), world)
        if again == foreign:
            break
        foreign = again
    return [f"{cell}: a foreign one is answered otherwise than an unknown one: {foreign} {unknown}"]


_SEES_ALL: frozenset[str] = frozenset()


async def _ask(cell: Cell, whose: str, world: World, http: httpx.AsyncClient) -> httpx.Response:
    call = CALLS[cell.operation.id](world.subject(whose))
    path = cell.operation.path.format(**call.path)
    headers = world.headers(cell.role, cell.reach, cell.operation.id)
    if call.content is not None:
        headers["Content-Type"] = "text/csv"
    sent: dict[str, Any] = {"files": call.files, "data": call.form} if call.files else {"json": call.json, "content": call.content}
    return await http.request(cell.operation.method, path, params=dict(call.query), headers=headers, **sent)


def _told_of_others(cell: Cell, answer: httpx.Response, world: World) -> list[str]:
    """Ids of the foreign person that the answer holds, though the caller's areas (Jiangmen at most) do not reach there."""
    if cell.reach == "province":
        return []
    sent = CALLS[cell.operation.id](world.subject(cell.whose))
    mine = f"{sent.path} {sent.query} {sent.json}"
    return [known for known in (*world.foreign.ids, world.foreign.person.number) if known in answer.text and known not in mine]


def _shape(answer: httpx.Response, world: World) -> tuple[int, str]:
    """Status and body, without what the caller sent and without what differs from answer to answer."""
    text = answer.text
    for whose in ("foreign", "unknown"):
        one = world.subject(whose)
        for known in (*one.ids, one.person.number, one.token):
            text = text.replace(known, "…")
    return answer.status_code, shape_of(text)


def shape_of(text: str) -> str:
    """The text of an answer without what differs from answer to answer."""
    text = re.sub(r"[0-9a-f]{32}", "…", text)
    try:
        return json.dumps(_without(json.loads(text)), sort_keys=True)
    except ValueError:
        return text


def _without(told: object) -> object:
    if isinstance(told, dict):
        return {name: _without(value) for name, value in told.items() if name not in _OF_ITSELF}
    return [_without(one) for one in told] if isinstance(told, list) else told
