"""Every item is asked for, and all four services die at once in the middle of it (-9). Started again, each ends as if nothing had been."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from canbao_suite.season.jobs import Job, told_by_the_tax_office
from canbao_suite.season.population import Person
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from tax_office.behaviour import digest
from tests.flows.kaiping import COUNTY, TOWN, YEAR, Foreigner, Kaiping
from tests.flows.killing import killed_amid
from tests.flows.test_finance import drawn_up
from tests.flows.test_households import paper, row
from tests.flows.test_young import SCHOOL, sheet

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
WHOLE = ["SUBMITTED", "CHECK_PENDING", "UNDER_REVIEW", "APPROVED"]
NEW_ACCOUNT = "9900880000000201"


def begun(*asked: Coroutine[Any, Any, Any]) -> "list[asyncio.Future[Any]]":
    """Asked now, answered when it is."""
    return [asyncio.ensure_future(one) for one in asked]


@dataclass
class Desk:
    """What flows in here ask of Kaiping's offices."""

    kaiping: Kaiping

    async def are_reviewed(self, *applications: str) -> None:
        """Returns once all can be decided."""
        for one in applications:
            await self.kaiping.application(one, "UNDER_REVIEW")

    async def decide(self, *applications: str) -> dict[str, Any]:
        """All of them by one call of another clerk."""
        decisions = [{"application_id": one, "decision": "APPROVE"} for one in applications]
        return await self.kaiping.registration("/decisions", {"decisions": decisions}, self.kaiping.office("reviewer", "second"))

    async def went_once(self, application: str, person: Person) -> dict[str, Any]:
        """Approved with each step once, and one participation of the year with one bill."""
        done = await self.kaiping.application(application, "APPROVED")
        assert [step["to"] for step in done["history"]] == WHOLE
        [one] = await self.kaiping.of_year(person, YEAR)
        assert (one["participation_id"], one["state"]) == (done["participation_id"], "REGISTERED")
        assert len(await self.kaiping.bills(one["participation_id"])) == 1
        return done

    async def has_ended(self, person: Person, state: str, why: str | None = None) -> None:
        """The one participation of the year."""
        [one] = await self.kaiping.of_year(person, YEAR)
        seen = await self.kaiping.participation(one["participation_id"], await self.kaiping.person_id(person), state)
        assert why in (None, seen["state_reason"])


