"""The paper of a mandate (guardian, agent): uploaded, named once, read by nobody but the clerks who confirm it."""

from datetime import timedelta
from uuid import UUID

from registration.repository.material_rows import give_up_unused
from tests.registration.answers import codes_of
from tests.registration.test_mandates import ask, asked, child, decide
from tests.registration.world import World

MOTHER = "wx:mother:papers"


async def test_only_the_clerk_who_confirms_reads_the_paper(world: World) -> None:
    """B7, B8: the mother hands it in, the clerk of the place reads and confirms; no other office, no auditor, no stranger reads it."""
    mother = world.as_("citizen", MOTHER, documents=[])
    paper = (await world.paper("HOUSEHOLD_BOOK", mother))["reference"]
    assert (await world.get(f"/materials/{paper}", mother)).status_code == 200
    mandate_id = await ask(world, MOTHER, document_number=child(81), reference=paper)
    clerk = world.as_("clerk")
    assert (await world.get(f"/materials/{paper}", clerk)).status_code == 200
    others = [
        world.as_("clerk", "clerk:taishan", ["440781"]),
        world.as_("auditor"),
        world.as_("school"),
        world.as_("citizen", "wx:stranger", documents=[]),
    ]
    assert [(await world.get(f"/materials/{paper}", other)).status_code for other in others] == [404] * 4
    assert (await decide(world, mandate_id, caller=clerk)).status_code == 200
    reads = await world.rows("SELECT actor FROM audit_rows WHERE action = 'material.read' AND subject = $1", paper)
    assert [row["actor"] for row in reads] == ["clerk:1"]


async def test_a_paper_is_the_askers_own_of_its_kind_and_named_once(world: World) -> None:
    """R-013: not another login's, not another kind, not one that a mandate or an application has; a refused request takes nothing."""
    mother, other = world.as_("citizen", "wx:own", documents=[]), world.as_("citizen", "wx:other", documents=[])
    mine, theirs, birth = [
        (await world.paper(kind, who))["reference"]
        for kind, who in (("HOUSEHOLD_BOOK", mother), ("HOUSEHOLD_BOOK", other), ("BIRTH_CERTIFICATE", mother))
    ]
    for wrong in (theirs, birth):
        answer = await world.post("/mandates", asked(document_number=child(82), reference=wrong), mother)
        assert await codes_of(answer) == ["MATERIAL_INVALID"]
    for paper in ("image-7", "13800000000"):
        answer = await world.post("/mandates", asked(document_number=child(82), reference=paper), mother)
        assert await codes_of(answer) == ["MATERIAL_INVALID"]
    late = asked(document_number=child(82), reference=mine, until_on="2099-01-01")
    assert (await world.post("/mandates", late, mother)).status_code == 422
    await ask(world, "wx:own", document_number=child(82), reference=mine)
    answer = await world.post("/mandates", asked(document_number=child(83), reference=mine), mother)
    assert await codes_of(answer) == ["MATERIAL_INVALID"]


async def test_the_paper_of_a_mandate_is_not_purged(world: World) -> None:
    """R-006: it stays with what it proves."""
    mother = world.as_("citizen", "wx:kept", documents=[])
    paper = (await world.paper("HOUSEHOLD_BOOK", mother))["reference"]
    await ask(world, "wx:kept", document_number=child(84), reference=paper)
    async with world.database.transaction() as tx:
        going = await give_up_unused(tx.driver, tx.now + timedelta(days=99), 10_000)
    assert UUID(paper) not in going
