"""Drafts (D1): begun, changed, handed in once or discarded; their filer's alone; over after thirty days."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_terms.documents import Document, DocumentType
from registration.domain.application_form import FormAnswers
from registration.domain.filer import Filer
from registration.domain.scope import Scope
from registration.items import declared_items
from registration.use_cases.keep_draft import forget_drafts, save_draft_again
from registration.use_cases.submit_draft import submit_draft
from service_runtime import NotFound, Transaction
from tests.registration.answers import codes_of
from tests.registration.builders import AUTUMN, form, fresh_number
from tests.registration.test_at_once import at_once
from tests.registration.world import World


async def begun(world: World, caller: dict[str, str], **told: Any) -> str:
    """A draft of what is told."""
    answer = await world.post("/drafts", told, caller)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["draft_id"])


async def saved_again(world: World, draft_id: str, caller: dict[str, str], told: dict[str, Any]) -> httpx.Response:
    return await world.client.put(f"/registration/v1/drafts/{draft_id}", json=told, headers=caller)


async def test_what_is_begun_is_read_back_and_handed_in_when_it_is_whole(world: World) -> None:
    """B1, D1 NEW→DRAFT: it is kept incomplete; its submission tells all faults and leaves it; the application has its id."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:draft", documents=[number])
    whole = form(
        document_number=number, materials=[await world.paper("TRIPARTITE_AGREEMENT", mine)], form={"more": "乙"}, item="resident_enrolment"
    )
    draft = await begun(world, mine, name="陈大文", phone="不是电话")
    refused = await world.post(f"/drafts/{draft}/submit", {}, mine)
    assert refused.status_code == 422
    assert len(refused.json()["missing"]) > 5
    assert (await saved_again(world, draft, mine, whole)).status_code == 200
    read = (await world.get(f"/drafts/{draft}", mine)).json()
    assert read["application"] == whole
    assert (await saved_again(world, draft, mine, whole | {"form": {}})).status_code == 200
    accepted = await world.post(f"/drafts/{draft}/submit", {}, mine)
    assert (accepted.status_code, accepted.json()["application_id"]) == (202, draft), accepted.text
    assert [step["to_state"] for step in await world.history(draft)] == ["SUBMITTED", "CHECK_PENDING"]
    assert (await world.get(f"/drafts/{draft}", mine)).status_code == 404
    [paper] = await world.rows("SELECT application_id, state FROM materials WHERE application_id = $1", UUID(draft))
    assert paper["state"] == "STORED"


async def test_two_submissions_are_one_application(world: World) -> None:
    """D1: at once or one after the other, and after the decision too."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:twice", documents=[number])
    draft = await begun(world, mine, **form(document_number=number))
    filer, scope = filer_and_scope(world, "wx:twice", number)

    async def submit(tx: Transaction) -> UUID:
        return (await submit_draft(tx, declared_items(), UUID(draft), filer, scope)).application_id

    first, second, waited = await at_once(world, submit, submit)
    assert (first, second, waited) == (UUID(draft), UUID(draft), True)
    assert len(await world.asked(draft)) == 1
    again = await world.post(f"/drafts/{draft}/submit", {}, mine)
    assert (again.status_code, again.json()["application_id"]) == (202, draft)


async def test_a_change_after_the_submission_changes_nothing(world: World) -> None:
    """D1: whoever saves while somebody hands it in is told that the draft is no more."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:late", documents=[number])
    draft = await begun(world, mine, **form(document_number=number))
    filer, scope = filer_and_scope(world, "wx:late", number)

    async def save(tx: Transaction) -> str:
        with pytest.raises(NotFound):
            await save_draft_again(tx, UUID(draft), FormAnswers(), "wx:late")
        return "refused"

    _, told, waited = await at_once(world, lambda tx: submit_draft(tx, declared_items(), UUID(draft), filer, scope), save)
    assert (told, waited) == ("refused", True)


