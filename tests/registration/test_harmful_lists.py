"""Every kind of list is refused at once when its file does harm: before anything of it is written or read on (B5, B9, B10, B4)."""

from typing import Any

import pytest

from registration.domain.lists import ListKind
from tests.registration.builders import TOWN
from tests.registration.listed import file
from tests.registration.sheets.test_reading import BOMB
from tests.registration.world import World

FILERS: dict[ListKind, tuple[str, dict[str, Any]]] = {
    ListKind.LAST_YEAR: ("operator", {}),
    ListKind.STOPS: ("clerk", {}),
    ListKind.RENEWALS: ("clerk", {}),
    ListKind.CHANGES: ("clerk", {}),
    ListKind.ROSTER: ("department", {}),
    ListKind.STUDENTS: ("school", {}),
    ListKind.SUBSIDY: ("department", {"list_month": "2023-09"}),
}
HARMFUL = {"bomb": (BOMB, "展开后过大"), "broken": (BOMB[:-30], "已损坏"), "empty": (b"", "没有内容")}


@pytest.mark.parametrize("kind", ListKind)
@pytest.mark.parametrize(("content", "why"), HARMFUL.values(), ids=HARMFUL)
async def test_harmful_files_of_any_kind_are_refused(world: World, kind: ListKind, content: bytes, why: str) -> None:
    role, more = FILERS[kind]
    caller = world.as_(role, f"{role}:harm", [TOWN], organisation="CIVIL_AFFAIRS")
    answer = await file(world, content, caller, kind=kind, area=TOWN, benefit_year="2023", **more)
    assert answer.status_code == 422, answer.text
    told = {one["field"]: one["msg"] for one in answer.json()["reasons"]}
    assert why in told["file"]
    assert not await world.rows("SELECT FROM lists WHERE filed_by = $1", f"{role}:harm")
