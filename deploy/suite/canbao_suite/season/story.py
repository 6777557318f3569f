"""The season, step by step, from 1 September to 1 January (S2 §五(七)), through public REST and the tax office's controls."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from canbao_suite.processes import Suite
from canbao_suite.season.client import Refused, SuiteClient
from canbao_suite.season.going_back import give_money_back
from canbao_suite.season.households import Household, hand_in_form
from canbao_suite.season.insured_twice import InsuredTwice
from canbao_suite.season.lanes import in_parallel
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.movers import Movers
from canbao_suite.season.newborns import Newborn, by_guardian
from canbao_suite.season.other_facts import tell_other_facts
from canbao_suite.season.own_bills import login_of
from canbao_suite.season.plan import WAVES, Applicant, SeasonPlan, Story, Wish
from canbao_suite.season.population import Person
from canbao_suite.season.progress_bar import SeasonProgress
from canbao_suite.season.put_right import TOLD_OTHERWISE, correct_the_office, decide_what_differs
from canbao_suite.season.quiet import until_answered, until_quiet, until_worked_off
from canbao_suite.season.schools import hand_in_students
from canbao_suite.season.statements import compare_all_days, hand_in_results
from canbao_suite.season.wishes import form_of, mark_people, wish_of
from enrolment_terms.benefit_year import SHANGHAI

YEAR = 2024
LAST_DAY = date(YEAR, 1, 5)
REGION = "440700"
COUNTY = "440783"
_REVIEWS_IN_VAIN = 20
"""A killed service may answer a check much later than its queue is empty."""
_LOOK_SECONDS = 0.2
T = TypeVar("T")

_PAID_LAST_YEAR = date(2022, 11, 15)
_MISBEHAVIOUR = {
    "insufficient_balance": 0.05,
    "account_abnormal": 0.02,
    "bank_system": 0.01,
    "duplicate_callbacks": 0.02,
    "reorder": 0.1,
    "wrong_amount": 0.0005,
    "unknown_bill": 0.0005,
    "double_payment": 0.001,
    "reversed": 0.01,
    "reversed_in_part": 0.005,
    "reversed_unknown": 0.005,
    "more_fields": 0.01,
    "ledger_turns_back": 0.1,
    "lost_answers": 0.3,
    "lost_messages": 0.05,
    "timeout": 0.01,
    "delay_ms": 20,
}


class Season:
    """One run of the season against a started suite; what was acknowledged is in `ledger`. `earlier` people were there before it."""

    def __init__(
        self, suite: Suite, client: SuiteClient, plan: SeasonPlan, progress: SeasonProgress, earlier: Set[UUID] = frozenset()
    ) -> None:
        self.ledger = SeasonLedger()
        self._earlier = earlier
        self._suite, self._client, self._plan, self._progress = suite, client, plan, progress
        self._operator = client.token("operator")
        self._clerk = client.token("clerk")
        self._reviewer = client.token("clerk", "season:reviewer")
        self._paid = 0
        self._quiet_after: int | None = None
        """Acts of the client after which all was quiet."""
        self._twice = InsuredTwice(client, plan, self.ledger, self._quiet)

    async def run(self) -> None:
        """Everything from the first day to the end of the period."""
        await self._day(8, 31, "last year's insured")
        await self._client.tax("/behaviour", {"seed": self._plan.seed, **_MISBEHAVIOUR, **TOLD_OTHERWISE})
        await self._import_last_year()
        await self._twice.begin()
        await self._renew()
        await self._day(9, 5, "stops, other accounts, other towns, households")
        await self._hand_in_forms()
        await self._wish()
        await self._day(9, 10, "students of a school")
        students = self._plan.students
        self.ledger.students += await hand_in_students(self._client, students, students[0].area, YEAR)
        self._progress.advance(len(students))
        await self._quiet()
        waves = [self._plan.applicants[first::WAVES] for first in range(WAVES)]
        await self._day(9, 12, "new applications, September")
        await self._apply(waves[0])
        await self._day(10, 9, "unified check, first levies")
        await self._quiet()
        check = {"region": REGION, "benefit_year": YEAR, "note": "江门市统一核定"}
        await self._client.post_by_two("payment-bridge", "/levy-checks", check)
        await self._day(10, 10, "the department's list of subsidised persons")
        self.ledger.marked += await mark_people(self._client, self._plan, "2023-09", date(YEAR - 1, 10, 1))
        await self._day(10, 11, "new applications, October")
        await self._apply(waves[1])
        await self._round(1, 10, 20)
        await self._twice.meet(date(YEAR - 1, 10, 20))
        await self._sell(10, 28, 0.25)
        await self._twice.go_on(date(YEAR - 1, 10, 28))
        await self._twice.ask()
        await self._day(11, 8, "new applications, November")
        await self._apply(waves[2])
        await self._round(2, 11, 15)
        await self._twice.go_on(date(YEAR - 1, 11, 15))
        await self._twice.turn_out()
        await self._day(12, 12, "new applications, December")
        await self._apply(waves[3])
        await self._round(3, 12, 18, by_file=True)
        await self._twice.go_on(date(YEAR - 1, 12, 18))
        await self._sell(12, 22, 0.3)
        await self._put_right()
        await self._day(12, 28, "money goes back")
        self.ledger.refunds |= await give_money_back(self._client, self._plan.refunding, YEAR)
        await self._quiet()
        await self._round(4, 12, 30)
        await self._twice.go_on(date(YEAR - 1, 12, 30))
        await self._end_period()

    async def _day(self, month: int, day: int, what: str, *, done: bool = True) -> None:
        year = YEAR if month == 1 else YEAR - 1
        await self._client.move_clock(datetime(year, month, day, 9, tzinfo=SHANGHAI), done=done)
        self._progress.step(f"{year}-{month:02d}-{day:02d} {what}")

    async def _quiet(self) -> None:
        """Nothing is on its way. Since it was so, something must have been asked for: by itself nothing moves."""
        acts = self._client.acts
        if self._quiet_after != acts:
            await until_quiet(self._suite, self._client, self._show_paid)
            self._quiet_after = acts

    def _show_paid(self, paid: int) -> None:
        self._suite.measure()
        self._progress.advance(paid - self._paid)
        self._paid = paid

    async def _import_last_year(self) -> None:
        async def one(chunk: Sequence[Person]) -> None:
            body = {"benefit_year": YEAR - 1, "people": [person.as_import(_PAID_LAST_YEAR) for person in chunk]}
            answer = await self._client.post_by_two("registration", "/imports", body)
            self.ledger.imported += answer["imported"] + answer["already_there"]
            self._progress.advance(len(chunk))

        await in_parallel(chunks(self._plan.insured, 500), one, 3)

    async def _renew(self) -> None:
        """R-050: registration does it by itself on the first day of the period; operators see how far it is."""
        await self._day(9, 1, "renewals", done=False)
        state = ""
        while state != "DONE":
            await asyncio.sleep(_LOOK_SECONDS)
            page = await self._client.get("registration", "/job-runs", self._operator, job="renew_insured", limit=100)
            for run in page["items"]:
                if run["area"] == REGION and run["day"] == f"{YEAR - 1}-09-01":
                    self._progress.advance(run["done"] - self.ledger.renewed)
                    self.ledger.renewed, state = run["done"], run["state"]

    async def _apply(self, applicants: list[Applicant]) -> None:
        async def one(applicant: Applicant) -> None:
            await self._submit(applicant)
            self._progress.advance(1)

        await in_parallel(iter(applicants), one, 16)
        await self._decide()

    async def _hand_in_forms(self) -> None:
        """Annex 1, at the town; decided with the wishes."""

        async def one(household: Household) -> None:
            application, household_id = await hand_in_form(self._client, household, YEAR, date(YEAR - 1, 9, 4))
            self.ledger.applications[f"season-household-{household.new.number[-12:]}-{self._plan.seed}"] = application
            self.ledger.household_members[application] = household_id
            self._progress.advance(1)

        await in_parallel(iter(self._plan.households), one, 16)

    async def _wish(self) -> None:
        """What last year's insured ask in time (R-051)."""
        towns = sorted({person.area for person in self._plan.insured})

        async def one(asked: tuple[Wish, Person]) -> None:
            wish, person = asked
            body, town = wish_of(wish, person, towns, YEAR)
            key = f"season-{wish}-{person.number[-12:]}-{self._plan.seed}"
            answer = await self._client.post("registration", "/applications", body, self._token_of(person, body), key=key)
            self.ledger.applications[key] = answer["application_id"]
            self.ledger.wishes[answer["application_id"]] = (wish, town)
            self._progress.advance(1)

        await in_parallel(((wish, person) for wish, people in self._plan.wishes.items() for person in people), one, 16)
        await self._decide()

    async def _decide(self) -> None:
        await self._quiet()
        await self._review()
        await self._quiet()

    def _token_of(self, person: Person, body: Mapping[str, object]) -> str:
        """Of the person himself in the mini-program or at a kiosk, of a clerk elsewhere."""
        if body["channel"] == "KIOSK":
            return self._client.token("kiosk", f"kiosk:{person.household_no}", person.document)
        by_himself = body["channel"] == "YUE_YIBAO"
        return login_of(self._client, person) if by_himself else self._clerk

    async def _submit(self, applicant: Applicant) -> None:
        person = applicant.person
        key = f"season-{person.number[-12:]}-{self._plan.seed}"
        body = form_of(applicant, int(person.number[-4:-1]), YEAR)
        token, more = await self._filed_by(applicant, body)
        body |= more
        if applicant.story is Story.WRONG_NUMBER:
            body["document_number"] = person.number[:-1] + ("0" if person.number[-1] != "0" else "1")
        try:
            answer = await self._client.post("registration", "/applications", body, token, key=key)
        except Refused as refusal:
            if applicant.story is not Story.WRONG_NUMBER or refusal.status != 422:
                raise
            self.ledger.refused_forms += 1
            return
        self.ledger.applications[key] = answer["application_id"]
        self.ledger.stories[answer["application_id"]] = applicant.story
        if applicant.category == "NEWBORN":
            self.ledger.newborns[answer["application_id"]] = Newborn(person.birth, YEAR)

    async def _filed_by(self, applicant: Applicant, body: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
        """Whose token, and what he adds to the form: a parent files for a newborn in the mini-program."""
        if applicant.category == "NEWBORN" and applicant.channel == "YUE_YIBAO":
            return await by_guardian(self._client, applicant.person, self._clerk)
        return self._token_of(applicant.person, body), {}

    async def _review(self) -> None:
        """Another clerk than the one who files approves all of this season that wait for review, some of them later."""
        in_vain = 0
        while waiting := await self._under_review():
            decisions = [{"application_id": application_id, "decision": "APPROVE"} for application_id in waiting]
            answer = await self._client.post("registration", "/decisions", {"decisions": decisions}, self._reviewer)
            approved = [result["application_id"] for result in answer["results"] if result["state"] == "APPROVED"]
            self.ledger.approved.update(approved)
            self._progress.advance(len(approved))
            in_vain = 0 if approved else in_vain + 1
            if in_vain > _REVIEWS_IN_VAIN:
                raise RuntimeError(f"no application could be approved: {answer['results'][:3]}")
            if in_vain:
                await self._quiet()

    async def _under_review(self) -> list[str]:
        ours = set(self.ledger.applications.values())
        asked: dict[str, Any] = {"state": "UNDER_REVIEW", "benefit_year": YEAR, "limit": 200}
        while True:
            page = await self._client.get("registration", "/applications", self._clerk, **asked)
            found = [item["application_id"] for item in page["items"] if item["application_id"] in ours]
            if found or page["next"] is None:
                return found
            asked["after"] = page["next"]

    async def _round(self, number: int, month: int, day: int, *, by_file: bool = False) -> None:
        """`by_file`: no callback tells of it; the ledger and a file do, whichever comes first."""
        await self._quiet()
        await self._day(month, day, f"deduction round {number}")
        on = date(YEAR - 1, month, day).isoformat()
        await self._client.tax("/rounds", {"round_no": number, "business_date": on, "told": not by_file})
        if by_file:
            await until_worked_off(self._client)
            await hand_in_results(self._client, on)
        await self._quiet()

    async def _sell(self, month: int, day: int, share: float) -> None:
        await self._day(month, day, "paid by other channels")
        body = {"share": share, "of": "FAILED_PERSONAL", "business_date": date(YEAR - 1, month, day).isoformat(), "seed": self._plan.seed}
        answer = await self._client.tax("/sales", body)
        self.ledger.sales += answer.get("sold", 0)
        await self._quiet()

    async def _put_right(self) -> None:
        await self._day(12, 26, "the tax office puts right what it told otherwise")
        await self._client.tax("/behaviour", {"seed": self._plan.seed, **_MISBEHAVIOUR})
        told = await correct_the_office(self._client, date(YEAR - 1, 12, 26))
        self.ledger.told_otherwise |= told.serials
        self.ledger.corrected |= told.corrected
        await self._quiet()
        await decide_what_differs(self._client)
        await self._quiet()

    async def _end_period(self) -> None:
        await self._day(1, 1, "the period has ended")
        remaining = 1
        while remaining:
            body = {"region": REGION, "benefit_year": YEAR, "limit": 5000}
            answer = await self._client.post_by_two("payment-bridge", "/period-ends", body)
            self.ledger.abandoned += answer["abandoned"]
            remaining = answer["remaining"]
        await self._quiet()
        await self._move()
        self._progress.step("2024-01-01 statements of all days")
        compared = await compare_all_days(self._client, self._plan.seed, date(YEAR, 1, 1), self.ledger.corrected)
        self.ledger.at_the_bank, self.ledger.compared_wrongly = compared
        self._progress.step("2024-01-01 deaths, jobs, removals")
        insured = [one for one in self._plan.insured if one not in {planted.person for planted in self._plan.planted}]
        self.ledger.other_facts = await tell_other_facts(self._suite, self._client, YEAR, insured, self._plan.people, self._earlier)
        await self._quiet()
        await until_answered(self._suite, self._client)
        await self._day(LAST_DAY.month, LAST_DAY.day, "other regions have answered")
        await self._twice.go_on(LAST_DAY)

    async def _move(self) -> None:
        """R-087: from Hunan, with consent and without."""
        self._progress.step("2024-01-01 people move here")
        await self._twice.move([self._client.identity_token(one.document) for one in self._plan.movers])
        movers = Movers(self._client, self._plan.movers, YEAR, date(YEAR, 1, 1).isoformat())
        await movers.file()
        self.ledger.movers = {application: application in movers.consenting for application in movers.filed}
        self.ledger.applications |= {f"season-mover-{application}": application for application in movers.filed}
        await self._quiet()
        await movers.consent()
        await self._decide()
        await movers.pay()
        await self._quiet()


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in runs of `size`."""
    return (items[first : first + size] for first in range(0, len(items), size))
