"""One-thing services (一件事联办): one submission, several applications, each with its own state, reasons and missing list."""

from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from registration.domain.application_form import FormAnswers
from registration.domain.bundle import BundlePart
from registration.domain.filer import Filer
from registration.items import BadItems, declared_items
from registration.items.bundles import declared_bundles
from registration.use_cases.submit_bundle import read_parts, send_part_again
from service_runtime import Transaction
from tests.registers.platforms import Strings
from tests.registration.builders import check_completed, form, fresh_number
from tests.registration.test_at_once import at_once
from tests.registration.world import World

APRIL_2 = datetime(2024, 4, 2, 9, tzinfo=SHANGHAI)
_children = count(200)


class Family:
    """A mother who is registered, her newborn, and her login, which acts for both."""

    def __init__(self, world: World) -> None:
        self.world, self.mother, self.child = world, fresh_number(), fictitious_id(date(2024, 3, 10), next(_children), Sex.MALE)
        self.login = f"wx:{self.child}"
        self.caller = world.as_("citizen", self.login, documents=[self.mother, self.child])

    async def comes_in_april(self) -> "Family":
        """Registered in the autumn; the child is three weeks old."""
        await self.world.register(document_number=self.mother)
        self.world.clock.move_to(APRIL_2)
        self.book = await self.world.paper("HOUSEHOLD_BOOK", self.caller)
        return self

    @property
    def enrolment(self) -> dict[str, Any]:
        """The child's, complete."""
        return form(item="newborn_enrolment", document_number=self.child, category="NEWBORN", benefit_year=2024, materials=[self.book])

    @property
    def contact(self) -> dict[str, Any]:
        """The mother's new telephone number."""
        return {"item": "contact_change", "document_number": self.mother, "phone": "10000000055"}

    async def submits(self, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A birth bundle; name, place and year are told once."""
        shared = {name: form()[name] for name in ("name", "sex", "document_type", "area", "confirmed")} | {"benefit_year": 2024}
        answer = await self.world.post("/bundles", {"bundle": "birth", "shared": shared, "parts": list(parts), **more}, self.caller)
        assert answer.status_code == 202, answer.text
        assert answer.headers["location"] == f"/registration/v1/bundles/{answer.json()['bundle_id']}"
        told: dict[str, Any] = answer.json()
        return told

    async def reads(self, bundle: dict[str, Any]) -> list[dict[str, Any]]:
        """Its parts as they are now."""
        answer = await self.world.get(f"/bundles/{bundle['bundle_id']}", self.caller)
        assert answer.status_code == 200, answer.text
        parts: list[dict[str, Any]] = answer.json()["parts"]
        return parts

    async def sends_again(self, bundle: dict[str, Any], part_no: int, body: dict[str, Any], **headers: str) -> httpx.Response:
        """One part alone."""
        return await self.world.post(f"/bundles/{bundle['bundle_id']}/parts/{part_no}", body, self.caller, **headers)

    @property
    def filer(self) -> Filer:
        """The login, as the domain reads it."""
        numbers = [Document.read(DocumentType.RESIDENT_ID, number) for number in (self.mother, self.child)]
        return Filer(self.login, frozenset({"citizen"}), documents=tuple(self.world.runtime.vault.identity_token(one) for one in numbers))


def states(parts: list[dict[str, Any]]) -> list[str | None]:
    return [one["state"] for one in parts]


async def test_a_paper_that_two_parts_need_is_handed_in_once(world: World) -> None:
    """R-013, R-068: both parts name it; the one that is sent again names it, too."""
    family = await Family(world).comes_in_april()
    contact = family.contact | {"materials": [family.book]}
    told = await family.submits(family.enrolment, contact | {"phone": "12"})
    assert [part["application_id"] is None for part in told["parts"]] == [False, True]
    shared = {name: form()[name] for name in ("name", "sex", "document_type", "area", "confirmed")} | {"benefit_year": 2024}
    answer = await world.post(f"/bundles/{told['bundle_id']}/parts/2", shared | contact, family.caller)
    assert [part["reasons"] for part in answer.json()["parts"]] == [[], []], answer.text
    again = await family.submits(family.contact | {"materials": [family.book], "document_number": fresh_number()})
    assert "MATERIAL_INVALID" in {one["code"] for one in again["parts"][0]["reasons"]}, "it is of that submission"


async def test_one_part_lacks_an_account_and_the_other_goes_on(world: World) -> None:
    """R-068 of 2 April: the contact is under way, the insurance lacks its account; sent again alone it goes on, too."""
    family = await Family(world).comes_in_april()
    lacking = {name: told for name, told in family.enrolment.items() if name != "account_number"}
    bundle = await family.submits(lacking, family.contact)
    newborn, contact = bundle["parts"]
    assert (newborn["state"], newborn["application_id"], newborn["reasons"]) == (None, None, [])
    assert [one["label"] for one in newborn["missing"]] == ["银行账号"]
    assert (contact["state"], contact["reasons"], contact["missing"]) == ("UNDER_REVIEW", [], [])
    assert await family.reads(bundle) == bundle["parts"]
    still = (await family.sends_again(bundle, 1, lacking | {"name": None})).json()["parts"]
    assert [one["label"] for one in still[0]["missing"]] == ["姓名", "银行账号"], "what it lacks now"
    again = (await family.sends_again(bundle, 1, family.enrolment | {"item": "stop"})).json()["parts"]
    assert states(again) == ["CHECK_PENDING", "UNDER_REVIEW"]
    await world.hear(check_completed(again[0]["application_id"], at=world.clock.now()))
    await world.post(f"/applications/{contact['application_id']}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert states(await family.reads(bundle)) == ["UNDER_REVIEW", "APPROVED"], "each is decided by itself"
    [row] = await world.rows("SELECT item FROM applications WHERE application_id = $1", UUID(again[0]["application_id"]))
    assert row["item"] == "newborn_enrolment", "a part stays what it was asked as"


async def test_the_same_key_is_the_same_bundle_and_an_accepted_part_stays(world: World) -> None:
    """R-068: nothing is filed twice."""
    family = await Family(world).comes_in_april()
    body = {"bundle": "birth", "parts": [family.enrolment]}
    first, second = [await world.post("/bundles", body, family.caller, **{"Idempotency-Key": family.login}) for _ in range(2)]
    assert first.json() == second.json()
    again = (await family.sends_again(first.json(), 1, family.enrolment)).json()["parts"]
    assert again == first.json()["parts"]
    [row] = await world.rows("SELECT count(*) AS filed FROM applications WHERE filed_by = $1", family.login)
    assert row["filed"] == 1


async def test_a_part_sent_again_twice_at_once_is_one_application(world: World) -> None:
    """R-068: the second waits, and finds it accepted."""
    family = await Family(world).comes_in_april()
    bundle = await family.submits({**family.contact, "phone": None})
    known = UUID(bundle["bundle_id"])
    known_of_her = {name: form()[name] for name in ("name", "sex", "document_type", "area", "confirmed")}
    answers = FormAnswers(**known_of_her, **family.contact, benefit_year=2024)

    async def send(tx: Transaction) -> BundlePart:
        await send_part_again(tx, declared_items(), declared_bundles(), known, 1, answers, family.filer)
        return (await read_parts(tx, known, family.login))[1][0]

    first, second, waited = await at_once(world, send, send)
    assert (first.application_id, waited) == (second.application_id, True)
    assert first.application_id is not None


async def test_registers_are_asked_about_each_of_the_people(sharing: World, strings: Strings) -> None:
    """R-005, R-068: twins without a paper; the household register has both."""
    family = Family(sharing)
    twins = [family.child, fictitious_id(date(2024, 3, 10), next(_children), Sex.MALE)]
    family.caller = sharing.as_("citizen", family.login, documents=twins)
    for one in twins:
        await strings.hold("HOUSEHOLD", one)
    enrolment = {"item": "newborn_enrolment", "category": "NEWBORN", "benefit_year": 2024, "materials": []}
    bundle = await family.submits(*(form(document_number=one, **enrolment) for one in twins))
    assert [(part["missing"], part["reasons"]) for part in bundle["parts"]] == [([], [])] * 2
    assert all(part["application_id"] for part in bundle["parts"])


async def test_what_is_not_of_the_bundle_or_not_of_the_filer_is_refused_alone(world: World) -> None:
    """R-068, R-004: a strange item, a stranger's application, and no item at all, each with its reason; the good one goes on."""
    family = await Family(world).comes_in_april()
    stranger = {**family.contact, "document_number": fresh_number()}
    bundle = await family.submits({**family.contact, "item": "stop"}, stranger, {"document_number": family.mother}, family.contact)
    told = [[one["code"] for one in part["reasons"]] for part in bundle["parts"]]
    assert told == [["OTHER"], ["NOT_BOUND"], ["OTHER"], []]
    assert states(bundle["parts"]) == [None, None, None, "UNDER_REVIEW"]
    [kept] = await world.rows("SELECT string_agg(faults, '') AS faults FROM bundle_parts WHERE bundle_id = $1", UUID(bundle["bundle_id"]))
    assert "NOT_BOUND" not in kept["faults"], "sealed"


async def test_a_bundle_is_its_filers_alone(world: World) -> None:
    """R-068: to others, offices too, it is as one that there is not; a kind or part that there is not is told."""
    family = await Family(world).comes_in_april()
    bundle = await family.submits(family.contact)
    for other in (world.as_("citizen", "wx:other"), world.as_("clerk"), world.as_("agent", "agent:1")):
        there, nowhere = [await world.get(f"/bundles/{one}", other) for one in (bundle["bundle_id"], uuid4())]
        sent = await world.post(f"/bundles/{bundle['bundle_id']}/parts/1", family.contact, other)
        assert {(one.status_code, one.json()["code"]) for one in (there, nowhere, sent)} == {(404, "NOT_FOUND")}
    assert (await family.sends_again(bundle, 2, family.contact)).json()["code"] == "NOT_FOUND"
    unknown = await world.post("/bundles", {"bundle": "marriage", "parts": [family.contact]}, family.caller)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "BUNDLE_KIND_NOT_FOUND")


async def test_the_kinds_are_served_with_items_of_ours_only(world: World) -> None:
    """R-068: 员工录用, 灵活就业, 出生 「一件事」."""
    answer = await world.client.get("/registration/v1/bundle-kinds", params={"area": "440783"})
    told = {one["bundle"]: (one["title"], [item["item"] for item in one["items"]]) for one in answer.json()["items"]}
    assert sorted(told) == ["birth", "employment", "flexible"]
    assert told["birth"] == ("出生“一件事”", ["newborn_enrolment", "identity_change", "account_change", "contact_change"])


def test_a_bundle_of_an_item_that_there_is_not_is_no_start(tmp_path: Path) -> None:
    """Told by its file, as items are; an installation adds and replaces."""
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / "birth.yaml").write_text("title: 出生\nclause: 市规定\nitems: [contact_change]\n", encoding="utf-8")
    assert declared_bundles(tmp_path)["birth"].items == ("contact_change",)
    (folder / "move.yaml").write_text("title: 迁居\nclause: 市规定\nitems: [house]\n", encoding="utf-8")
    declared_bundles.cache_clear()
    with pytest.raises(BadItems, match=r"bundles/move.yaml:1: 没有事项 house"):
        declared_bundles(tmp_path)
