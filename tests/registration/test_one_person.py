"""However a number or a name is typed, it is one person with one registration; what is sealed is what the tax office can read."""

import json
from typing import Any

import pytest

from enrolment_events.registration import ParticipationActivatedV1
from tests.registration.builders import form, fresh_number, insured
from tests.registration.world import World

SCRIPTS = ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
DOTTED = "阿卜杜拉\u00b7\u8c48\u5409"


def typed(number: str, digits: str) -> str:
    return number.translate({ord(str(digit)): character for digit, character in enumerate(digits)})


def permit(number: str, **changes: Any) -> dict[str, Any]:
    return form(document_type="HMT_PERMIT", document_number=number, birth_date="1990-01-01", **changes)


async def codes_of(world: World, body: dict[str, Any]) -> set[str]:
    answer = await world.post("/applications", body, world.as_("citizen", "wx:1"))
    assert answer.status_code in {202, 422}, answer.text
    return {reason["code"] for reason in answer.json().get("reasons", [])}


async def people(world: World) -> int:
    [row] = await world.rows("SELECT (SELECT count(*) FROM persons) AS persons, (SELECT count(*) FROM person_keys) AS keys")
    assert row["persons"] == row["keys"]
    return int(row["persons"])


@pytest.mark.parametrize("digits", SCRIPTS)
async def test_a_number_in_other_digits_is_the_same_person(world: World, digits: str) -> None:
    number = fresh_number()
    await world.register(document_number=typed(number, digits))
    before = await people(world)
    assert await codes_of(world, form(document_number=number)) == {"ALREADY_REGISTERED"}
    assert await codes_of(world, form(document_number=typed(number, digits), phone="call me")) == {"ALREADY_REGISTERED", "OTHER"}
    row = insured(document_number=typed(number, digits), name="陈大文")
    answer = await world.imports({"benefit_year": 2023, "people": [row]})
    assert answer.json()["imported"] == 1, answer.text
    assert await people(world) == before
    query = {"document_type": "RESIDENT_ID", "document_number": number}
    assert (await world.post("/persons/search", query, world.as_("clerk"))).status_code == 200


async def test_a_wrong_check_digit_is_wrong_in_every_script(world: World) -> None:
    number = fresh_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    for digits in SCRIPTS:
        assert await codes_of(world, form(document_number=typed(wrong, digits))) == {"ID_CHECKSUM"}


@pytest.mark.parametrize("digits", SCRIPTS)
async def test_numbers_are_sealed_in_plain_digits(world: World, digits: str) -> None:
    number = fresh_number()
    changes = {"document_number": number, "phone": "+8610000000001", "account_number": "9900000000000001", "household_no": "17"}
    written: dict[str, Any] = {name: typed(text, digits) for name, text in changes.items()}
    application_id = await world.apply(**written)
    [row] = await world.rows("SELECT number, form FROM applications WHERE application_id::text = $1", application_id)
    assert world.opened(row["number"], "document", application_id) == number
    told = json.loads(world.read(row["form"], "form", application_id) or "")
    assert (told["phone"], told["account_number"], told["household_no"]) == ("+8610000000001", "9900000000000001", "17")


async def test_an_import_is_sealed_in_plain_digits(world: World) -> None:
    number = fresh_number()
    row = insured(
        document_number=typed(number, SCRIPTS[0]), phone="１００００００００００", account_number="٩٩٠٠٠٠٠٠٠٠٠٠٠٠٠٢", household_no="H٧"
    )
    answer = await world.imports({"benefit_year": 2023, "people": [row]})
    assert answer.json()["refused"] == []
    event = [one for one in await world.published() if isinstance(one.data, ParticipationActivatedV1)][-1]
    told, person = event.data, event.personid
    assert world.opened(told.person.keys[0].number, "document", person) == number
    assert world.opened(told.account.number, "account", person) == "9900000000000002"
    assert world.opened(told.household_no, "household", person) == "H7"


@pytest.mark.parametrize("area", ["٤٤٠٧٨٣١١٥", "４４０７８３１１５", "𝟒40783115"])
async def test_an_area_is_refused_in_other_digits(world: World, area: str) -> None:
    assert await codes_of(world, form(area=area)) == {"UNKNOWN_AREA"}
    for path in ("/renewals", "/overdue-corrections"):
        answer = await world.post(path, {"area": area, **({"benefit_year": 2024} if path == "/renewals" else {})}, world.as_("operator"))
        assert answer.status_code == 422, path
    assert (await world.get("/progress", world.as_("clerk"), benefit_year=2024, area=area)).status_code == 422


@pytest.mark.parametrize(
    ("first", "renewed"),
    [("H1234567800", "H1234567801"), ("m8765432100", "M87654321"), ("0123456701", "01234567"), ("H11112222", "H١١١١٢٢٢٢٠٣")],
)
async def test_a_renewed_permit_is_the_same_person(world: World, first: str, renewed: str) -> None:
    application_id, _ = await world.register(**permit(first, **await world.by_permit()))
    before = await people(world)
    assert await codes_of(world, permit(renewed, **await world.by_permit())) == {"ALREADY_REGISTERED"}
    assert await people(world) == before
    [row] = await world.rows(
        "SELECT k.person_id, k.number FROM person_keys AS k JOIN applications USING (token) WHERE application_id::text = $1", application_id
    )
    assert world.opened(row["number"], "document", row["person_id"]) == first.upper()


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("HMT_PERMIT", "H2345678900", "M2345678900"),
        ("CN_PASSPORT", "EA1234567", "EA1234568"),
        ("FOREIGN_PR", "ABC123456789012", "ABC123456789013"),
    ],
)
async def test_a_new_passport_or_card_is_nobody_known(world: World, kind: str, one: str, other: str) -> None:
    """Two numbers are one person only if somebody links them."""
    before = await people(world)
    for number in (one, other):
        await world.register(document_type=kind, document_number=number, birth_date="1990-01-01", **await world.by_permit())
    assert await people(world) == before + 2


@pytest.mark.parametrize("dot", "\u00b7\u2022\u30fb\u2027\uff0e\uff65")
async def test_a_name_with_any_dot_is_the_same_name(world: World, dot: str) -> None:
    number = fresh_number()
    name = f"阿卜杜拉 {dot} \uf900吉"  # U+F900 is 豈 (U+8C48) for compatibility
    application_id, _ = await world.register(document_number=number, name=name)
    assert await codes_of(world, form(document_number=number, name=DOTTED)) == {"ALREADY_REGISTERED"}
    assert await codes_of(world, form(document_number=number, name="阿卜杜拉豈吉")) == {"ALREADY_REGISTERED", "IDENTITY_DIFFERS"}
    [row] = await world.rows("SELECT name FROM applications WHERE application_id::text = $1", application_id)
    assert world.opened(row["name"], "name", application_id) == name


async def test_a_decomposed_name_is_the_same_name(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number, name="Jose\u0301 Müller")
    assert await codes_of(world, form(document_number=number, name="José Mu\u0308ller")) == {"ALREADY_REGISTERED"}


async def test_zero_in_a_name_is_a_character(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number, name="李\u3007")
    assert await codes_of(world, form(document_number=number, name="李○")) == {"ALREADY_REGISTERED", "IDENTITY_DIFFERS"}
