"""Two records of one person become one: R-026, V-31. No cover is lost, nobody is insured twice by it, and it is told."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from enrolment_events.registration import MandateChangedV1, PersonIdentityUpdatedV1, PersonMergedV1
from enrolment_terms.benefit_year import SHANGHAI
from registration.repository.person_merges import WITH_A_RULE
from registration.tables import metadata
from tests.registration.builders import AUTUMN, employed, form, fresh_number, insured, settled
from tests.registration.listed import applied
from tests.registration.sheets.made import xlsx
from tests.registration.world import World

TOWN = "440783115"


async def two_records(
    world: World, number: str | None = None, birth_date: str = "1986-05-12"
) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    """Last year's insured under an old passport, and this year's registration by resident ID: (rows of both, numbers)."""
    passport, number = f"E{fresh_number()[-9:-1]}", number or fresh_number()
    old = insured(document_type="CN_PASSPORT", document_number=passport, birth_date=birth_date, name="陈大文", area=TOWN)
    await world.imports({"benefit_year": 2023, "people": [old]}, ["440783"])
    _, participation_id = await world.register(document_number=number)
    await world.hear(settled(participation_id))
    found = await world.client.post(
        "/registration/v1/persons/search",
        json={"document_type": "CN_PASSPORT", "document_number": passport},
        headers=world.as_("clerk"),
    )
    person_id = UUID(found.json()["person_id"])
    [last] = await world.rows("SELECT * FROM participations WHERE person_id = $1", person_id)
    return last, await world.participation(participation_id), passport, number


async def merge(world: World, kept: UUID, document: dict[str, str], *, by: tuple[str, str] = ("reviewer:1", "reviewer:2")) -> Any:
    """What the second of two is answered."""
    body = {"document": document, "reason": "同一人"}
    answer = None
    for subject in by:
        answer = await world.post(f"/persons/{kept}/merges", body, world.as_("reviewer", subject))
    return answer


def by_passport(number: str) -> dict[str, str]:
    return {"document_type": "CN_PASSPORT", "document_number": number}


def by_id(number: str) -> dict[str, str]:
    return {"document_type": "RESIDENT_ID", "document_number": number}


def test_every_table_with_a_person_has_a_rule() -> None:
    assert {table.name for table in metadata.sorted_tables if "person_id" in table.c} == WITH_A_RULE


async def test_a_newborn_of_a_roster_is_that_of_the_kept_record(world: World) -> None:
    """H-B7, R-026: its parent is reminded under whichever of his documents the roster of before named him."""
    old, now, passport, _ = await two_records(world)
    titles, mother = (
        ["姓名", "证件类型", "证件号码", "性别", "出生日期", "人群", "居住区划", "父母证件类型", "父母证件号码"],
        ["CN_PASSPORT", passport],
    )
    row = ["陈小小", "BIRTH_CERT", "O440000777", "女", "2023-09-20", "新生儿", TOWN, *mother]
    await applied(world, xlsx(["名单"], titles, row), world.as_("clerk", "clerk:1"), kind="ROSTER", area=TOWN, benefit_year="2024")
    query = "SELECT parent_person_id FROM known_residents WHERE birth_date = '2023-09-20'"
    await world.rows("UPDATE known_residents SET parent_person_id = $1 WHERE birth_date = '2023-09-20'", old["person_id"])
    assert (await merge(world, now["person_id"], by_passport(passport))).status_code == 200
    assert await world.rows(query) == [{"parent_person_id": now["person_id"]}]


async def test_the_marks_of_one_record_pay_what_the_other_owes(world: World) -> None:
    """R-038, R-042: subsidised under the old passport; the bill of the resident ID was to be paid by himself."""
    passport, number = f"E{fresh_number()[-9:-1]}", fresh_number()
    old = insured(document_type="CN_PASSPORT", document_number=passport, birth_date="1986-05-12", name="陈大文", area=TOWN)
    await world.imports({"benefit_year": 2023, "people": [old]}, ["440783"])
    told = {"name": "陈大文", **by_passport(passport), "category": "SUB01", "action": "ADD", "effective_on": "2023-08-01", "area": TOWN}
    body = {"list_month": "2023-08", "people": [told]}
    world.clock.move_to(datetime(2023, 8, 20, 9, tzinfo=SHANGHAI))
    for subject in ("department:1", "department:2"):
        await world.post("/subsidy-lists", body, world.as_("department", subject, organisation="CIVIL_AFFAIRS"))
    world.clock.move_to(AUTUMN)
    _, participation_id = await world.register(document_number=number)
    before = await world.participation(participation_id)
    answer = await merge(world, before["person_id"], by_passport(passport))
    assert answer.status_code == 200, answer.text
    after = await world.participation(participation_id)
    assert (before["payer"], after["payer"], after["state"]) == ("PERSON", "FINANCE", "ACTIVE")
    assert (await world.published(participation_id))[-1].data.payer == "FINANCE"


async def test_documents_cover_and_facts_are_one_persons(world: World) -> None:
    """registration.person.merged."""
    last, this, passport, _ = await two_records(world)
    kept, merged = this["person_id"], last["person_id"]
    await world.hear(employed(merged, 1, paid_on=None))
    answer = await merge(world, kept, by_passport(passport))
    assert answer.status_code == 200, answer.text
    assert {one["kind"] for one in answer.json()["documents"]} == {"RESIDENT_ID", "CN_PASSPORT"}
    years = await world.rows("SELECT benefit_year, state FROM participations WHERE person_id = $1 ORDER BY benefit_year", kept)
    assert [(row["benefit_year"], row["state"]) for row in years] == [(2023, "ACTIVE"), (2024, "ACTIVE")]
    moved = await world.participation(str(last["participation_id"]))
    assert world.opened(moved["account_number"], "account", kept) == "9900000000000002"
    found = await world.client.post("/registration/v1/persons/search", json=by_passport(passport), headers=world.as_("clerk"))
    assert found.json()["person_id"] == str(kept)
    told = await world.published()
    [one] = [event for event in told if isinstance(event.data, PersonMergedV1) and event.subject == str(merged)]
    assert (one.data.kept_person_id, one.data.merged_person_id) == (kept, merged)
    after = told[told.index(one) + 1 :]
    assert {event.personid for event in after} == {kept}
    [identity] = [event.data for event in after if isinstance(event.data, PersonIdentityUpdatedV1)]
    assert len(identity.person.keys) == 2


async def test_what_is_heard_of_the_other_record_later_is_this_persons(world: World) -> None:
    last, this, passport, _ = await two_records(world)
    await merge(world, this["person_id"], by_passport(passport))
    world.clock.move_to(AUTUMN.replace(year=2024, month=5))
    await world.hear(employed(last["person_id"], 1))
    assert (await world.participation(str(this["participation_id"])))["state"] == "SUSPENDED"


async def test_of_one_year_one_participation_stands(world: World) -> None:
    """The paid one, and the other is ended as a duplicate; then the same person is registered already (V-31)."""
    _, this, passport, number = await two_records(world)
    world.clock.move_to(datetime(2023, 10, 25, 9, tzinfo=SHANGHAI))
    await world.post("/renewals", {"benefit_year": 2024, "area": TOWN}, world.as_("operator"))
    await merge(world, this["person_id"], by_passport(passport))
    years = await world.rows(
        "SELECT state, state_reason FROM participations WHERE person_id = $1 AND benefit_year = 2024", this["person_id"]
    )
    assert sorted((row["state"], row["state_reason"] or "") for row in years) == [("ACTIVE", ""), ("CANCELLED", "DUPLICATE")]
    refused = await world.post("/applications", form(document_number=number, benefit_year=2024), world.as_("citizen", "wx:1"))
    assert [one["code"] for one in refused.json()["reasons"]] == ["ALREADY_REGISTERED"]


async def test_asked_both_ways_at_once_it_ends_as_one(world: World) -> None:
    last, this, passport, number = await two_records(world)
    one, other = this["person_id"], last["person_id"]
    both = ((one, by_passport(passport)), (other, by_id(number)))
    for kept, document in both:
        await world.post(f"/persons/{kept}/merges", {"document": document, "reason": "同一人"}, world.as_("reviewer", "reviewer:1"))
    answers = await asyncio.gather(
        *(
            world.post(f"/persons/{kept}/merges", {"document": document, "reason": "同一人"}, world.as_("reviewer", "reviewer:2"))
            for kept, document in both
        )
    )
    assert {answer.status_code for answer in answers} <= {200, 404, 409}
    assert 200 in {answer.status_code for answer in answers}
    left = await world.rows("SELECT DISTINCT person_id FROM person_keys WHERE person_id = ANY($1)", [one, other])
    assert len(left) == 1
    told = [*await world.published(one), *await world.published(other)]
    assert len([event for event in told if isinstance(event.data, PersonMergedV1)]) == 1


async def test_a_mandate_for_the_other_record_holds_and_is_told(world: World) -> None:
    """registration.mandate.changed."""
    last, this, passport, _ = await two_records(world)
    body = {
        "kind": "AGENT", "subject": "wx:helper", "area": TOWN, "paper": "POWER_OF_ATTORNEY", "until_on": "2023-12-31",
        "document_type": "CN_PASSPORT", "document_number": passport,
    }  # fmt: skip
    made = await world.mandate(body, world.as_("clerk"))
    assert made.status_code == 201, made.text
    await merge(world, this["person_id"], by_passport(passport))
    mandate = made.json()["mandate_id"]
    told = [event for event in await world.published(mandate) if isinstance(event.data, MandateChangedV1)]
    assert [event.personid for event in told] == [last["person_id"], this["person_id"]]
    assert [event.aggregateversion for event in told] == [1, 2]


async def test_one_reviewer_alone_or_of_another_county_merges_nothing(world: World) -> None:
    _, this, passport, _ = await two_records(world)
    body = {"document": by_passport(passport), "reason": "同一人"}
    first = await world.post(f"/persons/{this['person_id']}/merges", body, world.as_("reviewer", "reviewer:1"))
    again = await world.post(f"/persons/{this['person_id']}/merges", body, world.as_("reviewer", "reviewer:1"))
    assert (first.status_code, again.status_code) == (202, 202)
    foreign = await world.post(f"/persons/{this['person_id']}/merges", body, world.as_("reviewer", "reviewer:9", ["440781"]))
    assert foreign.status_code == 404
    unknown = {"document": by_passport("E00000000"), "reason": "同一人"}
    for subject in ("reviewer:1", "reviewer:2"):
        answer = await world.post(f"/persons/{this['person_id']}/merges", unknown, world.as_("reviewer", subject))
    assert (answer.status_code, answer.json()["code"]) == (409, "ASK_OFFICE")


async def test_a_mark_of_both_is_one_mark(world: World) -> None:
    last, this, passport, number = await two_records(world)
    for kind, told in (("CN_PASSPORT", passport), ("RESIDENT_ID", number)):
        row = {"name": "陈大文", "document_type": kind, "document_number": told, "category": "SUB01", "action": "ADD"}
        body = {"list_month": "2023-09", "people": [{**row, "effective_on": "2023-10-01", "area": TOWN}]}
        for subject in ("department:1", "department:2"):
            answer = await world.post("/subsidy-lists", body, world.as_("department", subject, organisation="CIVIL_AFFAIRS"))
        assert answer.json()["marked"] == 1
    await merge(world, this["person_id"], by_passport(passport))
    marks = await world.rows("SELECT person_id FROM subsidy_marks WHERE person_id = ANY($1)", [this["person_id"], last["person_id"]])
    assert [mark["person_id"] for mark in marks] == [this["person_id"]]
