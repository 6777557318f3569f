"""No log line holds personal data: not in values, not in messages, not in exception texts (canary people)."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import date

import asyncpg
import pytest
from pydantic import BaseModel

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.writing import half_width
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


SPACED = ("{n}", "ID{n}", "a{n}", "证{n}x", "_{n}", "x={n},", "#{n}/", "\n{n}\n", "no.{n}.", "{n}{n}")
GAPS = ("", " ", "-", "\u3000", "\u00a0", "\u2009", " - "[:2])
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("around", SPACED)
@pytest.mark.parametrize("number", [NUMBER, NUMBER[:17] + "X", CARD, PHONE, "86" + PHONE, NUMBER[:6] + NUMBER[8:17]])
def test_a_corpus_of_writings_of_numbers_is_hidden(script: str, around: str, number: str) -> None:
    """A 17th letter, a gap after every fourth or third digit, any script, anything before and behind: no five digits of it are left."""
    for gap in GAPS:
        for size in (1, 3, 4, 6):
            written = gap.join(number[start : start + size] for start in range(0, len(number), size))
            typed = around.replace("{n}", written).translate({ord(str(digit)): character for digit, character in enumerate(script)})
            left = half_width(redact(f"before {typed} behind"))
            assert sum(character.isdigit() for character in left) < 5, (typed, left)


@pytest.mark.parametrize(
    "text",
    [
        "0192e4a0-1111-7222-8333-444455556666",
        "11111111-2222-3333-4444-555555555555",
        "/benefits/v1/entitlements/0192e4a0-1111-7222-8333-444455556666?on=2024-01-01",
        "a" * 20 + "0123456789" * 4 + "abcd",
        "e480b3db6784e951580311a02661fd42",
        "2026-11-27 10:29:37.692888 to 2026-11-27T10:29:37.692888+00:00",
        "2024-01-01 2024-12-31",
        "440783115001",
        "took 1234567 of 7654321 rows",
        "127.0.0.1:30016",
        "payment_bridge/domain/settlement.py:123",
    ],
)
def test_what_is_ours_stays(text: str) -> None:
    assert redact(text) == text


def test_a_long_line_costs_little() -> None:
    """Ten thousand characters of every kind that begins like a number and is none."""
    line = "12 34-56 " * 400 + "0192e4a0-1111-7222-" * 200 + "1" * 10 + "a" * 2000
    began = time.process_time()
    for _ in range(20):
        redact(line)
    assert time.process_time() - began < 2.0


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
