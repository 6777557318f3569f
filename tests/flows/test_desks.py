"""Without papers and without a way to go: what the state has is asked of nobody, and any desk of the province takes a form in."""

from typing import Any

import pytest

from canbao_suite.season.population import Person
from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
TAISHAN = "440781100001"


def record(register: str, person: Person, **more: Any) -> dict[str, Any]:
    subject = {"document_type": "RESIDENT_ID", "document_number": person.number, "name": person.name}
    return {"register": register, "subject": subject, "reference": "R-1", **more}


async def test_a_childs_form_is_filled_in_and_handed_in_without_a_paper(kaiping: Kaiping) -> None:
    """B14, R-005, R-012: prefilled from the registers, then the parent's work is asked of them, too; a stranger's is not; twice is once.

    B14 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    child, father, stranger = kaiping.child(), kaiping.somebody(), kaiping.somebody()
    await kaiping.client.registers("/records", [record("HOUSEHOLD", child, area="440100"), record("EMPLOYMENT", father)])
    asked = {"document_type": "RESIDENT_ID", "document_number": child.number, "area": child.area, "benefit_year": YEAR}
    path, more = "/items/migrant_child_enrolment/prefill", {"category": "MIGRANT_CHILD", "name": child.name}
    told = await kaiping.registration(path, asked | more, kaiping.login(child))
    filled = {one["field"]: one["value"] for one in told["answers"]}
    assert filled["household_area"] == "440100"
    assert [one["material_kind"] for one in told["materials"]] == ["HOUSEHOLD_BOOK"]
    assert await refusal(kaiping.registration(path, asked | more, kaiping.login(stranger))) == (422, ["NOT_BOUND"])

    def hand_in() -> Any:
        parent = {"parent_name": father.name, "parent_document_type": "RESIDENT_ID", "parent_document_number": father.number}
        form = {"at_school": "false", **parent}
        return kaiping.apply(child, category="MIGRANT_CHILD", household_area=filled["household_area"], form=form)

    assert await refusal(hand_in()) == (422, ["materials.WORK_PROOF"])
    kin = {"document_type": "RESIDENT_ID", "document_number": father.number, "name": father.name}
    await kaiping.client.registers("/records", [record("KINSHIP", child, parent=kin)])
    application = await one_of_two(hand_in(), hand_in())
    assert (await kaiping.approve(application))["state"] == "APPROVED"


async def test_a_stop_at_a_desk_far_away(kaiping: Kaiping) -> None:
    """B5, R-008, R-012: a village of Taishan takes it in, Kaiping decides; of two desks one takes it; of nobody there it hears nothing.

    B5 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 6)
    person, stranger = kaiping.somebody(), kaiping.somebody()
    participation = await kaiping.enrolled(person)
    one, other = (kaiping.office("clerk", name, TAISHAN) for name in ("taishan", "taishan too"))

    def stop(who: Person, desk: str) -> Any:
        wish = who.as_wish("stop", YEAR, "COUNTER", form={"stop_reason": "ARMY"})
        return kaiping.registration("/applications", wish, desk)

    assert await refusal(stop(stranger, one)) == (422, ["ASK_OFFICE"])
    taken = (await one_of_two(stop(person, one), stop(person, other), "ASK_OFFICE"))["application_id"]
    decision = {"decision": "APPROVE"}
    for desk in (one, other):
        assert (await refusal(kaiping.registration(f"/applications/{taken}/decision", decision, desk)))[0] in (403, 404)
    await kaiping.approve(taken)
    await kaiping.participation(participation, await kaiping.person_id(person), "CANCELLED")
    await kaiping.bills(participation, "CANCELLED")
