"""What the state knows of a parent is asked of registers, not of the parents; and of nobody who is none (R-005, R-012, R-017)."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from tests.registers.platforms import Strings
from tests.registration.builders import AUTUMN, employed, form, fresh_child, fresh_number, insured
from tests.registration.sharing import missing
from tests.registration.world import World

WORK = "materials.WORK_PROOF"


@pytest.fixture
async def sharing(sharing: World, strings: Strings) -> World:
    """In the concentrated period for 2024."""
    sharing.clock.move_to(AUTUMN)
    await strings.at(AUTUMN.date())
    return sharing


def parent(number: str, name: str = "陈父", kind: str = "RESIDENT_ID") -> dict[str, str]:
    return {"parent_name": name, "parent_document_type": kind, "parent_document_number": number}


def migrant_child(number: str, father: dict[str, str], **more: Any) -> dict[str, Any]:
    """A child at no school here, of somebody who works here."""
    told = {"category": "MIGRANT_CHILD", "household_area": "440100", "form": {"at_school": "false", **father}}
    return form(document_number=number, **told, **more)


async def hand_in(world: World, body: dict[str, Any]) -> httpx.Response:
    return await world.post("/applications", body, world.as_("citizen", "wx:father"))


async def materials_of(world: World, answer: httpx.Response) -> dict[str, str]:
    """Kind -> by what it counted."""
    assert answer.status_code == 202, answer.text
    application_id = answer.json()["application_id"]
    [kept] = await world.rows("SELECT form FROM applications WHERE application_id = $1", UUID(application_id))
    told = msgspec.json.decode(world.read(kept["form"], "form", application_id) or "")
    return {one["kind"]: one["satisfied_by"] for one in told["materials"]}


@pytest.mark.parametrize("register", ["KINSHIP", "BIRTH_PARENT"])
async def test_a_parent_who_works_here_brings_no_paper(sharing: World, strings: Strings, register: str) -> None:
    """B14, R-005, R-012: the household or the birth certificate says whose child it is, then human resources that he works here."""
    child, father = fresh_child(), fresh_number()
    await strings.hold("HOUSEHOLD", child)
    await strings.are_kin(child, father, register=register)
    await strings.hold("EMPLOYMENT", father, name="陈父", reference="LD-1")
    answer = await hand_in(sharing, migrant_child(child, parent(father)))
    assert await materials_of(sharing, answer) == {"HOUSEHOLD_BOOK": "DATA_SHARING", "WORK_PROOF": "DATA_SHARING"}
    assert sorted(strings.platform.asked) == ["BIRTH_PARENT", "EMPLOYMENT", "HOUSEHOLD", "KINSHIP"]
    assert strings.platform.asked[-1] == "EMPLOYMENT", "only once the kinship is told"
    rows = await sharing.rows("SELECT r.*::text AS row FROM register_answers AS r")
    assert not [secret for secret in (child, father, "陈父", "LD-1") if secret in str(rows)]


async def test_nobody_is_asked_about_a_stranger(sharing: World, strings: Strings) -> None:
    """R-005: who is no parent of the child proves nothing for it, and human resources hear nothing of him."""
    child, stranger = fresh_child(), fresh_number()
    await strings.hold("HOUSEHOLD", child)
    await strings.hold("EMPLOYMENT", stranger, name="陈父")
    assert missing(await hand_in(sharing, migrant_child(child, parent(stranger)))) == [WORK]
    assert "EMPLOYMENT" not in strings.platform.asked
    other = fresh_number()
    await strings.are_kin(other, stranger)
    assert missing(await hand_in(sharing, migrant_child(child, parent(stranger)))) == [WORK], "of another child"
    assert "EMPLOYMENT" not in strings.platform.asked


@pytest.mark.parametrize(
    ("department", "how"), [("PUBLIC_SECURITY", "OTHER_PARENT"), ("PUBLIC_SECURITY", "STALE"), ("HUMAN_RESOURCES", "DOWN")]
)
async def test_a_register_that_lies_about_a_parent_proves_nothing(sharing: World, strings: Strings, department: str, how: str) -> None:
    child, father = fresh_child(), fresh_number()
    await strings.are_kin(child, father)
    await strings.hold("EMPLOYMENT", father, name="陈父")
    await strings.misbehave(always={department: how})
    assert WORK in missing(await hand_in(sharing, migrant_child(child, parent(father))))


async def test_the_same_day_only_what_is_not_proved_is_asked_again(sharing: World, strings: Strings) -> None:
    """Handed in twice, and told in the other order: the kinship stands, the work is told later."""
    child, father = fresh_child(), fresh_number()
    await strings.hold("HOUSEHOLD", child)
    await strings.are_kin(child, father)
    assert missing(await hand_in(sharing, migrant_child(child, parent(father)))) == [WORK]
    strings.platform.asked.clear()
    await strings.hold("EMPLOYMENT", father, name="陈父")
    assert (await hand_in(sharing, migrant_child(child, parent(father)))).status_code == 202
    assert strings.platform.asked == ["EMPLOYMENT"]


async def test_a_parent_insured_here_is_an_internal_check(sharing: World, strings: Strings) -> None:
    """B15, R-017: our own file has the parent insured here; without it the department of social insurance is asked."""
    child, mother, father = fictitious_id(date(2021, 5, 6), 71, Sex.FEMALE), fresh_number(), fresh_number()
    row = insured(document_number=mother, name="陈母")
    await sharing.imports({"benefit_year": 2023, "people": [row]})
    told = {"enrolment_way": "CHILD", **parent(mother, "陈母")}
    body = form(document_number=child, sex="女", category="FOREIGNER", form=told)
    await strings.are_kin(child, mother, names=("陈大文", "陈母"))
    asked = missing(await hand_in(sharing, body))
    assert asked == ["materials.FOREIGN_PARENT"]
    assert "SOCIAL_INSURANCE" not in strings.platform.asked
    body["form"] = {"enrolment_way": "CHILD", **parent(father)}
    await strings.are_kin(child, father)
    assert "materials.PARENT_INSURED" in missing(await hand_in(sharing, body))
    assert strings.platform.asked.count("SOCIAL_INSURANCE") == 1


async def test_all_that_is_wrong_with_a_parent_is_told_at_once(sharing: World) -> None:
    """R-004, R-010: half of a parent, a number that cannot be, the child itself."""
    child, father = fresh_child(), fresh_number()
    half = {"parent_name": "陈父"}
    told = missing(await hand_in(sharing, migrant_child(child, half)))
    assert {"parent_document_type", "parent_document_number"} <= set(told)
    wrong = father[:-1] + ("0" if father[-1] != "0" else "1")
    for number, code in ((wrong, "ID_CHECKSUM"), (child, "OTHER"), ("12", "DOCUMENT_SHAPE")):
        answer = await hand_in(sharing, migrant_child(child, parent(number)))
        assert (code, "parent_document_number") in {(one["code"], one["field"]) for one in answer.json()["reasons"]}


def unborn(mother: str, father: str, name: str = "陈父") -> dict[str, Any]:
    """A mother of another place, insured nowhere here, who names the father."""
    told = {"item": "pre_newborn_enrolment", "name": "陈母", "sex": None, "document_number": mother, "household_area": "440100"}
    return form(**told, form={"expected_on": "2023-12-20", **parent(father, name)})


async def test_a_father_insured_here_is_an_internal_check_before_the_birth(sharing: World, strings: Strings) -> None:
    """B6, R-005, R-020: our own file has him insured here, and civil affairs say that he is the mother's husband; no tick does."""
    mother, father = fresh_number(Sex.FEMALE), fresh_number()
    await sharing.imports({"benefit_year": 2023, "people": [insured(document_number=father, name="陈父")]})
    refused = await hand_in(sharing, unborn(mother, father))
    assert [one["code"] for one in refused.json()["reasons"]] == ["NOT_IN_SCOPE"]
    assert strings.platform.asked == ["MARRIAGE"], "of a stranger nobody is asked more"
    await strings.are_kin(mother, father, names=("陈母", "陈父"), register="MARRIAGE")
    assert await materials_of(sharing, await hand_in(sharing, unborn(mother, father))) == {"PARENT_INSURED": "INTERNAL_CHECK"}


