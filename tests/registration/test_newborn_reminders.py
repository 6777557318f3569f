"""H-B7, B33, R-022: a newborn of a roster whom nobody has registered: its town sees the last day, its parents are told once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.documents import Document, DocumentType, Sex
from registration.use_cases.remind_people import remind_of_newborns
from registration.use_cases.renew_indexes import renew_indexes
from service_runtime import Portion
from tests.conftest import FreshDatabase
from tests.registration.builders import TOWN, form, fresh_number, insured
from tests.registration.listed import applied, rows_of
from tests.registration.logins import LoginWorld, login_world
from tests.registration.sheets.made import xlsx
from tests.registration.test_reminders import follows, messages, on
from tests.registration.test_rosters import department
from tests.registration.world import World

TITLES = ["姓名", "证件类型", "证件号码", "性别", "出生日期", "人群", "居住区划", "母亲证件号码"]
BORN, REMINDED, LAST = date(2024, 2, 20), date(2024, 8, 1), date(2024, 8, 31)
TOLD = {"thing1": "新生儿参保登记和缴费", "date2": str(LAST), "thing3": "如未参保请办理，自出生起享受待遇"}


@pytest.fixture(scope="module")
async def logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("newborns"), tmp_path_factory.mktemp("newborns")) as world:
        yield world


def child(number: str, mother: str | None, **changes: Any) -> list[Any]:
    told = {"name": "陈小小", "kind": "出生医学证明", "number": number, "sex": "女", "born": str(BORN), "as": "新生儿", "area": TOWN}
    return list({**told, **changes, "mother": mother}.values())


async def named(world: World, *children: Sequence[Any], year: int = 2024) -> str:
    head: dict[str, Any] = {"kind": "ROSTER", "area": TOWN, "benefit_year": str(year)}
    return await applied(world, xlsx(["新生儿名单"], TITLES, *children), department(world), **head)


async def remind(logins: LoginWorld, cursor: str | None = None, most: int = 100, area: str = "4407") -> Portion:
    async with logins.world.database.transaction() as tx:
        return await remind_of_newborns(tx, area, cursor, most)


async def mother_of(logins: LoginWorld, openid: str) -> str:
    """Insured here, and she has agreed to be reminded."""
    on(logins, date(2024, 3, 1))
    number = fresh_number(Sex.FEMALE)
    body = {"benefit_year": 2023, "people": [insured(document_number=number, name="陈大文", sex="女")]}
    assert (await logins.world.imports(body, ["440783"])).json()["imported"] == 1
    await follows(logins, openid, number, *["REMINDER"] * 3)
    return number


async def test_the_parent_is_told_once_before_the_window_closes(logins: LoginWorld) -> None:
    """From the thirtieth day before it on, however often, together, or by a second roster; twins are one reminder; nothing of who it is."""
    mother = await mother_of(logins, "newborn-1")
    await named(logins.world, child("O440000901", mother), child("O440000902", mother))
    on(logins, date(2024, 7, 31))
    await remind(logins)
    assert await messages(logins, "newborn-1") == []
    on(logins, REMINDED)
    await remind(logins, area="4409")
    assert await messages(logins, "newborn-1") == []
    await asyncio.gather(*(remind(logins) for _ in range(3)))
    assert await messages(logins, "newborn-1") == [TOLD]
    await named(logins.world, child("O440000901", mother), year=2025)
    for day in (LAST, date(2024, 9, 1)):
        on(logins, day)
        await remind(logins)
    assert await messages(logins, "newborn-1") == [TOLD]


async def test_whoever_is_applied_for_or_registered_is_reminded_of_no_more(logins: LoginWorld) -> None:
    """R-022: an open application is enough; nor of a child that the roster knows as somebody else, or of a parent whom it does not name."""
    mothers = [await mother_of(logins, f"newborn-2{n}") for n in range(4)]
    numbers = [f"O44000091{n}" for n in range(4)]
    rows = [child(number, mother) for number, mother in zip(numbers, mothers, strict=True)]
    rows[2] = child(numbers[2], None)
    rows[3] = child(numbers[3], mothers[3], **{"as": "户籍居民"})
    await named(logins.world, *rows)
    on(logins, date(2024, 7, 1))
    born = {"name": "陈小小", "sex": "女", "birth_date": str(BORN), "document_type": "BIRTH_CERT", "category": "NEWBORN"}
    paper = [await logins.world.paper("BIRTH_CERTIFICATE", logins.world.as_("citizen", "wx:1"))]
    await logins.world.register(benefit_year=2024, materials=paper, document_number=numbers[0], **born)
    paper = [await logins.world.paper("BIRTH_CERTIFICATE", logins.world.as_("citizen", "wx:1"))]
    body = form(benefit_year=2024, materials=paper, document_number=numbers[1], **born)
    assert (await logins.world.post("/applications", body, logins.world.as_("citizen", "wx:1"))).status_code == 202
    on(logins, REMINDED)
    await remind(logins)
    assert [await messages(logins, f"newborn-2{n}") for n in range(4)] == [[]] * 4


async def test_a_parent_who_is_known_later_is_told_too(logins: LoginWorld) -> None:
    """H-B7: the roster came before the parent's own file; nobody hands another one in. Once, also under a key of later."""
    mother = fresh_number(Sex.FEMALE)
    on(logins, date(2024, 3, 1))
    await named(logins.world, child("O440000951", mother))
    await follows(logins, "newborn-5", mother, *["REMINDER"] * 3)
    on(logins, REMINDED)
    await remind(logins)
    assert await messages(logins, "newborn-5") == []
    body = {"benefit_year": 2023, "people": [insured(document_number=mother, name="陈大文", sex="女")]}
    assert (await logins.world.imports(body, ["440783"])).json()["imported"] == 1
    await remind(logins)
    assert await messages(logins, "newborn-5") == [TOLD]
    await logins.world.rows("UPDATE known_residents SET parent_token = 'old:' || parent_token")
    assert (await renew_indexes(logins.world.database)).residents > 0
    assert (await renew_indexes(logins.world.database)).residents == 0
    await remind(logins)
    assert await messages(logins, "newborn-5") == [TOLD]


