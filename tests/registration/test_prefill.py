"""What the state already has is shown on the form, with who says it and of which day; of nobody else than those the login is bound to."""

import asyncio
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from enrolment_terms.benefit_year import SHANGHAI
from tests.registers.platforms import Strings
from tests.registration.answers import codes_of, neutral
from tests.registration.builders import AUTUMN, form, fresh_number
from tests.registration.world import World

TODAY = "2023-10-10"


@pytest.fixture
async def autumn(sharing: World, strings: Strings) -> World:
    """In the concentrated period for 2024."""
    sharing.clock.move_to(AUTUMN)
    await strings.at(AUTUMN.date())
    return sharing


async def prefill(world: World, number: str, caller: dict[str, str], item: str = "resident_enrolment", **more: Any) -> httpx.Response:
    body = {"document_type": "RESIDENT_ID", "document_number": number, "area": "440783", "benefit_year": 2024, **more}
    return await world.post(f"/items/{item}/prefill", body, caller)


def told(answer: httpx.Response) -> dict[str, tuple[str, str, str]]:
    assert answer.status_code == 200, answer.text
    return {one["field"]: (one["value"], one["known_by"], one["as_of"]) for one in answer.json()["answers"]}


def unneeded(answer: httpx.Response) -> dict[str, tuple[str, str]]:
    return {one["material_kind"]: (one["provided_by"], one["known_by"]) for one in answer.json()["materials"]}


async def test_what_is_known_need_not_be_typed(autumn: World, strings: Strings) -> None:
    """B1, R-005: our own file tells name, sex and day of birth; public security the household and its number, of the day of its data."""
    number = fresh_number()
    await autumn.register(document_number=number, household_area="440783")
    await strings.hold("HOUSEHOLD", number, reference="HK440783-7", area="440783115")
    mine = autumn.as_("citizen", "wx:known", documents=[number])
    answer = await prefill(autumn, number, mine)
    seen = told(answer)
    assert seen["name"] == ("陈大文", "OWN_FILE", TODAY)
    assert seen["sex"][0] == "男"
    assert seen["household_area"] == ("440783115", "PUBLIC_SECURITY", TODAY)
    assert seen["household_no"] == ("HK440783-7", "PUBLIC_SECURITY", TODAY)
    assert answer.json()["answers"][0]["known_by_label"] == "本系统参保档案"
    [row] = await autumn.rows("SELECT detail::text FROM audit_rows WHERE action = 'form.prefilled' AND actor = 'wx:known'")
    assert "household_no" in row["detail"]
    assert "HK440783" not in row["detail"]


async def test_nobody_on_file_is_prefilled_by_name_then_files_without_papers(autumn: World, strings: Strings) -> None:
    """B14, R-005: prefill, then submit what it said; the registers are not asked twice on one day."""
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, area="440100")
    await strings.hold("STUDENT", number)
    mine = autumn.as_("citizen", "wx:pupil", documents=[number])
    answer = await prefill(autumn, number, mine, "migrant_child_enrolment", name="陈大文", category="MIGRANT_CHILD")
    assert unneeded(answer) == {"HOUSEHOLD_BOOK": ("DATA_SHARING", "PUBLIC_SECURITY"), "SCHOOL_CERTIFICATE": ("DATA_SHARING", "EDUCATION")}
    strings.platform.asked.clear()
    body = form(
        document_number=number, category="MIGRANT_CHILD", household_area=told(answer)["household_area"][0], form={"at_school": "true"}
    )
    assert (await autumn.post("/applications", body, mine)).status_code == 202
    assert strings.platform.asked == []


async def test_without_a_name_or_with_another_nobody_is_asked_or_told(autumn: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, area="440783")
    mine = autumn.as_("citizen", "wx:nameless", documents=[number])
    assert told(await prefill(autumn, number, mine)) == {}
    assert strings.platform.asked == []
    assert told(await prefill(autumn, number, mine, name="李四")) == {}
    assert [one["field"] for one in (await prefill(autumn, number, mine, name="123")).json()["reasons"]] == ["name"]


async def test_a_stranger_is_told_the_same_of_whoever_it_is(autumn: World, strings: Strings) -> None:
    """An id is no secret, a number neither: no register is asked, and no answer tells whether we know him."""
    known, unknown = fresh_number(), fresh_number()
    await autumn.register(document_number=known)
    await strings.hold("HOUSEHOLD", known)
    curious = autumn.as_("citizen", "wx:curious", documents=[fresh_number()])
    answers = [await prefill(autumn, number, curious, name="陈大文") for number in (known, unknown)]
    assert [await codes_of(one) for one in answers] == [["NOT_BOUND"]] * 2
    assert neutral(answers[0]) == neutral(answers[1])
    assert strings.platform.asked == []
    assert (await prefill(autumn, known, autumn.as_("clerk"))).status_code == 403
    assert (await prefill(autumn, known, curious, "no_such_item")).status_code == 404


@pytest.mark.parametrize("how", ["DOWN", "OTHER_PERSON", "STALE", "TOMORROW", "CONTRADICTS"])
async def test_a_register_that_lies_fills_nothing(autumn: World, strings: Strings, how: str) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, area="440783")
    await strings.misbehave(always={"PUBLIC_SECURITY": how})
    mine = autumn.as_("citizen", f"wx:{how}", documents=[number])
    assert told(await prefill(autumn, number, mine, name="陈大文")) == {}


async def test_a_place_that_is_none_is_not_filled_in(autumn: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, area="449999", reference="HK-1")
    mine = autumn.as_("citizen", "wx:nowhere", documents=[number])
    assert told(await prefill(autumn, number, mine, name="陈大文")) == {"household_no": ("HK-1", "PUBLIC_SECURITY", TODAY)}


async def test_twice_at_once_and_again_is_the_same(autumn: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, area="440783")
    mine = autumn.as_("citizen", "wx:twice", documents=[number])
    answers = await asyncio.gather(*(prefill(autumn, number, mine, name="陈大文") for _ in range(3)))
    answers.append(await prefill(autumn, number, mine, name="陈大文"))
    assert len({str(one.json()) for one in answers}) == 1
    strings.platform.asked.clear()
    await prefill(autumn, number, mine, name="陈大文")
    assert "HOUSEHOLD" not in strings.platform.asked


async def test_a_permit_fills_its_last_day_and_one_that_ran_out_does_not(autumn: World, strings: Strings) -> None:
    """B12, R-035."""
    number = fresh_number()
    mine = autumn.as_("citizen", "wx:permit", documents=[number])
    await strings.hold("RESIDENCE_PERMIT", number, valid_to="2025-03-01", area="440783")
    seen = told(await prefill(autumn, number, mine, "permit_enrolment", name="陈大文"))
    assert seen["permit_valid_to"] == ("2025-03-01", "PUBLIC_SECURITY", TODAY)
    autumn.clock.move_to(datetime(2025, 3, 2, 9, tzinfo=SHANGHAI))
    await strings.at(date(2025, 3, 2))
    assert "permit_valid_to" not in told(await prefill(autumn, number, mine, "permit_enrolment", name="陈大文"))
