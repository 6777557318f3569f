"""What is filed for one registration of a year asks nothing of a later one: R-003, R-051, B4, B5, whatever the order and the repetition."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import TOWN, form, fresh_number, settled
from tests.registration.listed import filed, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_merging import by_passport, merge, two_records
from tests.registration.test_services import REASON, approve, asking
from tests.registration.test_transfers import requested
from tests.registration.world import World

MORNING = datetime(2023, 10, 6, 9, tzinfo=SHANGHAI)
LEAVES = ["姓名", "身份证号码", "停保原因"], ["入伍"]
MOVES = ["姓名", "身份证号码", "联系电话", "户号"], ["10000000077", "K-77"]
ENROLLED_AGAIN = "申请提交后，该人员已重新参保登记，申请所指的原登记已结束，不再办理"
_sheets = count()


def later(world: World, **by: int) -> None:
    world.clock.move_to(world.clock.now() + timedelta(**by))


async def handed_in(world: World, number: str, kind: str = "STOPS") -> str:
    """A list of one, checked, and waiting for the second person."""
    titles, told = LEAVES if kind == "STOPS" else MOVES
    content = xlsx([f"第{next(_sheets)}份"], titles, ["陈大文", number, *told])
    list_id = await filed(world, content, world.as_("clerk"), kind=kind, area="440783", benefit_year="2024")
    await worked(world, list_id, "CHECKED")
    return list_id


async def confirmed(world: World, list_id: str) -> tuple[str, list[str]]:
    """What became of its row."""
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("clerk", "clerk:2"))
    await worked(world, list_id, "APPLIED")
    [row] = (await rows_of(world, list_id)).values()
    return row


async def stopped(world: World, participation_id: str) -> str:
    answer = await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    state: str = answer.json()["state"]
    return state


async def state(world: World, participation_id: str) -> str:
    found: str = (await world.participation(participation_id))["state"]
    return found


async def enrolled(world: World, number: str, paid: bool) -> str:
    _, participation_id = await world.register(document_number=number)
    if paid:
        await world.hear(settled(participation_id, on=world.clock.now().date()))
    return participation_id


@given(paid=st.booleans(), steps=st.lists(st.sampled_from(["stop", "enrol", "list"]), min_size=2, max_size=6), days=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_last_wish_holds_whenever_an_old_list_is_applied(module_world: World, paid: bool, steps: list[str], days: bool) -> None:
    """R-003: stops, enrolments and lists of stops in any order, minutes or days apart; the lists are confirmed when all is over."""
    world = module_world
    world.clock.move_to(MORNING - timedelta(days=20))
    number = fresh_number()
    known, stands, waiting = await enrolled(world, number, paid), True, []
    for step in steps:
        later(world, **({"days": 1} if days else {"minutes": 5}))
        if step == "list":
            waiting.append((await handed_in(world, number), stands))
        elif (step == "enrol") is stands:
            continue
        elif step == "stop":
            await stopped(world, known)
            stands = False
        else:
            known, stands = await enrolled(world, number, paid), True
            waiting = [(one, False) for one, _ in waiting]
    for list_id, holds in waiting:
        later(world, minutes=1)
        await confirmed(world, list_id)
        stands = stands and not holds
    over = ("STOPPED",) if paid else ("CANCELLED",)
    assert await state(world, known) in (("ACTIVE", "REGISTERED") if stands else over)


async def test_an_old_list_neither_stops_nor_changes_who_enrolled_again(world: World) -> None:
    """R-003, B4, B5: unpaid, the year is registered anew; paid, it goes on. The row says why it was not applied."""
    for paid in (False, True):
        for kind in ("STOPS", "CHANGES"):
            world.clock.move_to(MORNING)
            number = fresh_number()
            first = await enrolled(world, number, paid)
            later(world, minutes=10)
            list_id = await handed_in(world, number, kind)
            later(world, minutes=10)
            await stopped(world, first)
            later(world, minutes=10)
            again = await enrolled(world, number, paid)
            assert (again == first) is paid
            before = await world.participation(again)
            assert await confirmed(world, list_id) == ("REFUSED", [ENROLLED_AGAIN])
            assert await world.participation(again) == before


async def test_what_is_asked_after_the_enrolment_of_that_day_is_asked_of_it(world: World) -> None:
    """R-003, R-090: stopped, enrolled again and stopped again on one day, or handed over to another region."""
    for wish in ("stop", "transfer", "suspend"):
        world.clock.move_to(MORNING)
        number = fresh_number()
        known = await enrolled(world, number, paid=True)
        later(world, minutes=5)
        await stopped(world, known)
        later(world, minutes=5)
        assert await enrolled(world, number, paid=False) == known
        later(world, minutes=5)
        if wish == "stop":
            assert await stopped(world, known) == "STOPPED"
        elif wish == "transfer":
            await requested(world, known)
        else:
            body = {"kind": "SUSPEND", "cause": "DUPLICATE", "reason": "重复参保"}
            assert (await world.post(f"/participations/{known}/acts", body, world.as_("clerk"))).status_code == 200
        assert await state(world, known) == ("STOPPED" if wish == "stop" else "SUSPENDED")


async def test_an_office_ends_by_a_day_of_before_only_whoever_is_gone(world: World) -> None:
    """R-003, R-091: moved away on a day before the new enrolment ended the one before; emigrated on that day is gone all the same."""
    world.clock.move_to(MORNING)
    number = fresh_number()
    known = await enrolled(world, number, paid=True)
    later(world, days=1)
    await stopped(world, known)
    later(world, days=2)
    assert await enrolled(world, number, paid=False) == known
    ends = {"kind": "END", "cause": "ELIGIBILITY_LOST", "reason": "户籍迁出", "happened_on": "2023-10-08"}
    answer = await world.post(f"/participations/{known}/acts", ends, world.as_("clerk"))
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["happened_on"])
    answer = await world.post(f"/participations/{known}/acts", ends | {"cause": "EMIGRATED"}, world.as_("clerk"))
    assert answer.json()["state"] == "TERMINATED"


async def test_an_application_of_before_is_told_that_the_person_enrolled_again(world: World) -> None:
    """R-003, B5: filed by one document, enrolled again by the other; a form that is filed after it holds."""
    number = fresh_number()
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    _, this, passport, number = await two_records(world, number=number, birth_date=born)
    assert (await merge(world, this["person_id"], by_passport(passport))).status_code == 200
    known = str(this["participation_id"])
    world.clock.move_to(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))

    async def ask() -> str:
        answer = await world.post("/applications", asking("stop", number, form=REASON), world.as_("citizen", "wx:1"))
        assert answer.status_code == 202, answer.text
        told: dict[str, Any] = answer.json()
        return str(told["application_id"])

    waiting = await ask()
    later(world, minutes=5)
    await stopped(world, known)
    later(world, minutes=5)
    by_other = form(document_type="CN_PASSPORT", document_number=passport, birth_date=born, area=TOWN)
    _, again = await world.register(**by_other | await world.by_permit())
    assert again == known
    later(world, minutes=5)
    assert (await approve(world, waiting))["code"] == "ENROLLED_AGAIN"
    assert await state(world, known) == "ACTIVE"
    answer = await world.post(
        f"/applications/{waiting}/decision", {"decision": "REJECT", "reasons": [{"code": "OTHER"}]}, world.as_("reviewer")
    )
    assert answer.status_code == 200, answer.text
    assert (await approve(world, await ask()))["state"] == "APPROVED"
    assert await state(world, known) == "STOPPED"
