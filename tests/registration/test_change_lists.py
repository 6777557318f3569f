"""B4: change forms as a list: another account, another phone (R-051, R-053, V-45); each row by the rules of each."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enrolment_events.registration import ParticipationChangedV1
from enrolment_terms.benefit_year import SHANGHAI
from registration.use_cases.apply_list import apply_list
from tests.registration.builders import TOWN, fresh_number
from tests.registration.listed import applied, filed, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.world import World

TITLES = ["姓名", "身份证号码", "联系电话", "银行户名", "开户银行", "银行账号", "三方协议"]
ACCOUNT = ("陈大文", "开平农商银行", "9900000000000077")
HEAD: dict[str, Any] = {"kind": "CHANGES", "area": TOWN, "benefit_year": "2024"}


def change(number: str, phone: str | None = None, account: Sequence[str | None] = (None,) * 3, agreement: str | None = None) -> list[Any]:
    return ["陈大文", number, phone, *account, agreement]


def sheet(*people: Sequence[Any]) -> bytes:
    return xlsx(TITLES, *people)


def october(world: World, day: int) -> None:
    world.clock.move_to(datetime(2023, 10, day, 9, tzinfo=SHANGHAI))


async def test_accounts_and_phones_change_and_again_nothing_does(world: World) -> None:
    """B3, B4, R-053: the agreement is asked for; a stranger is told; the row that changes nothing is there already."""
    october(world, 7)
    numbers = [fresh_number() for _ in range(3)]
    made = [(await world.register(document_number=one))[1] for one in numbers]
    rows = (
        change(numbers[0], account=ACCOUNT, agreement="√"),
        change(numbers[1], phone="10000000088"),
        change(numbers[2], account=ACCOUNT),
        change(fresh_number(), phone="10000000089"),
        change(fresh_number()),
    )
    list_id = await applied(world, sheet(*rows), world.as_("clerk"), **HEAD)
    assert list((await rows_of(world, list_id)).values()) == [
        ("APPLIED", []),
        ("APPLIED", []),
        ("REFUSED", ["缺少委托商业银行（金融机构）划缴税（费）三方协议书"]),
        ("REFUSED", ["该年度在名单区划内没有可变更的参保登记"]),
        ("FAULTY", ["没有填写变更内容"]),
    ]
    first, second, third = [await world.participation(one) for one in made]
    assert world.opened(first["account_number"], "account", first["person_id"]) == ACCOUNT[2]
    assert world.opened(third["account_number"], "account", third["person_id"]) == "9900000000000001"
    [person] = await world.rows("SELECT phone FROM persons WHERE person_id = $1", second["person_id"])
    assert world.opened(person["phone"], "phone", second["person_id"]) == "10000000088"
    again = await applied(world, sheet(rows[0], change(numbers[2], phone="10000000001")), world.as_("clerk"), **HEAD)
    assert [state for state, _ in (await rows_of(world, again)).values()] == ["ALREADY_THERE", "APPLIED"]
    assert len([one for one in await world.published(made[0]) if isinstance(one.data, ParticipationChangedV1)]) == 1


async def test_the_day_on_which_it_was_handed_in_decides(world: World) -> None:
    """R-051, V-45: handed in on 7 October and confirmed on the 9th is in time; handed in on the 9th is not."""
    october(world, 7)
    early, late = fresh_number(), fresh_number()
    for one in (early, late):
        await world.register(document_number=one)
    in_time = await filed(world, sheet(change(early, account=ACCOUNT, agreement="√")), world.as_("clerk"), **HEAD)
    await worked(world, in_time, "CHECKED")
    october(world, 9)
    await world.post(f"/lists/{in_time}/confirm", None, world.as_("clerk", "clerk:2"))
    await worked(world, in_time, "APPLIED")
    too_late = await applied(world, sheet(change(late, account=ACCOUNT, agreement="√")), world.as_("clerk"), **HEAD)
    assert [state for state, _ in (await rows_of(world, in_time)).values()] == ["APPLIED"]
    [(state, reasons)] = (await rows_of(world, too_late)).values()
    assert (state, len(reasons)) == ("REFUSED", 1)


async def test_applied_by_two_at_once_it_changes_once(world: World) -> None:
    """B4: killed and gone on, or two replicas: one event for each participation."""
    october(world, 7)
    numbers = [fresh_number() for _ in range(3)]
    made = [(await world.register(document_number=one))[1] for one in numbers]
    list_id = await filed(world, sheet(*(change(one, account=ACCOUNT, agreement="√") for one in numbers)), world.as_("clerk"), **HEAD)
    await worked(world, list_id, "CHECKED")
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("clerk", "clerk:2"))
    for _ in range(3):
        await asyncio.gather(*(apply_list(world.runtime, UUID(list_id), 2) for _ in range(2)))
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 3}
    told = [one for each in made for one in await world.published(each) if isinstance(one.data, ParticipationChangedV1)]
    assert len(told) == 3
