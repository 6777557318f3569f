"""B8, R-026: a child whose expected day is long past and of whom nobody told that it is born: its mother is reminded, its office asks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.documents import Sex
from registration.domain.reminder import ReminderKind
from registration.domain.scope import Scope
from registration.domain.work_list import Deadlines
from registration.repository.work_rows import work_in
from tests.conftest import FreshDatabase
from tests.registration.builders import TOWN, fresh_number
from tests.registration.logins import LoginWorld, login_world
from tests.registration.test_people_views import listed
from tests.registration.test_reminders import follows, messages, on, remind
from tests.registration.test_unborn import pre_enrolled

EXPECTED, ASKED = date(2024, 6, 10), date(2024, 7, 8)
BIRTH = ReminderKind.BIRTH


@pytest.fixture(scope="module")
async def logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("births"), tmp_path_factory.mktemp("births")) as world:
        yield world


async def expects(logins: LoginWorld, openid: str, filed_on: date = date(2024, 2, 19), **changes: Any) -> tuple[str, str]:
    """(child, participation) of a mother who has agreed to be reminded three times."""
    on(logins, filed_on)
    mother = fresh_number(Sex.FEMALE)
    await follows(logins, openid, mother, *["REMINDER"] * 3)
    return await pre_enrolled(logins.world, document_number=mother, **changes)


async def born(logins: LoginWorld, child: str) -> None:
    await logins.world.rows("UPDATE persons SET birth_date = $2, sex = '女' WHERE person_id = $1", UUID(child), EXPECTED)


async def asked(logins: LoginWorld, year: int = 2025, **caller: Any) -> dict[str, dict[str, Any]]:
    """The children whom the town has to ask about, page by page."""
    world = logins.world
    found = await listed(world, "/work-list", world.as_("clerk", **caller), area=TOWN, benefit_year=year, limit=1)
    asked_about = {one["work_id"]: one for one in found if one["task"] == "ASK_BIRTH"}
    assert len(asked_about) == len(found), "each stands there once"
    return asked_about


async def test_the_mother_is_reminded_once(logins: LoginWorld) -> None:
    """B8, R-026: from the 28th day on, whatever is done twice, together or on a later day; nothing of who it is."""
    await expects(logins, "birth-1")
    on(logins, ASKED - timedelta(days=1))
    await remind(logins, BIRTH, ASKED - timedelta(days=1))
    assert await messages(logins, "birth-1") == []
    on(logins, ASKED)
    await remind(logins, BIRTH, ASKED, area="4409")
    assert await messages(logins, "birth-1") == []
    await asyncio.gather(*(remind(logins, BIRTH, ASKED) for _ in range(3)))
    told = {"thing1": "孕程预参保的出生登记和证件", "date2": "2024-12-31", "thing3": "如已出生，请尽快办理"}
    assert await messages(logins, "birth-1") == [told]
    for day in (ASKED, ASKED + timedelta(days=12)):
        on(logins, day)
        await remind(logins, BIRTH, day)
    assert await messages(logins, "birth-1") == [told]


async def test_a_child_of_two_years_is_one_reminder_and_one_piece_of_work(logins: LoginWorld) -> None:
    """R-024, R-026: a child expected in December is registered for both years."""
    child, _ = await expects(logins, "birth-2", date(2023, 12, 1), expected_on="2023-12-20", benefit_year=2024)
    day = date(2024, 1, 17)
    on(logins, day)
    portion, seen = await remind(logins, BIRTH, day, most=1), 0
    while portion.cursor is not None:
        seen += 1
        portion = await remind(logins, BIRTH, day, portion.cursor, most=1)
    assert seen == 2, "two participations"
    assert len(await messages(logins, "birth-2")) == 1
    assert child in await asked(logins)


async def test_whose_birth_or_end_is_told_is_asked_about_no_more(logins: LoginWorld) -> None:
    """R-021, R-026: neither the mother nor the office; an end that was a mistake is work again."""
    here, gone = await expects(logins, "birth-3"), await expects(logins, "birth-4")
    on(logins, ASKED)
    assert {here[0], gone[0]} <= (await asked(logins)).keys()
    await born(logins, here[0])
    end = {"kind": "END", "cause": "NOT_BORN", "reason": "未出生"}
    path = f"/participations/{gone[1]}/acts"
    assert (await logins.world.post(path, end, logins.world.as_("clerk"))).status_code == 200
    assert {here[0], gone[0]}.isdisjoint(await asked(logins))
    await remind(logins, BIRTH, ASKED)
    assert [await messages(logins, openid) for openid in ("birth-3", "birth-4")] == [[], []]
    [act] = (await logins.world.get(path, logins.world.as_("clerk"))).json()["items"]
    answer = await logins.world.post(f"{path}/{act['act_id']}/withdrawal", {"reason": "录入有误"}, logins.world.as_("reviewer"))
    assert answer.status_code == 200, answer.text
    assert gone[0] in await asked(logins)


async def test_the_office_has_it_as_work_from_that_day_on(logins: LoginWorld) -> None:
    """B8, H-R-051: due with the enrolments of the next year, then overdue in health too; nobody else's town sees it."""
    child, _ = await expects(logins, "birth-5")
    on(logins, ASKED - timedelta(days=1))
    assert child not in await asked(logins)
    on(logins, ASKED)
    told = (await asked(logins))[child]
    assert (told["filed_on"], told["due_on"], told["overdue"], told["item"]) == ("2024-07-08", "2024-12-31", False, None)
    assert await asked(logins, areas=["440783103"]) == {}
    assert child not in await asked(logins, 2024)
    on(logins, date(2025, 1, 1))
    late = await asked(logins)
    assert late[child]["overdue"] is True
    checks = (await logins.world.client.get("/registration/readyz")).json()["checks"]
    assert checks["work_list:overdue"][0]["observedValue"] == len(late)


async def test_it_is_never_too_late_to_ask(logins: LoginWorld) -> None:
    """R-026: whose day comes after the last of the period stands in the list all the same."""
    child, _ = await expects(logins, "birth-6")
    last = Deadlines(date(2024, 7, 1), date(2024, 7, 1))
    async with logins.world.database.read() as read:
        found = await work_in(read.driver, TOWN, 2025, last, Scope("", ["440783%"]), ASKED, UUID(int=0), 100)
    assert child in {str(one.id) for one in found}
