"""Nobody takes another's identity: who an application names is nobody until the approval, and stays with the application until then."""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from service_runtime import CannotOpen
from tests.registration.builders import check_completed, form, fresh_number, hit, insured
from tests.registration.world import World

_permits = count(50_000_000)
BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
NEXT_YEAR = datetime(2024, 10, 10, 9, tzinfo=SHANGHAI)


async def names_of(world: World, number_of: str) -> list[str]:
    """The name of whoever holds the document of an application."""
    holder = "SELECT p.person_id, p.name FROM persons AS p JOIN person_keys USING (person_id) JOIN applications AS a USING (token)"
    rows = await world.rows(f"{holder} WHERE a.application_id = $1", UUID(number_of))
    return [world.opened(row["name"], "name", row["person_id"]) for row in rows]


async def decide(world: World, *filed: str, verdict: str = "APPROVE") -> list[str | None]:
    """The refusal of each, None for those that hold."""
    decisions = [{"application_id": one, "decision": verdict} for one in filed]
    answer = await world.post("/decisions", {"decisions": decisions}, world.as_("reviewer"))
    return [(result["refused"] or {}).get("code") for result in answer.json()["results"]]


async def corrected(world: World, application_id: str, who: str, **changes: Any) -> tuple[int, list[str]]:
    answer = await world.post(f"/applications/{application_id}/corrections", form(**changes), world.as_("citizen", who))
    return answer.status_code, [reason["code"] for reason in answer.json().get("reasons", [])]


async def sent_back(world: World, who: str, **changes: Any) -> str:
    application_id = await world.apply(world.as_("citizen", who), **changes)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    return application_id


async def test_a_correction_to_a_strangers_number_changes_no_stranger(world: World) -> None:
    stranger = fresh_number()
    first = await world.apply(world.as_("citizen", "wx:stranger"), document_number=stranger, name="黄小明")
    mine = await sent_back(world, "wx:thief")
    assert await corrected(world, mine, "wx:thief", document_number=stranger, name="黄小明") == (
        422,
        ["IDENTITY_DIFFERS", "APPLICATION_OPEN"],
    )
    assert await corrected(world, mine, "wx:thief", document_number=stranger) == (202, [])
    await world.hear(check_completed(first), check_completed(mine, 2))
    assert await decide(world, first) == [None]
    assert await names_of(world, first) == ["黄小明"]
    assert await decide(world, mine) == ["IDENTITY_DIFFERS"]
    again = await sent_back(world, "wx:thief")
    assert await corrected(world, again, "wx:thief", document_number=stranger) == (
        422,
        ["ALREADY_REGISTERED", "IDENTITY_DIFFERS", "APPLICATION_OPEN"],
    )
    assert await names_of(world, first) == ["黄小明"]


async def test_a_mistaken_form_binds_nobody(world: World) -> None:
    """At the counter too: what the first form says is worth nothing until somebody approves it."""
    number = fresh_number()
    mistaken = await world.apply(world.as_("clerk"), document_number=number, name="陈大丈")
    right = await world.apply(world.as_("citizen", "wx:right"), document_number=number, name="陈大文")
    await world.hear(check_completed(mistaken), check_completed(right))
    await world.post(f"/applications/{mistaken}/withdraw", {}, world.as_("clerk"))
    assert await decide(world, right) == [None]
    assert await names_of(world, right) == ["陈大文"]


async def test_of_two_who_show_one_new_document_the_first_approved_is_the_person(world: World) -> None:
    number = fresh_number()
    filed = [await world.apply(world.as_("citizen", f"wx:{name}"), document_number=number, name=name) for name in ("黄小明", "陈大文")]
    await world.hear(*(check_completed(one) for one in filed))
    assert await decide(world, *filed) == [None, "IDENTITY_DIFFERS"]
    shown = (await world.get(f"/applications/{filed[1]}", world.as_("reviewer"))).json()
    assert (shown["state"], shown["participation_id"]) == ("UNDER_REVIEW", None)


async def test_the_same_document_in_another_year_is_the_same_person(world: World) -> None:
    number = fresh_number()
    filed = [await world.apply(world.as_("citizen", "wx:1"), document_number=number)]
    world.clock.move_to(NEXT_YEAR)
    filed.append(await world.apply(world.as_("citizen", "wx:2"), document_number=number, benefit_year=2025))
    await world.hear(*(check_completed(one, at=NEXT_YEAR) for one in filed))
    assert await decide(world, *filed) == [None, None]
    ids = [UUID(one) for one in filed]
    people = await world.rows("SELECT DISTINCT person_id FROM participations WHERE application_id = ANY($1::uuid[])", ids)
    told = await world.rows("SELECT DISTINCT person_id FROM applications WHERE application_id = ANY($1::uuid[])", ids)
    assert (len(people), told) == (1, people)