async def test_nobody_else_sees_a_draft(world: World) -> None:
    """D1, R-007: neither an office nor the person himself, and no queue holds it; a foreign id answers as an unknown one."""
    number = fresh_number()
    mine = world.as_("agent", "wx:helper", documents=[number])
    draft = await begun(world, mine, **form(document_number=number))
    for stranger in (world.as_("clerk"), world.as_("citizen", "wx:himself", documents=[number]), world.as_("school", "school:1")):
        answers = [
            await world.get(f"/drafts/{draft}", stranger),
            await saved_again(world, draft, stranger, {}),
            await world.post(f"/drafts/{draft}/discard", {}, stranger),
            await world.post(f"/drafts/{draft}/submit", {}, stranger),
            await world.get(f"/applications/{draft}", stranger),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert draft not in (await world.get("/drafts", stranger)).text
    assert draft in (await world.get("/drafts", mine)).text


async def test_files_of_a_draft_are_its_own_and_go_with_it(world: World) -> None:
    """R-013: its filer sees them; another application cannot name them; what it names no longer goes."""
    number = fresh_number()
    mine = world.as_("citizen", "wx:files", documents=[number])
    kept, dropped = [await world.paper(kind, mine) for kind in ("CONSENT", "EMPLOYEE_STOP_PROOF")]
    draft = await begun(world, mine, materials=[kept, dropped])
    assert (await world.get(f"/materials/{kept['reference']}", mine)).status_code == 200
    assert (await world.get(f"/materials/{kept['reference']}", world.as_("clerk"))).status_code == 404
    other = await world.post("/applications", form(document_number=number, materials=[kept]), mine)
    assert await codes_of(other) == ["MATERIAL_INVALID"]
    assert await codes_of(await world.post("/drafts", {"materials": [kept]}, mine)) == ["MATERIAL_INVALID"]
    assert (await saved_again(world, draft, mine, {"materials": [kept]})).status_code == 200
    assert await states_of(world, kept, dropped) == ["STORED", "GOING"]
    assert (await world.post(f"/drafts/{draft}/discard", {}, mine)).status_code == 204
    assert await states_of(world, kept, dropped) == ["GOING", "GOING"]
    assert (await world.post(f"/drafts/{draft}/discard", {}, mine)).status_code == 404


async def test_a_draft_is_over_thirty_days_after_it_was_saved(world: World) -> None:
    """D1: by the business clock; it is not read any more at that moment, and goes with its files."""
    mine = world.as_("citizen", "wx:slow", documents=[])
    paper = await world.paper("CONSENT", mine)
    old = await begun(world, mine, name="甲", materials=[paper])
    world.clock.move_to(AUTUMN + timedelta(days=20))
    newer = await begun(world, mine, name="乙")
    world.clock.move_to(AUTUMN + timedelta(days=30))
    assert [one["draft_id"] for one in (await world.get("/drafts", mine)).json()["items"]] == [newer]
    assert (await world.get(f"/drafts/{old}", mine)).status_code == 404
    await forget_drafts(world.runtime)
    assert [row["draft_id"] for row in await world.rows("SELECT draft_id FROM drafts WHERE filed_by = 'wx:slow'")] == [UUID(newer)]
    assert await states_of(world, paper) == ["GOING"]


async def test_nothing_of_a_draft_stands_in_clear(world: World) -> None:
    number = fresh_number()
    await begun(world, world.as_("citizen", "wx:sealed", documents=[]), **form(document_number=number, name="欧阳示例"))
    [row] = await world.rows("SELECT * FROM drafts WHERE filed_by = 'wx:sealed'")
    audits = await world.rows("SELECT * FROM audit_rows WHERE actor = 'wx:sealed'")
    assert "draft.saved" in str(audits)
    for secret in (number, "欧阳示例"):
        assert secret not in str(row)
        assert secret not in str(audits)


def filer_and_scope(world: World, subject: str, number: str) -> tuple[Filer, Scope]:
    document = world.runtime.vault.identity_token(Document.read(DocumentType.RESIDENT_ID, number))
    scope = Scope(subject, [], documents=[document], holder=subject, day=AUTUMN.date())
    return Filer(subject, frozenset({"citizen"}), documents=(document,)), scope


async def states_of(world: World, *papers: dict[str, Any]) -> list[str]:
    ids = [UUID(paper["reference"]) for paper in papers]
    rows = {
        row["material_id"]: row["state"]
        for row in await world.rows("SELECT material_id, state FROM materials WHERE material_id = ANY($1)", ids)
    }
    return [rows[one] for one in ids]
