"""What the state already has is asked of nobody: what registers prove stands in for the paper, and their silence never blocks."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from enrolment_terms.benefit_year import SHANGHAI
from registration.gateways.registers import Registers
from registration.use_cases.ask_registers import ask_registers
from tests.registers.platforms import SECRET, Strings
from tests.registration.builders import form, fresh_number
from tests.registration.sharing import SPRING, Gate, missing
from tests.registration.world import World

PROOF = "RELEASE_CERTIFICATE"
CLAIM = [{"kind": PROOF, "satisfied_by": "DATA_SHARING", "reference": "somewhere"}]


def released(number: str | None = None, **more: Any) -> dict[str, Any]:
    """Who was released in February and enrols in March (MY4)."""
    return form(document_number=number or fresh_number(), category="MY4", event_date="2024-02-10", **more)


async def hand_in(world: World, body: dict[str, Any]) -> httpx.Response:
    return await world.post("/applications", body, world.as_("citizen", "wx:released"))


async def test_a_record_stands_in_for_the_paper(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number, reference="SF-2024-17", valid_from="2024-02-10")
    answer = await hand_in(sharing, released(number))
    assert answer.status_code == 202, answer.text
    assert strings.platform.asked == ["RELEASE"]
    [row] = await sharing.rows("SELECT * FROM register_answers ORDER BY asked_at DESC, answer_id DESC LIMIT 1")
    assert (row["register"], row["held"], row["as_of"], row["asked_by"]) == ("RELEASE", True, SPRING.date(), "wx:released")
    assert number not in str(row)
    assert "SF-2024-17" not in str(row)
    record = msgspec.json.decode(sharing.read(row["record"], "register.record", row["answer_id"]) or "")
    assert record == {"reference": "SF-2024-17", "valid_from": "2024-02-10", "valid_to": None, "area": None}
    [kept] = await sharing.rows("SELECT form FROM applications WHERE application_id = $1", UUID(answer.json()["application_id"]))
    told = msgspec.json.decode(sharing.read(kept["form"], "form", answer.json()["application_id"]) or "")
    [proof] = told["materials"]
    assert (proof["kind"], proof["satisfied_by"], proof["reference"]) == (PROOF, "DATA_SHARING", str(row["answer_id"]))


async def test_no_record_asks_for_the_paper_and_a_claim_is_none(sharing: World, strings: Strings) -> None:
    assert missing(await hand_in(sharing, released())) == [f"materials.{PROOF}"]
    assert missing(await hand_in(sharing, released(materials=CLAIM))) == [f"materials.{PROOF}"]
    assert strings.platform.asked == ["RELEASE", "RELEASE"]


@pytest.mark.parametrize("how", ["DOWN", "NO_JSON", "HALF", "OTHER_PERSON", "OTHER_QUESTION", "STALE", "TOMORROW", "CONTRADICTS"])
async def test_a_register_that_lies_or_is_away_proves_nothing(sharing: World, strings: Strings, how: str) -> None:
    number = fresh_number()
    await strings.hold("STUDENT", number)
    await strings.misbehave(always={"EDUCATION": how})
    claim = [{"kind": "ADMISSION_PROOF", "satisfied_by": "DATA_SHARING"}]
    pupil = form(document_number=number, category="MY6", event_date="2024-02-10", materials=claim)
    assert missing(await hand_in(sharing, pupil)) == ["materials.TRANSFER_CERTIFICATE|ADMISSION_PROOF"]


async def test_no_connection_waits_for_a_register(sharing: World, gate: Gate) -> None:
    """More people wait for registers than the service has connections."""
    gate.waiting, many = asyncio.Semaphore(0), sharing.runtime.settings.pool_size + 2
    gate.open.clear()
    handed_in = [asyncio.create_task(hand_in(sharing, released())) for _ in range(many)]
    async with asyncio.timeout(30):
        for _ in range(many):
            await gate.waiting.acquire()
    gate.open.set()
    assert [missing(answer) for answer in await asyncio.gather(*handed_in)] == [[f"materials.{PROOF}"]] * many


async def test_who_is_slow_is_not_waited_for(sharing: World, gate: Gate) -> None:
    gate.open.clear()
    hasty, before = Registers("http://registers", SECRET, seconds=0.05, transport=gate), sharing.runtime.outside
    sharing.runtime.outside = lambda runtime, asked: ask_registers(runtime, hasty, asked)
    try:
        assert missing(await hand_in(sharing, released())) == [f"materials.{PROOF}"]
    finally:
        sharing.runtime.outside = before
        gate.open.set()
        await hasty.close()


async def test_a_proof_is_asked_for_once_a_day(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number)
    assert missing(await hand_in(sharing, released(number, phone=None))) == ["phone"], "nobody is asked for a paper that the state has"
    assert (await hand_in(sharing, released(number))).status_code == 202
    assert strings.platform.asked == ["RELEASE"]


async def test_a_record_of_another_name_is_another_persons(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number, name="李四")
    assert missing(await hand_in(sharing, released(number))) == [f"materials.{PROOF}"]
    await strings.hold("RELEASE", number, name="陈大文")
    assert (await hand_in(sharing, released(number))).status_code == 202
    assert missing(await hand_in(sharing, released(number, name="李小"))) == [f"materials.{PROOF}"]


@pytest.mark.parametrize("days", [{"valid_to": "2024-03-09"}, {"valid_from": "2024-03-11"}])
async def test_a_record_that_does_not_hold_today_proves_nothing(sharing: World, strings: Strings, days: dict[str, str]) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number, **days)
    assert missing(await hand_in(sharing, released(number))) == [f"materials.{PROOF}"]


async def test_an_ordinary_form_and_one_with_its_paper_ask_nobody(sharing: World, strings: Strings) -> None:
    sharing.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    assert (await hand_in(sharing, form())).status_code == 202
    assert strings.platform.asked == []


async def test_who_may_not_file_for_somebody_asks_nothing_about_him(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number)
    stranger = sharing.as_("citizen", "wx:curious", documents=[])
    answer = await sharing.post("/applications", released(number), stranger)
    assert [one["code"] for one in answer.json()["reasons"]] == ["NOT_BOUND"]
    assert strings.platform.asked == []


async def test_the_same_key_at_once_and_again_is_one_application(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number)
    body, key = released(number), {"Idempotency-Key": "once"}
    caller = sharing.as_("citizen", "wx:released")
    answers = await asyncio.gather(*(sharing.post("/applications", body, caller, **key) for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    again = await sharing.post("/applications", body, caller, **key)
    ids = {answer.json()["application_id"] for answer in (*answers, again) if answer.status_code == 202}
    assert len(ids) == 1


async def test_a_day_later_a_form_of_before_is_asked_anew(sharing: World, strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("RELEASE", number)
    assert missing(await hand_in(sharing, released(number, phone=None))) == ["phone"]
    sharing.clock.move_to(datetime(2024, 3, 12, 9, tzinfo=SHANGHAI))
    await strings.at(date(2024, 3, 12))
    assert (await hand_in(sharing, released(number))).status_code == 202
    assert strings.platform.asked == ["RELEASE", "RELEASE"]
