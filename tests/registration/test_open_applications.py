"""One application of a person and year waits for a decision, never two (R-001), and nobody learns of another's."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from registration.domain.application_form import FormAnswers
from registration.domain.filer import Filer
from registration.errors import ApplicationHasFaults
from registration.items import declared_items
from registration.repository.application_writes import _FILE, _LOOK_UP
from registration.use_cases.submit_application import submit_application
from service_runtime import Transaction
from tests.registration.answers import codes_of, neutral
from tests.registration.builders import check_completed, form, fresh_number, hit
from tests.registration.test_at_once import at_once
from tests.registration.world import World

NEXT_YEAR = datetime(2024, 10, 10, 9, tzinfo=SHANGHAI)
BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
CLERK = Filer("clerk:1", frozenset({"clerk"}), areas=("440783",))


async def test_a_second_application_of_the_year_is_refused(world: World) -> None:
    number = fresh_number()
    first = await world.apply(document_number=number)
    for changes in ({}, {"document_type": "HOUSEHOLD_BOOK"}, {"category": "STUDENT"}):
        answer = await world.post("/applications", form(document_number=number, **changes), world.as_("citizen", "wx:2"))
        assert await codes_of(answer) == ["APPLICATION_OPEN"]
    with_fault = await world.post("/applications", form(document_number=number, phone=None), world.as_("citizen", "wx:1"))
    assert (await codes_of(with_fault), with_fault.json()["missing"][0]["field"]) == (["APPLICATION_OPEN"], "phone")
    await world.post(f"/applications/{first}/withdraw", {}, world.as_("citizen", "wx:1"))
    await world.apply(document_number=number)


async def test_another_year_is_another_application(world: World) -> None:
    number = fresh_number()
    await world.apply(document_number=number)
    world.clock.move_to(NEXT_YEAR)
    await world.apply(document_number=number)


async def test_a_mistyped_number_shuts_nobody_out(world: World) -> None:
    """Somebody filed under this number by another name: a slip of the pen, which must not keep its owner from filing."""
    number = fresh_number()
    await world.apply(world.as_("clerk"), document_number=number, name="黄小明")
    await world.apply(document_number=number)


async def test_a_school_hears_nothing_of_an_application_that_is_open(world: World) -> None:
    number = fresh_number()
    school = world.as_("school", "school:1")
    await world.apply(document_number=number)
    answer = await world.post("/applications", form(document_number=number), school)
    registered = fresh_number()
    await world.register(document_number=registered)
    other = await world.post("/applications", form(document_number=registered), school)
    assert await codes_of(answer) == ["ASK_OFFICE"]
    assert neutral(answer) == neutral(other)


async def test_a_correction_does_not_become_a_second_application(world: World) -> None:
    number = fresh_number()
    mine = await world.apply(document_number=number)
    other = await world.apply(document_number=fresh_number())
    await world.hear(check_completed(other, hits=BLOCKED))
    answer = await world.post(f"/applications/{other}/corrections", form(document_number=number), world.as_("citizen", "wx:1"))
    assert await codes_of(answer) == ["APPLICATION_OPEN"]
    await world.hear(check_completed(mine, hits=BLOCKED))
    again = await world.post(f"/applications/{mine}/corrections", form(document_number=number), world.as_("citizen", "wx:1"))
    assert again.status_code == 202, again.text


async def test_of_two_at_once_one_is_filed(world: World) -> None:
    """R-001: who was late hears what he would hear a day later, not that an office knows more (his area is the same)."""
    number = fresh_number()
    answers = FormAnswers(**form(document_number=number))

    async def submit(tx: Transaction) -> object:
        try:
            return await submit_application(tx, declared_items(), answers, CLERK)
        except ApplicationHasFaults as refused:
            return [reason.code for reason in refused.reasons]

    first, second, waited = await at_once(world, submit, submit)
    assert waited
    assert second == ["APPLICATION_OPEN"], first
    assert len(await world.rows("SELECT FROM applications WHERE token = $1", first.token)) == 1


async def test_the_file_of_one_person_is_read_by_the_document_when_nobody_has_applied_yet(world: World) -> None:
    """A plan that is made then goes on through a campaign: by year and state it would read all who have applied, for each one more."""
    async with world.database.transaction() as tx:
        await tx.driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for statement in (_FILE, _LOOK_UP):
            told = await tx.driver.fetchval("EXPLAIN (FORMAT JSON) " + statement.text, *([None] * len(statement.names)))
            used = {name for name in _indexes(json.loads(told)[0]["Plan"]) if name.startswith(("applications", "participations"))}
            assert used == {"applications_of_document", "participations_of_person"}


def _indexes(plan: dict[str, Any]) -> Iterator[str]:
    yield plan.get("Index Name", "")
    for below in plan.get("Plans", ()):
        yield from _indexes(below)