async def test_a_father_whom_social_insurance_knows_before_the_birth(sharing: World, strings: Strings) -> None:
    """B6, R-020: our file says nothing of him: only the husband is asked about, and his register answers."""
    mother, father = fresh_number(Sex.FEMALE), fresh_number()
    await strings.are_kin(mother, father, names=("陈母", "陈父"), register="MARRIAGE")
    assert (await hand_in(sharing, unborn(mother, father))).status_code == 422
    await strings.hold("SOCIAL_INSURANCE", father, name="陈父")
    assert await materials_of(sharing, await hand_in(sharing, unborn(mother, father))) == {"PARENT_INSURED": "DATA_SHARING"}


async def test_a_job_elsewhere_insures_no_parent_here(sharing: World, strings: Strings) -> None:
    """R-020 「在本市参加基本医疗保险」: of another city it is no ground; of this one it is."""
    for area, code in (("440604", 422), ("440783", 202)):
        mother, father = fresh_number(Sex.FEMALE), fresh_number()
        _, next_year = await sharing.register(document_number=father, name="陈父")
        person_id = (await sharing.participation(next_year))["person_id"]
        await sharing.hear(employed(person_id, area=area, registered_on=date(2023, 3, 1), paid_on=date(2023, 3, 9)))
        await strings.are_kin(mother, father, names=("陈母", "陈父"), register="MARRIAGE")
        assert (await hand_in(sharing, unborn(mother, father))).status_code == code


async def known_as(world: World, number: str) -> str:
    body = {"document_type": "RESIDENT_ID", "document_number": number}
    found = await world.client.post("/registration/v1/persons/search", json=body, headers=world.as_("clerk"))
    return str(found.json()["person_id"])
