"""No log line holds personal data: not in values, not in messages, not in exception texts (canary people)."""

import json
import logging
from collections.abc import Iterator
from datetime import date

import asyncpg
import pytest
from pydantic import BaseModel

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from service_runtime.logs import configure_logs, describe, get_logger, redact, redact_message
from tests.service_runtime.sample_service import Sample

NUMBER = fictitious_id(date(1990, 5, 17), 42, Sex.MALE)
NAME = "欧阳金丝雀"
CARD = "6222023602899998372"
PHONE = "13800138000"
CANARIES = (NUMBER, NAME, CARD, PHONE, NUMBER[:17] + "X")


class Form(BaseModel):
    """A form that refuses its content."""

    age: int


@pytest.fixture
def configured() -> Iterator[None]:
    configure_logs("DEBUG")
    yield
    configure_logs("INFO")


def no_canary(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


@pytest.mark.parametrize(
    "text", [NUMBER, NUMBER[:17] + "x", CARD, PHONE, "H12345678", "EA1234567", "6222 0236 0289 9998 372", f"人员{NUMBER}有误"]
)
def test_numbers_of_people_are_hidden(text: str) -> None:
    assert redact(f"a {text} b").replace("***", "").replace("人员", "").replace("有误", "").split() == ["a", "b"]


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
@pytest.mark.parametrize("text", [NUMBER, CARD, PHONE, "H12345678", "EA1234567", "6222 0236 0289 9998 372"])
def test_numbers_are_hidden_in_digits_of_any_script(digits: str, text: str) -> None:
    typed = text.translate({ord(str(digit)): character for digit, character in enumerate(digits)})
    assert redact(f"於 {typed}，{typed} 。") == "於 ***，*** 。"


@pytest.mark.parametrize("name", ["李\u3007", "\uf9d1明", "\U00020bb7野", "阿里•买买提", "阿里‧买买提"])
def test_no_character_of_a_name_is_left_of_a_message(name: str) -> None:
    assert redact_message(f"no {name} here") == "no *** here"


@pytest.mark.parametrize("text", ["2024-01-01", "406.00", "440783115", "0192e4a0-1111-7222-8333-444455556666", "took 1234567 rows"])
def test_dates_money_areas_and_ids_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.usefixtures("configured")
def test_values_nested_values_and_messages(capsys: pytest.CaptureFixture[str]) -> None:
    get_logger("canary").info(
        "person.seen",
        name=NAME,
        doc_number=NUMBER,
        note=f"call {PHONE}",
        rows=[{"account": CARD, "holder": NAME}, (NUMBER,)],
        number=int(CARD),
    )
    logging.getLogger("some.library").warning("failed for %s with card %s", NUMBER, CARD)
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["person.seen", "failed for *** with card ***"]
    no_canary("".join(lines))


@pytest.mark.usefixtures("configured")
def test_exceptions(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        Form.model_validate({"age": NAME})
    except ValueError:
        get_logger("canary").exception("form.broken")
    try:
        raise LookupError(f"no row for {NUMBER}, phone {PHONE}")
    except LookupError:
        logging.getLogger("some.library").exception("lookup")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["exception"].split(":")[0] for line in lines] == ["ValidationError", "LookupError"]
    assert all(line["frames"] for line in lines)
    no_canary(json.dumps(lines, ensure_ascii=False))


async def two_notes(sample: Sample, insert: str) -> None:
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(insert, NAME)


async def test_a_constraint_names_itself_and_not_its_row(sample: Sample) -> None:
    insert = (
        "INSERT INTO notes (id, owner, area, text) VALUES (gen_random_uuid(), 'x', '440783', $1), (gen_random_uuid(), 'x', '440783', $1)"
    )
    with pytest.raises(asyncpg.UniqueViolationError) as broken:
        await two_notes(sample, insert)
    assert describe(broken.value) == "UniqueViolationError 23505 one_note_per_text"
    no_canary(describe(broken.value))


async def test_requests_of_canary_people_leave_no_trace_in_the_log(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    for number, text in enumerate(CANARIES):
        for kind in ("plain", "broken", "refused"):
            await sample.take(text, f"canary-{number}-{kind}", kind=kind, subject=f"wx:{number}")
        await sample.take(text, f"canary-{number}-again")
        await sample.client.get(f"/sample/v1/notes/{text}", headers=sample.as_citizen())
    lines = capsys.readouterr().err
    assert lines.count('"request.failed"') >= len(CANARIES)
    no_canary(lines)
    assert "wx:" not in lines
    metrics = (await sample.client.get("/metrics")).text
    no_canary(metrics)
    assert 'route="/sample/v1/notes/{note_id}"' in metrics