async def test_a_parent_of_a_roster_of_before_is_told_too(logins: LoginWorld) -> None:
    """The release before kept whose file the parent's is, and no document."""
    mother = await mother_of(logins, "newborn-6")
    await named(logins.world, child("O440000961", mother))
    body = {"document_type": "RESIDENT_ID", "document_number": mother}
    person = (await logins.world.post("/persons/search", body, logins.world.as_("clerk"))).json()["person_id"]
    query = "UPDATE known_residents SET parent_person_id = $1, parent_token = NULL WHERE token = $2"
    await logins.world.rows(query, UUID(person), await token_of(logins, "O440000961"))
    on(logins, REMINDED)
    await remind(logins)
    assert await messages(logins, "newborn-6") == [TOLD]


async def token_of(logins: LoginWorld, number: str) -> str:
    async with logins.world.database.transaction() as tx:
        return tx.vault.identity_token(Document.read(DocumentType.BIRTH_CERT, number))


async def test_it_goes_on_where_it_was(logins: LoginWorld) -> None:
    mothers = [await mother_of(logins, f"newborn-3{n}") for n in range(2)]
    await named(logins.world, *(child(f"O44000092{n}", mother) for n, mother in enumerate(mothers)))
    on(logins, REMINDED)
    portion = await remind(logins, most=1)
    while portion.cursor is not None:
        portion = await remind(logins, portion.cursor, most=1)
    assert [await messages(logins, f"newborn-3{n}") for n in range(2)] == [[TOLD]] * 2


async def test_the_town_sees_the_last_day_of_the_window(logins: LoginWorld) -> None:
    """H-B33, R-022: of newborns alone, by the birth that the roster tells."""
    on(logins, date(2024, 3, 1))
    before = {one["person_id"] for one in await reached(logins.world)}
    await named(logins.world, child("O440000931", None), child("O440000932", None, **{"as": "户籍居民"}))
    [first, second] = [one for one in await reached(logins.world) if one["person_id"] not in before]
    assert {(one["known_as"], one["window_until"]) for one in (first, second)} == {("NEWBORN", str(LAST)), ("RESIDENT", None)}


async def test_a_parent_of_no_such_number_is_a_fault_of_the_row(logins: LoginWorld) -> None:
    """R-004, R-010."""
    on(logins, date(2024, 3, 1))
    list_id = await named(logins.world, child("O440000941", "440792197907121232"), child("O440000942", None))
    bad, good = (await rows_of(logins.world, list_id)).values()
    assert (bad[0], good[0]) == ("FAULTY", "APPLIED")
    assert bad[1] == ["证件号码校验位不正确，请核对后重新填写"]


async def reached(world: World) -> list[dict[str, Any]]:
    answer = await world.get("/outreach", world.as_("clerk", areas=[TOWN]), benefit_year=2024, area=TOWN, limit=100)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
