"""The proof that a job was stopped (R-002): the tax office told us, or a register does; nobody brings a paper, and nobody's word counts."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Scheme
from tests.registers.platforms import Strings
from tests.registration.builders import AUTUMN, check_completed, employed, form, fresh_number, hit, insured
from tests.registration.test_parents import known_as
from tests.registration.world import World

STOPPED: dict[str, Any] = {"paid_on": date(2022, 3, 1), "until": date(2023, 10, 9), "registered_on": date(2022, 2, 1), "area": "440783"}


@pytest.fixture(autouse=True)
async def _autumn(sharing: World, strings: Strings) -> None:
    sharing.clock.move_to(AUTUMN)
    await strings.at(AUTUMN.date())


async def blocked(world: World, number: str, *, area: str = "440705") -> str:
    """An application against which the check has found a job in that place."""
    application_id = await world.apply(document_number=number)
    found = hit(ReasonCode.EMPLOYEE_ACTIVE, area=area, rule="R-002", scheme=Scheme.EMPLOYEE)
    await world.hear(check_completed(application_id, hits=(found,)))
    return application_id


async def known(world: World) -> tuple[str, UUID]:
    """Somebody of last year, by number and person."""
    number = fresh_number()
    await world.imports({"benefit_year": 2023, "people": [insured(document_number=number, name="陈大文")]})
    return number, UUID(await known_as(world, number))


async def corrected(world: World, application_id: str, number: str, **more: Any) -> tuple[bool, dict[str, str]]:
    """Whether dedup is told of a proof, and by what each material counts."""
    answer = await world.post(
        f"/applications/{application_id}/corrections", form(document_number=number, **more), world.as_("citizen", "wx:1")
    )
    assert answer.status_code == 202, answer.text
    [kept] = await world.rows("SELECT form FROM applications WHERE application_id = $1", UUID(application_id))
    told = msgspec.json.decode(world.read(kept["form"], "form", application_id) or "")
    [*_, asked] = await world.asked(application_id)
    return asked.data.employee_stop_proved, {one["kind"]: one["satisfied_by"] for one in told["materials"]}


async def test_what_the_tax_office_told_us_is_an_internal_check(sharing: World, strings: Strings) -> None:
    """R-002, R-005, S3 Art. 4: the same form again, and no paper."""
    number, person_id = await known(sharing)
    application_id = await blocked(sharing, number)
    await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED))
    assert await corrected(sharing, application_id, number) == (True, {"EMPLOYEE_STOP_PROOF": "INTERNAL_CHECK"})
    assert strings.platform.asked == []


@pytest.mark.parametrize("other", ["LASTS", "STOPS_LATER", "FOUND_ELSEWHERE", "NOTHING_TOLD"])
async def test_what_we_do_not_know_to_be_stopped_is_not(sharing: World, strings: Strings, other: str) -> None:
    """R-002: a second job that lasts, or ends after today; a job in a place of which nobody told us; nothing. The tick lifts nothing."""
    number, person_id = await known(sharing)
    application_id = await blocked(sharing, number, area="440604" if other == "FOUND_ELSEWHERE" else "440783")
    if other != "NOTHING_TOLD":
        await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED))
    if other in ("LASTS", "STOPS_LATER"):
        until = None if other == "LASTS" else date(2023, 10, 31)
        await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED | {"until": until}))
    claimed = [{"kind": "EMPLOYEE_STOP_PROOF", "satisfied_by": "INTERNAL_CHECK"}]
    assert await corrected(sharing, application_id, number, materials=claimed) == (False, {})
    assert strings.platform.asked == ["EMPLOYMENT_END"], "human resources may know"


async def test_a_register_is_asked_without_a_claim(sharing: World, strings: Strings) -> None:
    """R-002, R-005: nobody has to know that the state has it."""
    number = fresh_number()
    application_id = await blocked(sharing, number)
    await strings.hold("EMPLOYMENT_END", number)
    assert await corrected(sharing, application_id, number) == (True, {"EMPLOYEE_STOP_PROOF": "DATA_SHARING"})


async def shown(world: World, application_id: str) -> tuple[str, bool, dict[str, str]]:
    """Its state, whether the newest question tells dedup of a proof, and by what each material counts."""
    [kept] = await world.rows("SELECT form, state FROM applications WHERE application_id = $1", UUID(application_id))
    told = msgspec.json.decode(world.read(kept["form"], "form", application_id) or "")
    [*_, asked] = await world.asked(application_id)
    return kept["state"], asked.data.employee_stop_proved, {one["kind"]: one["satisfied_by"] for one in told["materials"]}


@pytest.mark.parametrize("area", ["440705", "440604"])
async def test_whose_job_we_know_to_be_stopped_is_not_sent_back_for_it(sharing: World, strings: Strings, area: str) -> None:
    """R-002, R-005: told before the form; the check finds the job where it was, and nobody is asked. Found elsewhere, it is sent back."""
    number, person_id = await known(sharing)
    await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED))
    application_id = await blocked(sharing, number, area=area)
    if area == "440604":
        assert await shown(sharing, application_id) == ("NEEDS_CORRECTION", False, {})
        return
    proved = {"EMPLOYEE_STOP_PROOF": "INTERNAL_CHECK"}
    assert await shown(sharing, application_id) == ("CHECK_PENDING", True, proved)
    found = hit(ReasonCode.EMPLOYEE_ACTIVE, area=area, rule="R-002", scheme=Scheme.EMPLOYEE)
    await sharing.hear(check_completed(application_id, hits=(found,)))
    assert len(await sharing.asked(application_id)) == 2, "the same answer again asks nothing"
    await sharing.hear(check_completed(application_id, 2))
    assert await shown(sharing, application_id) == ("UNDER_REVIEW", True, proved)
    assert strings.platform.asked == []


async def test_what_else_hinders_is_told_without_the_job_that_is_stopped(sharing: World) -> None:
    """R-002, R-004, R-089: a registration elsewhere beside the stopped job."""
    number, person_id = await known(sharing)
    await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED))
    application_id = await sharing.apply(document_number=number)
    job = hit(ReasonCode.EMPLOYEE_ACTIVE, area="440705", rule="R-002", scheme=Scheme.EMPLOYEE)
    other = hit(ReasonCode.CANCEL_OR_REFUND_FIRST)
    await sharing.hear(check_completed(application_id, hits=(job, other)))
    await sharing.hear(check_completed(application_id, 2, hits=(other,)))
    answer = (await sharing.get(f"/applications/{application_id}", sharing.as_("clerk"))).json()
    assert (answer["state"], [one["code"] for one in answer["reasons"]]) == ("NEEDS_CORRECTION", ["CANCEL_OR_REFUND_FIRST"])
    assert answer["missing"] == []


async def test_a_job_that_lasts_sends_back_at_the_first_form_too(sharing: World) -> None:
    """R-002."""
    number, person_id = await known(sharing)
    await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED | {"until": date(2023, 10, 31)}))
    application_id = await blocked(sharing, number)
    assert await shown(sharing, application_id) == ("NEEDS_CORRECTION", False, {})
