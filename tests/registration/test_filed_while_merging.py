"""What is filed for one record while it becomes another's is that person's from the start, whoever comes first: R-010, R-026, V-31."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.registration import MandateChangedV1
from enrolment_terms.documents import Document, DocumentType
from registration.domain.filer import Filer
from registration.domain.scope import Scope
from registration.endpoints.items import items_of
from registration.schemas.applications import ApplicationForm
from registration.use_cases.merge_persons import merge_persons
from registration.use_cases.submit_application import submit_application
from service_runtime import Transaction
from tests.registration.builders import AUTUMN, TOWN, check_completed, fresh_number, insured
from tests.registration.test_at_once import WAITS, in_its_own_transaction
from tests.registration.test_mandates import decide
from tests.registration.test_merging import by_passport
from tests.registration.test_services import approve, asking
from tests.registration.world import World

REVIEWER = Scope("reviewer:9", ["440783%"], day=AUTUMN.date())
Second = Callable[[], Awaitable[Any]]


def fresh_passport() -> str:
    return f"E{fresh_number()[-9:-1]}"


async def two_records(world: World, passport: str | None = None) -> tuple[UUID, UUID, str, str]:
    """(person to be kept, person to be merged, passport of the merged, day of birth); both insured last year."""
    passport, number = passport or fresh_passport(), fresh_number()
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    old = insured(document_type="CN_PASSPORT", document_number=passport, birth_date=born, name="陈大文", area=TOWN)
    await world.imports({"benefit_year": 2023, "people": [old, insured(document_number=number, name="陈大文")]}, ["440783"])
    found = []
    for told in (by_passport(passport), {"document_type": "RESIDENT_ID", "document_number": number}):
        answer = await world.client.post("/registration/v1/persons/search", json=told, headers=world.as_("clerk"))
        found.append(UUID(answer.json()["person_id"]))
    return found[1], found[0], passport, born


def merging(kept: UUID, passport: str) -> Callable[[Transaction], Awaitable[Any]]:
    return lambda tx: merge_persons(tx, kept, Document(DocumentType.CN_PASSPORT, passport), "同一人", REVIEWER)


async def beside(world: World, first: Callable[[Transaction], Awaitable[Any]], second: Second) -> Any:
    """What the second of the two is answered, who began before the first committed."""
    async with world.database.transaction() as tx:
        await first(tx)
        other = asyncio.ensure_future(second())
        while not (other.done() or await world.rows(WAITS)):
            pass
    return await other


def contact_change(passport: str, born: str) -> dict[str, Any]:
    told = {"document_type": "CN_PASSPORT", "birth_date": born, "sex": "男", "benefit_year": 2023}
    return asking("contact_change", passport, phone="10000000088") | told


async def owner(world: World, application_id: str) -> UUID:
    [row] = await world.rows("SELECT person_id FROM applications WHERE application_id = $1", UUID(application_id))
    found: UUID = row["person_id"]
    return found


@pytest.mark.parametrize("merge_first", [True, False])
async def test_an_application_filed_while_two_records_become_one_is_the_persons(world: World, merge_first: bool) -> None:
    """R-026: over the counter, in both orders; it stands in the person's file before it is decided, and is decided for him."""
    kept, merged, passport, born = await two_records(world)
    body = contact_change(passport, born)
    clerk = world.as_("clerk", "clerk:files")

    async def file() -> str:
        answer = await world.post("/applications", body, clerk)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["application_id"])

    async def submit(tx: Transaction) -> str:
        form, filer = (
            ApplicationForm.model_validate_json(json.dumps(body)).answers(),
            Filer("clerk:files", frozenset({"clerk"}), areas=("440783",)),
        )
        return str((await submit_application(tx, items_of(world.runtime), form, filer)).application_id)

    if merge_first:
        application_id = await beside(world, merging(kept, passport), file)
    else:
        filed: list[str] = []

        async def first(tx: Transaction) -> None:
            filed.append(await submit(tx))

        await beside(world, first, lambda: in_its_own_transaction(world, merging(kept, passport)))
        [application_id] = filed
    assert await owner(world, application_id) == kept != merged
    timeline = await world.get(f"/persons/{kept}/timeline", world.as_("auditor"))
    assert application_id in timeline.text
    assert (await approve(world, application_id))["state"] == "APPROVED"


async def test_a_correction_made_meanwhile_is_the_persons(world: World) -> None:
    """R-004, R-026."""
    kept, _, passport, born = await two_records(world)
    clerk, body = world.as_("clerk", "clerk:files"), contact_change(passport, born)
    application_id = (await world.post("/applications", body, clerk)).json()["application_id"]
    back = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER", "msg": "请核对"}]}
    assert (await world.post(f"/applications/{application_id}/decision", back, world.as_("reviewer"))).status_code == 200
    again = body | {"phone": "10000000089"}
    answer = await beside(world, merging(kept, passport), lambda: world.post(f"/applications/{application_id}/corrections", again, clerk))
    assert answer.status_code == 202, answer.text
    assert await owner(world, application_id) == kept


def asks(passport: str) -> dict[str, Any]:
    """A mandate for whoever has the passport."""
    return {
        "kind": "AGENT", "subject": "wx:helper", "area": TOWN, "paper": "POWER_OF_ATTORNEY", "until_on": "2023-12-31",
        "document_type": "CN_PASSPORT", "document_number": passport,
    }  # fmt: skip


async def told_to(world: World, mandate_id: str) -> tuple[UUID, UUID | None]:
    """Whose mandate it is, and whose it was last told to be."""
    [row] = await world.rows("SELECT person_id FROM mandates WHERE mandate_id = $1", UUID(mandate_id))
    told = [event for event in await world.published(mandate_id) if isinstance(event.data, MandateChangedV1)]
    return row["person_id"], told[-1].personid


async def test_a_mandate_recorded_meanwhile_holds_for_the_person(world: World) -> None:
    """B2, R-026, registration.mandate.changed."""
    kept, _, passport, _ = await two_records(world)
    made = await beside(world, merging(kept, passport), lambda: world.mandate(asks(passport), world.as_("clerk")))
    assert made.status_code == 201, made.text
    assert await told_to(world, made.json()["mandate_id"]) == (kept, kept)


async def test_a_mandate_confirmed_meanwhile_holds_for_the_person(world: World) -> None:
    """B2, R-026, registration.mandate.changed: asked for before anybody was known by the document."""
    passport = fresh_passport()
    made = await world.mandate(asks(passport), world.as_("agent", "wx:helper"))
    assert made.status_code == 201, made.text
    kept, *_ = await two_records(world, passport)
    mandate_id = made.json()["mandate_id"]
    answer = await beside(world, merging(kept, passport), lambda: decide(world, mandate_id))
    assert answer.status_code == 200, answer.text
    assert await told_to(world, mandate_id) == (kept, kept)


async def test_a_check_that_was_asked_for_meanwhile_asks_of_the_person(world: World) -> None:
    """R-026, R-120: dedup hears the enrolment under the record that is left."""
    kept, _, passport, born = await two_records(world)
    body = await world.by_permit() | {"document_type": "CN_PASSPORT", "document_number": passport, "birth_date": born}

    async def file() -> str:
        return await world.apply(**body)

    application_id = await beside(world, merging(kept, passport), file)
    [asked] = await world.asked(application_id)
    assert (asked.personid, await owner(world, application_id)) == (kept, kept)
    await world.hear(check_completed(application_id))
