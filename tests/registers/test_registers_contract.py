"""docs/contracts/registers.yaml: well formed, its examples hold; both sides speak it; whatever else comes is no answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jsonschema
import msgspec
import pytest
import yaml
from openapi_spec_validator import validate

from enrolment_terms.documents import Document, DocumentType
from process_runtime.webhook_signatures import signed_headers
from registration.domain.registers import DEPARTMENTS, KEEPER, REGISTER_OF, Question, Register, RegisterAnswer
from registration.gateways.register_messages import asked
from registration.gateways.registers import Registers
from tests.registers.platforms import SECRET, Strings, registers
from tests.registration.builders import fresh_number

FILE = Path(__file__).parents[2] / "docs/contracts/registers.yaml"
TODAY = date(2023, 10, 10)


@cache
def contract() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def holds(name: str, document: Any) -> None:
    """Raises if the document is not as the contract says."""
    jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": contract()["components"]}).validate(document)


@pytest.fixture
async def strings() -> AsyncIterator[Strings]:
    async with registers() as held:
        await held.at(TODAY)
        yield held


def client(strings: Strings, **more: Any) -> Registers:
    return Registers("http://registers", more.pop("secret", SECRET), transport=strings.transport, **{"seconds": 2.0, **more})


@pytest.fixture
async def ours(strings: Strings) -> AsyncIterator[Registers]:
    one = client(strings)
    yield one
    await one.close()


def question(register: Register = Register.HOUSEHOLD, number: str | None = None, name: str = "陈大文") -> Question:
    return Question(register, Document.read(DocumentType.RESIDENT_ID, number or fresh_number()), name)


def test_the_contract_is_openapi_and_its_examples_hold() -> None:
    validate(contract())
    operation = contract()["paths"]["/registers/v1/{department}/{register}"]["post"]
    for part, name in ((operation["requestBody"], "Question"), (operation["responses"]["200"], "Answer")):
        for example in part["content"]["application/json"]["examples"].values():
            holds(name, example["value"])
    words = contract()["components"]["schemas"]
    assert set(words["Department"]["enum"]) == set(DEPARTMENTS)
    assert set(words["Register"]["enum"]) == set(Register) == set(KEEPER)
    assert set(REGISTER_OF.values()) <= set(KEEPER)


def test_what_we_ask_is_in_the_contract() -> None:
    holds("Question", msgspec.json.decode(asked(question(), uuid4())))


async def test_a_record_that_is_held_is_told_with_its_number_and_days(strings: Strings, ours: Registers) -> None:
    number = fresh_number()
    await strings.hold("RESIDENCE_PERMIT", number, reference="JZZ-1", valid_from="2020-01-01", valid_to="2024-12-31")
    answer = await ours.ask(question(Register.RESIDENCE_PERMIT, number))
    assert answer is not None
    assert (answer.held, answer.reference, answer.as_of, answer.valid_to) == (True, "JZZ-1", TODAY, date(2024, 12, 31))
    assert answer.proves(TODAY)


@pytest.mark.parametrize("other", [{"name": "陈小文"}, {"register": Register.MOVE_IN}, {"number": fresh_number()}])
async def test_who_is_not_that_very_person_is_not_held(strings: Strings, ours: Registers, other: dict[str, Any]) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number)
    answer = await ours.ask(question(**{"number": number, **other}))
    assert answer is not None
    assert (answer.held, answer.proves(TODAY)) == (False, False)


ODD = ["DOWN", "BUSY", "NO_JSON", "HALF", "OTHER_PERSON", "OTHER_QUESTION", "CONTRADICTS", "ENDLESS", "REDIRECT"]


@pytest.mark.parametrize("how", ODD)
@pytest.mark.parametrize("held", [True, False])
async def test_whatever_else_comes_is_no_answer(strings: Strings, ours: Registers, how: str, held: bool) -> None:
    number = fresh_number()
    if held:
        await strings.hold("HOUSEHOLD", number)
    await strings.misbehave(always={"PUBLIC_SECURITY": how})
    assert await ours.ask(question(number=number)) is None


async def test_what_the_network_lost_is_asked_once_more(strings: Strings, ours: Registers) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number)
    await strings.misbehave(next={"PUBLIC_SECURITY": ["DOWN", "FINE"]})
    assert await ours.ask(question(number=number)) is not None
    await strings.misbehave(next={"PUBLIC_SECURITY": ["BUSY", "BUSY"]})
    assert await ours.ask(question(number=number)) is None


async def test_who_is_slow_is_not_waited_for(strings: Strings) -> None:
    hasty = client(strings, seconds=0.05)
    await strings.misbehave(always={"EDUCATION": "SLOW"})
    began = asyncio.get_running_loop().time()
    assert await hasty.ask(question(Register.STUDENT)) is None
    assert asyncio.get_running_loop().time() - began < 2
    await hasty.close()


async def test_nobody_there_and_another_secret_are_no_answer(strings: Strings) -> None:
    for one in (Registers("http://127.0.0.1:1", SECRET, seconds=1.0), client(strings, secret="whsec_" + "b3V0" * 8)):
        assert await one.ask(question()) is None
        await one.close()


async def test_a_department_that_does_not_answer_rests_and_the_others_do_not(
    strings: Strings,
) -> None:
    now = [1000.0]
    ours = client(strings, now=lambda: now[0])
    await strings.misbehave(always={"JUSTICE": "OTHER_PERSON"})
    for _ in range(5):
        assert await ours.ask(question(Register.RELEASE)) is None
    asked_before = len(strings.platform.asked)
    await strings.misbehave()
    assert await ours.ask(question(Register.RELEASE)) is None
    assert len(strings.platform.asked) == asked_before
    assert await ours.ask(question(Register.STUDENT)) is not None
    now[0] += 31
    assert await ours.ask(question(Register.RELEASE)) is not None
    await ours.close()


@pytest.mark.parametrize(
    ("told", "proves"),
    [
        ({}, True),
        ({"held": False, "reference": None}, False),
        ({"reference": None}, False),
        ({"as_of": TODAY + timedelta(days=1)}, False),
        ({"as_of": TODAY - timedelta(days=31)}, True),
        ({"as_of": TODAY - timedelta(days=32)}, False),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TODAY + timedelta(days=1)}, False),
        ({"valid_to": TODAY}, True),
        ({"valid_to": TODAY - timedelta(days=1)}, False),
        ({"valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)}, False),
    ],
)
def test_an_answer_proves_only_within_its_days(told: dict[str, Any], proves: bool) -> None:
    fact: dict[str, Any] = {"answer_id": uuid4(), "register": Register.HOUSEHOLD, "held": True, "as_of": TODAY, "reference": "R-1", **told}
    assert RegisterAnswer(**fact).proves(TODAY) is proves


async def test_what_is_not_signed_is_refused(strings: Strings) -> None:
    body = asked(question(), uuid4())
    assert (await strings.http.post("/registers/v1/PUBLIC_SECURITY/HOUSEHOLD", content=body)).status_code == httpx.codes.UNAUTHORIZED


async def test_the_simulation_answers_in_the_contract(strings: Strings) -> None:
    number = fresh_number()
    await strings.hold("HOUSEHOLD", number, valid_from="2020-01-01")
    for asked_number, held in ((number, True), (fresh_number(), False)):
        body = asked(question(number=asked_number), uuid4())
        headers = signed_headers(body, "register_1", SECRET)
        answer = await strings.http.post("/registers/v1/PUBLIC_SECURITY/HOUSEHOLD", content=body, headers=headers)
        holds("Answer", answer.json())
        assert answer.json()["held"] is held
