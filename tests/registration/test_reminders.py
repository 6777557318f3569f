"""Reminders by the calendar (R-066): before the deadline, at the start of the period, in December, before a permit ends; once each."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState
from policy_parameters import load_policy_book
from registration.domain.reminder import ReminderKind
from registration.use_cases.remind_people import remind_people
from registration.use_cases.timed_jobs import TIMED
from service_runtime import Portion
from tests.conftest import FreshDatabase
from tests.registration.builders import AUTUMN, bill, fresh_number, insured, settled
from tests.registration.logins import LoginWorld, login_world
from tests.registration.test_notices import agrees, delivered

_K = ReminderKind
DECEMBER = date(2023, 12, 15)


@pytest.fixture(scope="module")
async def module_logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("reminders"), tmp_path_factory.mktemp("reminders")) as world:
        yield world


@pytest.fixture
def logins(module_logins: LoginWorld) -> LoginWorld:
    module_logins.world.clock.move_to(AUTUMN)
    return module_logins


def on(logins: LoginWorld, day: date) -> None:
    logins.world.clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))


async def remind(
    logins: LoginWorld, kind: ReminderKind, day: date, cursor: str | None = None, most: int = 100, area: str = "4407"
) -> Portion:
    async with logins.world.database.transaction() as tx:
        return await remind_people(tx, kind, area, day, cursor, most)


async def follows(logins: LoginWorld, openid: str, number: str, *templates: str) -> str:
    """The login of whoever has this document and has agreed to these; its token."""
    token: str = (await logins.by_wechat(openid, number))["access_token"]
    await agrees(logins, openid, token, *templates)
    return token


async def owes(logins: LoginWorld) -> tuple[str, str]:
    """(participation, number) of somebody registered for 2024 whose bill was sent."""
    number = fresh_number()
    _, participation_id = await logins.world.register(document_number=number)
    await logins.world.hear(bill(participation_id, BillState.SENT, 1))
    return participation_id, number


async def messages(logins: LoginWorld, openid: str) -> list[dict[str, str]]:
    return [values for _, values in await delivered(logins, openid)]


async def test_whoever_has_not_paid_is_reminded_in_december_with_amount_day_and_consequence(logins: LoginWorld) -> None:
    """R-066: 2023-12-15; once for the day whatever comes twice or together; nothing of who it is."""
    _, number = await owes(logins)
    await follows(logins, "remind-1", number, "BILL_TO_PAY", "BILL_TO_PAY")
    on(logins, DECEMBER)
    await asyncio.gather(*(remind(logins, _K.UNPAID, DECEMBER) for _ in range(3)))
    [values] = await messages(logins, "remind-1")
    assert (values["amount2"], values["date3"]) == ("406.00元", "2023-12-31")
    assert "陈" not in str(values)
    assert number not in str(values)
    await remind(logins, _K.UNPAID, DECEMBER)
    assert len(await messages(logins, "remind-1")) == 1


async def test_whoever_has_paid_has_not_agreed_or_lives_elsewhere_hears_nothing(logins: LoginWorld) -> None:
    """R-066; a consent is for one message."""
    paid, number = await owes(logins)
    await follows(logins, "remind-2", number, "BILL_TO_PAY")
    await logins.world.hear(settled(paid))
    _, silent = await owes(logins)
    await follows(logins, "remind-3", silent, "REMINDER")
    _, other = await owes(logins)
    await follows(logins, "remind-4", other, "BILL_TO_PAY")
    on(logins, DECEMBER)
    await remind(logins, _K.UNPAID, DECEMBER, area="4409")
    assert await messages(logins, "remind-4") == []
    await remind(logins, _K.UNPAID, DECEMBER)
    assert [len(await messages(logins, f"remind-{n}")) for n in (2, 3, 4)] == [0, 0, 1]


async def test_the_period_and_its_deadline_are_told_to_those_whom_they_concern(logins: LoginWorld) -> None:
    """R-066, R-051: on 1 September who is insured, on 30 September who is registered for the next year."""
    number = fresh_number()
    on(logins, date(2023, 8, 20))
    await logins.world.imports({"benefit_year": 2023, "people": [insured(document_number=number)]}, ["440783"])
    await follows(logins, "remind-5", number, "REMINDER", "REMINDER")
    on(logins, date(2023, 9, 1))
    await remind(logins, _K.PERIOD, date(2023, 9, 1))
    [values] = await messages(logins, "remind-5")
    assert values == {"thing1": "2024年度居民医保集中参保缴费", "date2": "2023-12-31", "thing3": "请及时足额缴费，逾期有等待期"}
    on(logins, date(2023, 9, 20))
    _, registered = await owes(logins)
    await follows(logins, "remind-6", registered, "REMINDER")
    on(logins, date(2023, 9, 30))
    await remind(logins, _K.DEADLINE, date(2023, 9, 30))
    assert [values["date2"] for values in await messages(logins, "remind-6")] == ["2023-10-07"]
    assert len(await messages(logins, "remind-5")) == 1


async def test_a_permit_that_ends_soon_is_told_once_for_its_last_day(logins: LoginWorld) -> None:
    """R-036, R-066: each day looks, one day tells."""
    number = fresh_number()
    person = insured(document_number=number, category="RESIDENCE_PERMIT", permit_valid_to="2023-11-05")
    await logins.world.imports({"benefit_year": 2023, "people": [person]}, ["440783"])
    await follows(logins, "remind-7", number, "REMINDER", "REMINDER")
    for day in (date(2023, 10, 5), date(2023, 10, 10), date(2023, 10, 11)):
        on(logins, day)
        await remind(logins, _K.PERMIT, day)
    assert [values["date2"] for values in await messages(logins, "remind-7")] == ["2023-11-05"]


async def test_it_goes_on_where_it_was_and_what_is_too_late_is_left_out(logins: LoginWorld) -> None:
    """R-066: two who may act for one person are two portions; a day of the week before last reminds nobody."""
    participation_id, number = await owes(logins)
    for openid in ("remind-8", "remind-9"):
        await follows(logins, openid, number, "BILL_TO_PAY")
    on(logins, DECEMBER)
    assert await remind(logins, _K.UNPAID, DECEMBER - timedelta(days=8)) == Portion(0)
    seen: list[str] = []
    portion = await remind(logins, _K.UNPAID, DECEMBER, most=1)
    while portion.cursor is not None:
        seen.append(portion.cursor)
        portion = await remind(logins, _K.UNPAID, DECEMBER, portion.cursor, most=1)
    assert len([one for one in seen if one.startswith(participation_id)]) == 2
    assert sorted(seen) == seen
    assert [len(await messages(logins, openid)) for openid in ("remind-8", "remind-9")] == [1, 1]


def test_the_days_of_a_year() -> None:
    """R-066: by the windows of the region."""
    policy, year = load_policy_book(), [date(2023, 1, 1) + timedelta(days=n) for n in range(365)]
    jobs = {job.name: job.within("44") for job in TIMED}

    def due(kind: ReminderKind) -> list[date]:
        return [one.day for one in jobs[f"remind_{kind.lower()}"].due_days(policy, year[0], year[-1]) if one.area in ("440700", "440000")]

    assert due(_K.PERIOD) == [date(2023, 9, 1)]
    assert due(_K.DEADLINE) == [date(2023, 9, 30)]
    assert due(_K.UNPAID) == [date(2023, 12, 1), DECEMBER]
    assert due(_K.PERMIT) == due(_K.BIRTH) == year
