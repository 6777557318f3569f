"""Newborns, subsidised people, permit holders, those who come in the middle of the year, migrant children, foreigners: to their cover."""

import asyncio
from datetime import date
from typing import Any

import pytest

from canbao_suite.season.population import Person
from enrolment_terms.documents import DocumentType
from enrolment_terms.fictitious import fictitious_id
from tests.flows.kaiping import COUNTY, TOWN, YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
NEW_YEAR = date(YEAR, 1, 1)
SHOWN = {"paper": "IDENTITY_DOCUMENT", "reference": "flows"}


async def test_a_newborn(kaiping: Kaiping) -> None:
    """B7 (done, refused, twice), R-022, R-026: covered from birth; both parents file at once; without the birth certificate refused."""
    await kaiping.on(2024, 2, 20)
    child, born = kaiping.newborn(date(2024, 1, 15)), {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2024-01-15"}
    told: dict[str, Any] = {**born, "category": "NEWBORN"}
    mother, father = [await kaiping.guardian(child, who) for who in ("mother", "father")]
    assert await refusal(kaiping.apply(child, mother, **told)) == (422, ["materials.HOUSEHOLD_BOOK|BIRTH_CERTIFICATE"])
    first, second = [kaiping.apply(child, parent, papers=["BIRTH_CERTIFICATE"], **told) for parent in (mother, father)]
    approved = await kaiping.approve(await one_of_two(first, second))
    await kaiping.pay(approved["participation_id"], 2024, 2, 20)
    cover = await kaiping.covered(child, date(2024, 1, 15))
    assert (cover["starts_on"], cover["ends_on"]) == ("2024-01-15", "2024-12-31")


async def test_a_child_gets_its_number(kaiping: Kaiping) -> None:
    """B8, R-026: by its guardian, once for two who ask at one moment; a paper of another child, or nothing new, is refused.

    B8 (done, refused, twice).
    """
    await kaiping.on(2024, 2, 20)
    child = kaiping.newborn(date(2024, 1, 15))
    other = next(one for one in iter(lambda: kaiping.newborn(child.birth), None) if one.sex is child.sex)
    parents = [await kaiping.guardian(one, "mother") for one in (child, other)]
    known: dict[str, Any] = {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2024-01-15"}
    for one, parent in zip((child, other), parents, strict=True):
        await kaiping.approve(await kaiping.apply(one, parent, papers=["BIRTH_CERTIFICATE"], **known, category="NEWBORN"))
    person_id, number = await kaiping.person_id(child), fictitious_id(child.birth, 11, child.sex)

    def change(one: Person, parent: str, number: str | None) -> Any:
        form = {"new_document_type": "HOUSEHOLD_BOOK", "new_document_number": number} if number else {}
        return kaiping.ask(one, "identity_change", token=parent, papers=["HOUSEHOLD_BOOK"], form=form, **known)

    assert (await refusal(change(child, parents[0], None)))[0] == 422
    await kaiping.approve(await one_of_two(*(change(child, parents[0], number) for _ in range(2))))
    told = {"document_type": "HOUSEHOLD_BOOK", "document_number": number}
    assert (await kaiping.registration("/persons/search", told, kaiping.office()))["person_id"] == person_id
    assert [one["state"] for one in await kaiping.of_year(child, YEAR)] == ["REGISTERED"]
    taken = await change(other, parents[1], number)
    await kaiping.application(taken, "UNDER_REVIEW")
    decision = kaiping.registration(f"/applications/{taken}/decision", {"decision": "APPROVE"}, kaiping.office("reviewer", "second"))
    assert await refusal(decision) == (409, ["DOCUMENT_OF_ANOTHER"])


async def test_a_list_of_subsidised_people(kaiping: Kaiping) -> None:
    """B10, R-040, R-042, R-046, V-49: registered without asking, covered without money; the wrong department or a repetition: nothing.

    B10 (done, refused, twice).
    """
    await kaiping.on(2024, 3, 11)
    known, told = kaiping.somebody(), {"category": "SUB01", "action": "ADD", "effective_on": "2024-03-01", "area": TOWN}
    await kaiping.insured_last_year(known)
    row = {"name": known.name, "document_type": "RESIDENT_ID", "document_number": known.number, **told}
    wrong = await kaiping.list_of("DISABLED_FEDERATION", row)
    assert [one["code"] for one in wrong["refused"][0]["reasons"]] == ["WRONG_AUTHORITY"]
    both = await asyncio.gather(*(kaiping.list_of("CIVIL_AFFAIRS", row) for _ in range(2)))
    assert sorted(one["registered"] for one in both) == [0, 1]
    again = await kaiping.list_of("CIVIL_AFFAIRS", row, row)
    assert again["registered"] == 0
    cover = await kaiping.covered(known, date(2024, 3, 12))
    assert (cover["level"], cover["starts_on"]) == ("SUBSIDISED", "2024-03-11")


async def test_a_permit_holder(kaiping: Kaiping) -> None:
    """B12, R-035, R-063, V-40: on the day after its expiry the relation stops, and the paid year stays; an expired permit is refused.

    B12 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    holder, told = kaiping.somebody(), {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2024-01-31"}
    expired = kaiping.apply(holder, papers=["RESIDENCE_PERMIT"], **told | {"permit_valid_to": "2023-10-09"})
    assert (await refusal(expired))[0] == 422
    first, second = [kaiping.apply(holder, papers=["RESIDENCE_PERMIT"], **told) for _ in range(2)]
    participation = (await kaiping.approve(await one_of_two(first, second)))["participation_id"]
    await kaiping.pay(participation, 2023, 10, 10)
    await kaiping.on(2024, 2, 2)
    await kaiping.day_of("stop_expired_permits", 2024, 2, 1)
    stopped = await kaiping.participation(participation, await kaiping.person_id(holder), "STOPPED")
    assert stopped["state_reason"] == "RESIDENCE_PERMIT_EXPIRED"
    assert (await kaiping.covered(holder, date(2024, 6, 1)))["ends_on"] == "2024-12-31"


async def test_in_the_middle_of_the_year(kaiping: Kaiping) -> None:
    """B13 (done, refused, twice), R-033, R-034, V-35: for whom something happened this year; covered from the month after the money.

    D3 MIDYEAR→CANCELLED, D2: whoever lets his bill expire is free, and comes again.
    """
    await kaiping.on(2024, 2, 20)
    released, forgot = kaiping.somebody(), kaiping.somebody()
    assert (await refusal(kaiping.apply(released)))[1] == ["NOT_MIDYEAR_ELIGIBLE"]
    told = {"category": "MY4", "event_date": "2024-02-05"}
    first, second = [kaiping.apply(released, papers=["RELEASE_CERTIFICATE"], **told) for _ in range(2)]
    participation = (await kaiping.approve(await one_of_two(first, second)))["participation_id"]
    await kaiping.pay(participation, 2024, 2, 20)
    assert (await kaiping.covered(released, date(2024, 3, 1)))["starts_on"] == "2024-03-01"
    await kaiping.covered(released, date(2024, 2, 29), expected=False)

    expired = await kaiping.enrolled(forgot, papers=["RELEASE_CERTIFICATE"], **told)
    await kaiping.bills(expired, "SENT", "DEDUCTING")
    await kaiping.on(2024, 3, 25)
    await kaiping.bills(expired, "CANCELLED")
    await kaiping.participation(expired, await kaiping.person_id(forgot), "LAPSED")
    await kaiping.pay(await kaiping.enrolled(forgot, papers=["RELEASE_CERTIFICATE"], **told), 2024, 3, 25)
    assert (await kaiping.covered(forgot, date(2024, 4, 1)))["starts_on"] == "2024-04-01"


async def test_a_child_of_migrant_workers(kaiping: Kaiping) -> None:
    """B14 (done, refused, twice), R-012, R-037: the papers follow from whether the child goes to school here; the price is everybody's."""
    await kaiping.on(2023, 10, 10)
    child = kaiping.child()
    told: dict[str, Any] = {"category": "MIGRANT_CHILD", "form": {"at_school": "false"}}
    assert await refusal(kaiping.apply(child, **told)) == (422, ["materials.HOUSEHOLD_BOOK", "materials.WORK_PROOF"])
    first, second = [kaiping.apply(child, papers=["HOUSEHOLD_BOOK", "WORK_PROOF"], **told) for _ in range(2)]
    participation = (await kaiping.approve(await one_of_two(first, second)))["participation_id"]
    assert [bill["amount"] for bill in await kaiping.bills(participation)] == ["406.00"]
    await kaiping.pay(participation, 2023, 10, 10)
    await kaiping.covered(child, NEW_YEAR)


async def test_a_foreigner_at_the_counter(kaiping: Kaiping) -> None:
    """B15 (done, refused, twice), R-015, R-017, R-018: a clerk files with the card; price and cover are everybody's."""
    await kaiping.on(2023, 10, 10)
    one, counter = kaiping.foreigner(), kaiping.office()
    form = {"enrolment_way": "RESIDENT", "employed": "false", "document_valid_to": "2030-01-01"}
    told: dict[str, Any] = {**one.told, "category": "FOREIGNER", "channel": "COUNTER", "form": form}
    assert (await refusal(kaiping.apply(one, counter, **told)))[1] == ["materials.RESIDENCE_PROOF|FOREIGN_PR_CARD"]
    first, second = [kaiping.apply(one, counter, papers=["RESIDENCE_PROOF"], **told) for _ in range(2)]
    application = await one_of_two(first, second, "APPLICATION_OPEN", "ASK_OFFICE")  # nobody is on file yet whom this office may see
    participation = (await kaiping.approve(application))["participation_id"]
    assert [bill["amount"] for bill in await kaiping.bills(participation)] == ["406.00"]
    await kaiping.pay(participation, 2023, 10, 10)
    await kaiping.covered(one, NEW_YEAR)


async def test_a_foreigner_goes_online_after_the_counter(kaiping: Kaiping) -> None:
    """B29, R-011: bound and activated at a counter; before, and for another card, the same answer as for nobody; twice is once.

    B29 (done, refused, twice).
    """
    one, session = kaiping.foreigner(), await kaiping.log_in("openid-foreigner")
    asked = {"subject": session["subject"], "document_type": one.document.kind, "document_number": one.number}
    counter = kaiping.office()
    assert await refusal(kaiping.registration("/credential-activations", asked, counter)) == (404, ["NOT_FOUND"])
    await kaiping.registration("/mandates", {**asked, "kind": "SELF", "area": COUNTY, **SHOWN}, counter)
    first, second = await asyncio.gather(*(kaiping.registration("/credential-activations", asked, counter) for _ in range(2)))
    assert first == second
    session = await kaiping.log_in("openid-foreigner")
    assert session["credential_active"]
    form = {"enrolment_way": "RESIDENT", "employed": "false", "document_valid_to": "2030-01-01"}
    application = await kaiping.apply(one, session["access_token"], papers=["RESIDENCE_PROOF"], **one.told, category="FOREIGNER", form=form)
    await kaiping.approve(application)
