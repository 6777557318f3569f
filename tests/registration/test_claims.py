"""What a form says of itself is not believed: a tick for a proof, a credential, shared data or a foreigner (R-002, R-005, R-011)."""

from typing import Any

import pytest

from tests.registration.builders import form, fresh_number
from tests.registration.world import World

STOP_PROOF = "EMPLOYEE_STOP_PROOF"


async def told_to_dedup(world: World, role: str = "citizen", **changes: Any) -> Any:
    application_id = await world.apply(world.as_(role, f"{role}:1"), **changes)
    [event] = await world.published(application_id)
    return event.data


def handed_in(satisfied_by: str, reference: str | None = None) -> dict[str, Any]:
    return {"materials": [{"kind": STOP_PROOF, "satisfied_by": satisfied_by, "reference": reference}]}


@pytest.mark.parametrize(
    ("role", "changes", "proved"),
    [
        ("citizen", {"employee_stop_proof": True}, False),
        ("clerk", {"employee_stop_proof": True}, False),
        ("citizen", handed_in("DATA_SHARING", "register-1"), False),
        ("clerk", handed_in("INTERNAL_CHECK"), False),
        ("citizen", handed_in("ORIGINAL"), False),
        ("citizen", handed_in("COPY", "a photo at home"), False),
        ("clerk", handed_in("ORIGINAL"), True),
    ],
)
async def test_only_the_paper_itself_proves_the_stop(world: World, role: str, changes: dict[str, Any], proved: bool) -> None:
    assert (await told_to_dedup(world, role, **changes)).employee_stop_proved is proved


async def test_a_promise_does_not_prove_the_stop(world: World) -> None:
    """R-002 asks for the proof itself: the item does not take a promise for it."""
    promise = {"version": "promise_2023", "signed_on": "2023-10-10"}
    paper = {"kind": STOP_PROOF, "satisfied_by": "WRITTEN_PROMISE", "promise": promise}
    assert not (await told_to_dedup(world, materials=[paper])).employee_stop_proved


async def test_an_upload_proves_the_stop(world: World) -> None:
    paper = await world.paper(STOP_PROOF, world.as_("citizen", "citizen:1"))
    assert (await told_to_dedup(world, materials=[paper])).employee_stop_proved


async def test_a_tick_makes_nobody_a_foreigner(world: World) -> None:
    tick = await world.apply(foreign=True)
    card: dict[str, Any] = {"document_type": "FOREIGN_PR", "document_number": "ABC123456789077", "birth_date": "1980-01-01"}
    holder = await world.apply(**card, **await world.by_permit())
    rows = await world.rows(
        "SELECT application_id::text AS id, of_foreigners FROM applications WHERE application_id::text = ANY($1)", [tick, holder]
    )
    assert {row["id"]: row["of_foreigners"] for row in rows} == {tick: False, holder: True}


async def test_a_form_does_not_say_whether_the_credential_is_active(world: World) -> None:
    """The sign-on does: a form that says no is not refused, and one that says yes proves nothing."""
    for told in (True, False):
        answer = await world.post(
            "/applications", form(document_number=fresh_number(), credential_active=told), world.as_("citizen", "wx:1")
        )
        assert answer.status_code == 202, answer.text
