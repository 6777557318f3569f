"""R-009: whoever files or corrects an application, or is its person, does not decide on it."""

import pytest

from enrolment_terms.reasons import ReasonCode
from tests.registration.answers import mandate
from tests.registration.builders import check_completed, form, fresh_number, hit
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.EMPLOYEE_ACTIVE),)


@pytest.mark.parametrize("batch", [False, True])
async def test_who_files_does_not_decide(world: World, batch: bool) -> None:
    """application.entry_checker_differs, R-009."""

    async def decide(application_id: str, caller: dict[str, str]) -> str | None:
        decision = {"application_id": application_id, "decision": "APPROVE"}
        if batch:
            [result] = (await world.post("/decisions", {"decisions": [decision]}, caller)).json()["results"]
            return result["refused"]["code"] if result["refused"] else None
        answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, caller)
        code: str | None = answer.json().get("code")
        assert (answer.status_code == 409) == bool(code)
        return code

    number = fresh_number()
    filed = await world.apply(world.as_("clerk"), document_number=number)
    await world.hear(check_completed(filed))
    assert await decide(filed, world.as_("clerk")) == "FILER_DECIDES"
    himself = world.as_("clerk", "clerk:himself", documents=[number])
    assert await decide(filed, himself) == "FILER_DECIDES"
    await mandate(world, "clerk:nephew", number)
    assert await decide(filed, world.as_("clerk", "clerk:nephew")) == "FILER_DECIDES"
    assert await decide(filed, world.as_("clerk", "clerk:2")) is None


async def test_who_corrects_does_not_decide(world: World) -> None:
    body = form()
    filed = await world.apply(world.as_("clerk", "clerk:2"), **body)
    await world.hear(check_completed(filed, hits=BLOCKED))
    assert (await world.post(f"/applications/{filed}/corrections", body, world.as_("clerk", "clerk:3"))).status_code == 202
    await world.hear(check_completed(filed, 2))
    for clerk in ("clerk:2", "clerk:3"):
        answer = await world.post(f"/applications/{filed}/decision", {"decision": "APPROVE"}, world.as_("clerk", clerk))
        assert (answer.status_code, answer.json()["code"]) == (409, "FILER_DECIDES")
    assert (await world.post(f"/applications/{filed}/decision", {"decision": "APPROVE"}, world.as_("clerk"))).status_code == 200
