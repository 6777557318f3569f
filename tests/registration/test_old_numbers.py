"""R-010: an ID of fifteen digits, wherever it is entered, is the person of its eighteen digits."""

from uuid import UUID

from tests.registration.builders import form, fresh_number, insured
from tests.registration.test_unborn import codes
from tests.registration.world import World

CHECKED = 17


def old(number: str) -> str:
    """The same number as the first generation of cards wrote it."""
    assert number[6:8] == "19"
    return number[:6] + number[8:CHECKED]


async def test_the_old_number_is_the_same_person(world: World) -> None:
    """R-010: by a form, a list, a counter's search for who acts for whom: one person, one token; both ways round."""
    number = fresh_number()
    _, participation_id = await world.register(document_number=old(number))
    [row] = await world.rows("SELECT person_id FROM participations WHERE participation_id = $1", UUID(participation_id))
    person_id = row["person_id"]
    [key] = await world.rows("SELECT number FROM person_keys WHERE person_id = $1", person_id)
    assert world.opened(key["number"], "document", str(person_id)) == number, "kept as the number of today"
    caller = world.as_("citizen", "wx:2")
    for written in (number, old(number), f" {old(number)} "):
        assert "ALREADY_REGISTERED" in codes(await world.post("/applications", form(document_number=written), caller))
    answer = await world.imports({"benefit_year": 2023, "people": [insured(document_number=old(number), name="陈大文")]})
    assert answer.status_code == 200, answer.text
    assert len(await world.rows("SELECT FROM participations WHERE person_id = $1", person_id)) == 2
    hers = world.as_("citizen", "wx:old", documents=[old(number)])
    assert (await world.get(f"/persons/{person_id}", hers)).status_code == 200


async def test_fifteen_digits_without_a_day_are_refused_by_field(world: World) -> None:
    """R-004, R-010."""
    number = old(fresh_number())
    for bad in (number[:8] + "1332" + number[12:], number[:-1], "00" + number[2:]):
        answer = await world.post("/applications", form(document_number=bad), world.as_("citizen", "wx:3"))
        assert answer.status_code == 422
        assert {one["field"] for one in answer.json()["reasons"]} == {"document_number"}, answer.text
