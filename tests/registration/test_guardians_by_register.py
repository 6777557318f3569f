"""A register's answer in place of a guardian's paper: a parent who signed on by his own document, and nobody else (R-005, S3 Art. 4)."""

from typing import Any

import httpx
import pytest

from registration.domain.registers import KINSHIP
from tests.registers.platforms import Strings
from tests.registration.builders import TOWN, fresh_number
from tests.registration.sharing import missing
from tests.registration.test_mandates import child
from tests.registration.world import World

LACKING = ["paper", "reference"]


def parental(number: str, father: str, **changes: Any) -> dict[str, Any]:
    """What a father asks for his child, without a paper."""
    guardian = {"guardian_name": "陈父", "guardian_document_type": "RESIDENT_ID", "guardian_document_number": father}
    body = {"kind": "GUARDIAN", "document_type": "RESIDENT_ID", "document_number": number, "name": "陈大文", "area": TOWN, **guardian}
    return {name: told for name, told in (body | changes).items() if told is not None}


async def asks(world: World, father: str, body: dict[str, Any], role: str = "citizen") -> httpx.Response:
    subject = f"wx:{father[-6:]}" if role == "citizen" else "clerk:kin"
    return await world.post("/mandates", body, world.as_(role, subject, documents=[father] if role == "citizen" else None))


@pytest.mark.parametrize(("register", "paper"), [("KINSHIP", "HOUSEHOLD_BOOK"), ("BIRTH_PARENT", "BIRTH_CERT")])
async def test_a_parent_brings_no_paper(sharing: World, strings: Strings, register: str, paper: str) -> None:
    """R-005: public security or health say whose child it is; the clerk confirms, and reads by what it is proved."""
    number, father = child(300 + len(paper)), fresh_number()
    await strings.are_kin(number, father, register=register)
    answer = await asks(sharing, father, parental(number, father))
    assert (answer.status_code, answer.json()["state"]) == (201, "REQUESTED"), answer.text
    mandate_id = answer.json()["mandate_id"]
    items = (await sharing.get("/mandates", sharing.as_("clerk"), limit=1000)).json()["items"]
    [shown] = [one for one in items if one["mandate_id"] == mandate_id]
    assert (shown["paper"], shown["provided_by"]) == (paper, "DATA_SHARING")
    decided = await sharing.post(f"/mandates/{mandate_id}/decision", {"decision": "CONFIRM"}, sharing.as_("clerk"))
    assert decided.json()["state"] == "IN_FORCE", decided.text
    [row] = await sharing.rows("SELECT m::text AS row FROM mandates AS m WHERE mandate_id::text = $1", mandate_id)
    assert not [secret for secret in (number, father, "陈父") if secret in row["row"]]


async def test_who_is_no_parent_or_is_not_on_record_shows_a_paper(sharing: World, strings: Strings) -> None:
    """R-004, R-005: what is missing is told as before; the register is asked in a name that is right, and proves nothing in another."""
    number, father, other = child(311), fresh_number(), fresh_number()
    assert missing(await asks(sharing, father, parental(number, father))) == LACKING
    assert sorted(strings.platform.asked) == sorted(KINSHIP)
    await strings.are_kin(number, father)
    assert missing(await asks(sharing, other, parental(number, other))) == LACKING
    assert missing(await asks(sharing, father, parental(number, father, name="陈别名"))) == LACKING


async def test_nobody_asks_in_the_name_of_another(sharing: World, strings: Strings) -> None:
    """R-005: who did not sign on by that document is asked about by nobody, and proves nothing by it; nor do an agent or a clerk."""
    number, father, stranger = child(312), fresh_number(), fresh_number()
    await strings.are_kin(number, father)
    assert missing(await asks(sharing, stranger, parental(number, father))) == LACKING
    assert missing(await asks(sharing, father, parental(number, father, subject="wx:other"), "clerk")) == LACKING
    agent = await asks(sharing, father, parental(number, father, kind="AGENT", until_on="2024-06-30"))
    assert missing(agent) == LACKING
    unnamed = await asks(sharing, father, parental(number, father, guardian_name=None))
    assert missing(unnamed) == LACKING
    assert strings.platform.asked == []


@pytest.mark.parametrize("how", ["DOWN", "STALE", "OTHER_PARENT"])
async def test_a_register_that_is_away_or_wrong_proves_nothing(sharing: World, strings: Strings, how: str) -> None:
    number, father = child(320 + len(how)), fresh_number()
    await strings.are_kin(number, father)
    await strings.misbehave(always={"PUBLIC_SECURITY": how})
    assert missing(await asks(sharing, father, parental(number, father))) == LACKING