async def new_ones(kaiping: Kaiping) -> dict[str, tuple[Person, str]]:
    """Who comes to be insured, by item: themselves, by kiosk, with a permit, a migrant child, a foreigner."""
    self_filed, kiosk, holder, child = *(kaiping.somebody() for _ in range(3)), kaiping.child()
    foreigner, token = kaiping.foreigner(), await kaiping.at_kiosk(kiosk)
    card = {"enrolment_way": "RESIDENT", "employed": "false", "document_valid_to": "2030-01-01"}
    permit: dict[str, Any] = {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2024-01-31"}
    migrant: dict[str, Any] = {"category": "MIGRANT_CHILD", "form": {"at_school": "false"}}
    by_card: dict[str, Any] = {**foreigner.told, "category": "FOREIGNER", "channel": "COUNTER", "form": card}
    filed = await asyncio.gather(
        kaiping.apply(self_filed),
        kaiping.apply(kiosk, token, channel="KIOSK"),
        kaiping.apply(holder, papers=["RESIDENCE_PERMIT"], **permit),
        kaiping.apply(child, papers=["HOUSEHOLD_BOOK", "WORK_PROOF"], **migrant),
        kaiping.apply(foreigner, kaiping.office(), papers=["RESIDENCE_PROOF"], **by_card),
    )
    people = (self_filed, kiosk, holder, child, foreigner)
    return {item: (one, application) for item, one, application in zip(("B1", "B2", "B12", "B14", "B15"), people, filed, strict=True)}


async def wishes(kaiping: Kaiping) -> dict[str, tuple[Person, str]]:
    """What people ask who are registered: another account, a stop, no next year."""
    people = [kaiping.somebody() for _ in range(3)]
    for one in people:
        await kaiping.enrolled(one)
    account = {"account_holder": people[0].name, "bank": people[0].bank, "account_number": NEW_ACCOUNT}
    filed = await asyncio.gather(
        kaiping.ask(people[0], "account_change", papers=["TRIPARTITE_AGREEMENT"], **account),
        kaiping.ask(people[1], "stop", form={"stop_reason": "ARMY"}),
        kaiping.ask(people[2], "cancel_next_year"),
    )
    return {item: (one, application) for item, one, application in zip(("B4", "B5", "B24"), people, filed, strict=True)}


async def household_form(kaiping: Kaiping, newcomer: Person) -> str:
    """The application of a member on the paper of a household."""
    form = await kaiping.registration("/household-forms", {"area": TOWN, "benefit_year": YEAR, "people": 1}, kaiping.office())
    entry, enters = paper(f"{TOWN}H-killed", row("NEW", newcomer)), kaiping.office("clerk", "enters")
    entered = await kaiping.registration(f"/household-forms/{form['form_id']}/entry", entry, enters)
    application: str = entered["members"][0]["application_id"]
    return application


async def bound_foreigner(kaiping: Kaiping) -> tuple[Foreigner, dict[str, Any]]:
    """Bound at a counter, and what is asked to activate the credential."""
    one, session = kaiping.foreigner(), await kaiping.log_in("openid-killed")
    asked = {"subject": session["subject"], "document_type": one.document.kind, "document_number": one.number}
    shown = {"kind": "SELF", "area": COUNTY, "paper": "IDENTITY_DOCUMENT", "reference": "flows"}
    await kaiping.registration("/mandates", asked | shown, kaiping.office())
    return one, asked


async def test_what_was_asked_before_the_period(kaiping: Kaiping) -> None:
    """V-44: new registrations, a household, a school's list, changes, a stop, an activation, a report and a visit; then people look.

    B1 (killed), B2 (killed), B3 (killed), B4 (killed), B5 (killed), B9 (killed), B12 (killed), B14 (killed), B15 (killed), B24 (killed),
    B28 (killed), B29 (killed), B31 (killed), B32 (killed), B33 (killed), B34 (killed).
    """
    await kaiping.on(2023, 10, 6)
    desk, town, operator = Desk(kaiping), kaiping.office(area=TOWN), kaiping.client.token("operator")
    new, asked, member, called = await new_ones(kaiping), await wishes(kaiping), kaiping.somebody(), kaiping.somebody()
    new["B3"] = (member, await household_form(kaiping, member))
    students = [kaiping.somebody() for _ in range(2)]
    school = kaiping.office("school", SCHOOL, area=TOWN, organisation=SCHOOL)
    list_id = await kaiping.file_list("STUDENTS", YEAR, sheet(*students), school, area=TOWN)
    _, activation = await bound_foreigner(kaiping)
    await kaiping.insured_last_year(called)
    visit = {"person_id": await kaiping.person_id(called), "benefit_year": YEAR, "visited_on": "2023-10-06", "result": "CONTACTED"}
    ready = [application for _, application in (*new.values(), *asked.values())]
    await desk.are_reviewed(*ready)

    async with killed_amid(kaiping, 5, "outreach_visits", "progress_snapshots", "logins") as held:
        await kaiping.registration(f"/lists/{list_id}/confirm", None, kaiping.office("operator", "second", area="44"))
        await held.waits(1)
        waiting = begun(
            kaiping.day_of("take_snapshot", 2023, 10, 5),
            kaiping.registration("/outreach/visits", visit, town),
            kaiping.registration("/credential-activations", activation, kaiping.office()),
            desk.decide(*ready[::2]),
            desk.decide(*ready[1::2]),
        )

    await asyncio.gather(*waiting)
    await kaiping.list_in(list_id, "APPLIED")
    for person, application in new.values():
        await desk.went_once(application, person)
    for cancelled in ("B5", "B24"):
        await desk.has_ended(asked[cancelled][0], "CANCELLED")
    for student in students:
        [enrolled] = await kaiping.of_year(student, YEAR)
        assert len(await kaiping.bills(enrolled["participation_id"])) == 1
    assert (await kaiping.log_in("openid-killed"))["credential_active"]
    reports = await kaiping.look("registration", "/progress/snapshots", operator, benefit_year=YEAR, area=COUNTY)
    assert [one["day"] for one in reports["snapshots"]].count("2023-10-05") == 1
    listed = (await kaiping.look("registration", "/outreach", town, benefit_year=YEAR, area=TOWN, limit=200))["items"]
    assert [one["state"] for one in listed if one["person_id"] == visit["person_id"]] == ["CONTACTED"]
    mine = await kaiping.look("registration", "/me/participations", await kaiping.at_kiosk(new["B2"][0]))
    assert [one["benefit_year"] for one in mine["items"]] == [YEAR]
    await kaiping.on(2023, 10, 10)
    [changed] = await kaiping.of_year(asked["B4"][0], YEAR)
    assert await kaiping.account_at_the_tax_office(changed["participation_id"]) == digest(NEW_ACCOUNT)


async def insured(kaiping: Kaiping) -> Person:
    """Somebody who has paid for the year."""
    person = kaiping.somebody()
    await kaiping.pay(await kaiping.enrolled(person), 2023, 10, 10)
    return person


async def child_of_november(kaiping: Kaiping) -> tuple[Person, str]:
    """Born on 20 November: its birth year is paid, the next one is owed; its guardian's session."""
    await kaiping.on(2024, 2, 1)
    child = kaiping.newborn(date(2023, 11, 20))
    parent = await kaiping.guardian(child, "mother")
    told = {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2023-11-20", "category": "NEWBORN"}
    await kaiping.approve(await kaiping.apply(child, parent, papers=["BIRTH_CERTIFICATE"], **told))
    [birth_year] = await kaiping.of_year(child, 2023)
    await kaiping.pay(birth_year["participation_id"], 2024, 2, 1)
    return child, parent


async def young_and_late(kaiping: Kaiping) -> dict[str, tuple[Person, str]]:
    """A mother before birth, a newborn, and somebody who came home from prison this month."""
    mother = next(one for one in iter(kaiping.somebody, None) if one.sex is Sex.FEMALE)
    child, released = kaiping.newborn(date(2024, 4, 15)), kaiping.somebody()
    parent = await kaiping.guardian(child, "father")
    born = {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2024-04-15", "category": "NEWBORN"}
    filed = await asyncio.gather(
        kaiping.apply(mother, item="pre_newborn_enrolment", sex=None, form={"expected_on": "2024-08-20"}),
        kaiping.apply(child, parent, papers=["BIRTH_CERTIFICATE"], **born),
        kaiping.apply(released, papers=["RELEASE_CERTIFICATE"], category="MY4", event_date="2024-05-20"),
    )
    return {item: (one, application) for item, one, application in zip(("B6", "B7", "B13"), (mother, child, released), filed, strict=True)}


async def consent_of_newcomer(kaiping: Kaiping) -> tuple[str, Coroutine[Any, Any, Any]]:
    """Somebody who is insured in Hunan: the application that waits for a consent, and its correction with it."""
    person, moved = kaiping.somebody(), {"category": "MY5", "event_date": "2024-05-20"}
    await kaiping.elsewhere(person, "430100", YEAR)
    application = await kaiping.apply(person, papers=["MOVE_IN_CERTIFICATE"], **moved)
    await kaiping.application(application, "NEEDS_CORRECTION")
    who = kaiping.login(person)
    papers = [await kaiping.paper(kind, who) for kind in ("MOVE_IN_CERTIFICATE", "CONSENT")]
    consent = {"old_unit": "长沙市医疗保障事务中心", "signed_on": "2024-05-31"}
    form = person.as_application(YEAR, "YUE_YIBAO") | moved | {"materials": papers, "consent": consent}
    return application, kaiping.registration(f"/applications/{application}/corrections", form, who)


@dataclass(frozen=True, slots=True)
class Gone:
    """Insured people to whom something happens: a job, a move, a transfer, a death."""

    kaiping: Kaiping
    worker: Person
    mover: Person
    leaver: Person
    dead: Person

    async def told(self) -> Sequence[Coroutine[Any, Any, Any]]:
        """What offices record of the last three."""
        moved, left = [(await self.kaiping.of_year(one, YEAR))[0]["participation_id"] for one in (self.mover, self.leaver)]
        rest = {"kind": "SUSPEND", "cause": "OTHER_REGION", "reason": "本人申请暂停原参保关系"}
        died = {"died_on": "2024-05-25", "source": "PUBLIC_SECURITY"}
        dead, ask = await self.kaiping.person_id(self.dead), self.kaiping.registration
        return (
            ask(f"/participations/{moved}/acts", rest, self.kaiping.office()),
            ask(f"/participations/{left}/transfers", {"to_area": "450103"}, self.kaiping.login(self.leaver)),
            ask(f"/persons/{dead}/death", died, self.kaiping.office("reviewer", "second")),
        )

    async def employed(self) -> None:
        """The tax office tells of the first, of the employer's merger, too."""
        job = Job(self.worker, date(2024, 5, 20), employer="91440783MA4YANGLK1")
        merged = [{"kind": "EMPLOYER_MERGED", "changed_on": "2024-05-21", "former_employer": "91440783MA4YANGLK2"}]
        await told_by_the_tax_office(self.kaiping.client, job.registered(1), job.paid(2, changes=merged))

    async def have_ended(self, desk: Desk) -> None:
        """Each once, as if nothing had been."""
        await desk.has_ended(self.worker, "SUSPENDED", "EMPLOYEE_SCHEME")
        await desk.has_ended(self.mover, "SUSPENDED", "OTHER_REGION")
        await desk.has_ended(self.leaver, "SUSPENDED", "TRANSFER")
        await desk.has_ended(self.dead, "TERMINATED", "DEATH")
        mine = self.kaiping.login(self.worker)
        seen = await self.kaiping.look("registration", f"/persons/{await self.kaiping.own_id(mine)}/insurance", mine)
        assert [[change["kind"] for change in one["changes"]] for one in seen["employments"]] == [["EMPLOYER_MERGED"]]
        there = self.kaiping.office("reviewer", "nanning", "4501")
        [left] = await self.kaiping.of_year(self.leaver, YEAR)
        transfers = (await self.kaiping.look("registration", "/transfers", there, limit=1000))["items"]
        assert [one["participation_id"] for one in transfers].count(left["participation_id"]) == 1


async def is_one_child(kaiping: Kaiping, child: Person, number: str, person_id: str) -> None:
    """By its new number it is who it was, insured in both years without a gap; its records stand once."""
    told = {"document_type": "RESIDENT_ID", "document_number": number}
    assert (await kaiping.registration("/persons/search", told, kaiping.office()))["person_id"] == person_id
    for year in (2023, YEAR):
        [one] = await kaiping.of_year(child, year)
        await kaiping.bills(one["participation_id"], "PAID")
        assert len(await kaiping.bills(one["participation_id"])) == 1
    for day in (date(2023, 11, 20), date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31)):
        await kaiping.covered(child, day)

    async def lines() -> list[tuple[str, ...]]:
        found = await kaiping.look("registration", f"/persons/{person_id}/rights-records", kaiping.office())
        return sorted(tuple(str(one[name]) for name in sorted(one)) for one in found["items"])

    seen = await lines()
    assert len(seen) == len(set(seen)) > 0


async def test_what_was_asked_in_the_middle_of_the_year(kaiping: Kaiping) -> None:
    """V-24: the last day for the second bill of a child of November, whose new number is being recorded; a list, a request, ends.

    B6 (killed), B7 (killed), B8 (killed), B10 (killed), B11 (killed), B13 (killed), B20 (killed), B21 (killed), B22 (killed),
    B23 (killed), B26 (killed), B27 (killed), B35 (killed).
    """
    await kaiping.on(2023, 10, 10)
    desk, gone, poor = Desk(kaiping), Gone(kaiping, *[await insured(kaiping) for _ in range(4)]), kaiping.somebody()
    await kaiping.insured_last_year(poor)
    child, parent = await child_of_november(kaiping)
    await kaiping.on(2024, 5, 31)
    new, person_id, number = await young_and_late(kaiping), await kaiping.person_id(child), fictitious_id(child.birth, 7, child.sex)
    known = {"document_type": DocumentType.BIRTH_CERT, "birth_date": "2023-11-20"}
    form = {"new_document_type": "RESIDENT_ID", "new_document_number": number}
    identity = await kaiping.ask(child, "identity_change", token=parent, papers=["HOUSEHOLD_BOOK"], form=form, **known)
    [owed] = await kaiping.bills((await kaiping.of_year(child, YEAR))[0]["participation_id"], "SENT", "DEDUCTING")
    moved, correction = await consent_of_newcomer(kaiping)
    request = await drawn_up(kaiping)
    marked = kaiping.list_of("CIVIL_AFFAIRS", poor.as_marked("SUB01", date(2024, 5, 1)))
    decided = [application for _, application in new.values()] + [identity]
    acts = await gone.told()
    await desk.are_reviewed(*decided)

    async with killed_amid(kaiping, 5, "consents", "subsidy_requests", "subsidy_marks") as held:
        await kaiping.client.tax("/sales", {"bill_id": owed["bill_id"], "channel": "YUE_YIBAO", "business_date": "2024-05-31"})
        await gone.employed()
        await held.waits(1)
        waiting = begun(marked, correction, request.send(), desk.decide(*decided), *acts)

    await asyncio.gather(*waiting)
    for item in ("B7", "B13"):
        await desk.went_once(new[item][1], new[item][0])
    await kaiping.application(new["B6"][1], "APPROVED")
    await is_one_child(kaiping, child, number, person_id)
    await gone.have_ended(desk)
    assert (await kaiping.covered(poor, date(2024, 6, 1)))["level"] == "SUBSIDISED"
    assert sorted(one["state"] for one in await kaiping.of_year(poor, YEAR)) == ["ACTIVE", "LAPSED"], "renewed in October, not paid"
    assert await request.seen() == ["SENT"]
    await kaiping.registration(f"/applications/{moved}/consent/units", {"old_area": "430100"}, kaiping.office())
    await kaiping.approve(moved)

    async def notices() -> list[str]:
        told = (await kaiping.look("dedup", "/notices", limit=1000))["items"]
        return [one["rule"] for one in told if one["application_id"] == moved]

    assert await kaiping.until(notices, bool) == ["R-087"]