@pytest.mark.parametrize("other", [{"name": "陈小文"}, {"birth_date": "1990-01-02"}, {"sex": "女"}])
async def test_a_known_document_with_another_identity_is_refused(world: World, other: dict[str, Any]) -> None:
    """A permit tells neither birth date nor sex, so that both are compared with the file."""
    permit = {"document_type": "HMT_PERMIT", "document_number": f"H{next(_permits)}", "birth_date": "1990-01-01"}
    await world.register(**permit, **await world.by_permit())
    world.clock.move_to(NEXT_YEAR)
    permit |= await world.by_permit()
    answer = await world.post("/applications", form(**permit | other), world.as_("citizen", "wx:1"))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["IDENTITY_DIFFERS"]
    assert (await world.post("/applications", form(**permit), world.as_("citizen", "wx:1"))).status_code == 202


async def test_an_import_row_of_somebody_else_is_refused_alone(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    rows = [insured(), insured(document_number=number, name="黄小明"), insured()]
    answer = (await world.imports({"benefit_year": 2023, "people": rows})).json()
    assert (answer["imported"], [(one["row"], [reason["code"] for reason in one["reasons"]]) for one in answer["refused"]]) == (
        2,
        [(1, ["IDENTITY_DIFFERS"])],
    )


async def test_a_corrected_number_is_another_nobody(world: World) -> None:
    """Dedup takes documents that one person showed as one person's: what a correction changes is never that."""
    application_id = await sent_back(world, "wx:1", document_number=fresh_number())
    assert await corrected(world, application_id, "wx:1", document_number=fresh_number()) == (202, [])
    first, second = await world.asked(application_id)
    assert first.personid != second.personid
    assert not set(first.data.tokens) & set(second.data.tokens)


async def test_the_same_number_stays_the_same_nobody(world: World) -> None:
    number = fresh_number()
    application_id = await sent_back(world, "wx:1", document_number=number)
    assert await corrected(world, application_id, "wx:1", document_number=number, name="陈小文") == (202, [])
    first, second = await world.asked(application_id)
    assert (first.personid, first.data.tokens) == (second.personid, second.data.tokens)


async def test_the_person_of_an_event_is_the_one_its_values_are_sealed_for(world: World) -> None:
    _, participation_id = await world.register(household_no="H-7", bank="开平农商银行")
    [told] = await world.published(participation_id)
    assert told.data.account is not None
    sealed = [(told.data.household_no, "household"), (told.data.account.bank, "bank"), (told.data.account.holder, "holder")]
    assert [world.opened(text, purpose, told.personid) for text, purpose in sealed] == ["H-7", "开平农商银行", "陈大文"]


async def test_phones_that_were_swapped_in_the_database_do_not_open(world: World) -> None:
    people = []
    for _ in range(2):
        _, participation_id = await world.register()
        people.append((await world.participation(participation_id))["person_id"])
    swap = "UPDATE persons AS p SET phone = o.phone FROM persons AS o WHERE p.person_id = ANY($1) AND o.person_id = ANY($1) AND p <> o"
    before = await world.rows("SELECT person_id, phone FROM persons WHERE person_id = ANY($1::uuid[])", people)
    assert [world.opened(row["phone"], "phone", row["person_id"]) for row in before] == ["10000000001"] * 2
    await world.rows(swap, people)
    for row in await world.rows("SELECT person_id, phone FROM persons WHERE person_id = ANY($1::uuid[])", people):
        with pytest.raises(CannotOpen):
            world.opened(row["phone"], "phone", row["person_id"])


async def test_an_application_changed_from_outside_is_refused_alone(world: World) -> None:
    filed = [await world.apply() for _ in range(3)]
    await world.hear(*(check_completed(one) for one in filed))
    swap = """
        UPDATE applications AS a SET form = o.form FROM applications AS o
        WHERE a.application_id = $1 AND o.application_id = $2
    """
    await world.rows(swap, UUID(filed[1]), UUID(filed[2]))
    assert await decide(world, *filed) == [None, "APPLICATION_NOT_READABLE", None]


async def test_equal_names_have_different_indexes(world: World) -> None:
    for born in ("1990-01-01", "1990-01-01", "1990-01-02"):
        permit = {"document_type": "HMT_PERMIT", "document_number": f"H{next(_permits)}", "birth_date": born}
        await world.register(name="王小明", **permit, **await world.by_permit())
    rows = await world.rows("SELECT name_index, birth_date FROM persons ORDER BY person_id DESC LIMIT 3")
    assert len({row["name_index"] for row in rows}) == len({row["birth_date"] for row in rows}) == 2
