"""The shortest story that touches every step up to the bill: last year's insured, renewal, applications, review; then the audit."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from canbao_suite.season.audit import audit
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.client import Refused, SuiteClient
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.plan import Story
from canbao_suite.season.population import Person, Population
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from tests.chaos.harness import TestedSuite

YEAR, TOWN, COUNTY = 2024, "440783115", "440783"
PATIENCE = 60.0
Fault = Callable[[], Awaitable[None]]


async def nothing_happens() -> None:
    """No fault."""


class ShortStory:
    """Six people of one town. `after_import` and `after_first_answer` are the moments at which a fault may strike."""

    def __init__(
        self, suite: TestedSuite, *, before_import: Fault = nothing_happens, after_import: Fault = nothing_happens,
        after_first_answer: Fault = nothing_happens, patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self.ledger = SeasonLedger()
        self._suite = suite
        self._client = SuiteClient(suite)
        self._comes_to_rest, self._patience = True, patience
        self._before_import, self._after_import, self._after_first_answer = before_import, after_import, after_first_answer
        population = Population(seed=7)
        self._insured = list(population.people(TOWN, 3))
        self._applicants = list(population.people(TOWN, 3))

    async def tell(self) -> AuditReport:
        """The story, then what the audit says of it."""
        try:
            await self._client.move_clock(datetime(YEAR - 1, 9, 12, 9, tzinfo=SHANGHAI))
            await self._import()
            await self._renew()
            for number, person in enumerate(self._applicants):
                await self._submit(person)
                if number == 0:
                    await self._after_first_answer()
            await self._quiet()
            await self._review()
            await self._quiet()
            return await audit(self._suite, self.ledger, YEAR)
        finally:
            await self._client.close()

    async def _import(self) -> None:
        await self._before_import()
        people = [person.as_import(date(YEAR - 2, 11, 15)) for person in self._insured]
        answer = await self._client.post_by_two("registration", "/imports", {"benefit_year": YEAR - 1, "people": people})
        self.ledger.imported = answer["imported"] + answer["already_there"]
        await self._after_import()

    async def _renew(self) -> None:
        answer = await self._post("/renewals", {"benefit_year": YEAR, "area": COUNTY, "limit": 100}, "operator", key="renewals")
        self.ledger.renewed = answer["renewed"]

    async def _submit(self, person: Person) -> None:
        """One that is refused when it is sent again was handed in, and nobody was told of it: the audit is to say so."""
        key = f"story-{person.number[-12:]}"
        try:
            answer = await self._post("/applications", person.as_application(YEAR, "COUNTER"), "clerk", key=key)
        except Refused:
            return
        self.ledger.applications[key] = answer["application_id"]
        self.ledger.stories[answer["application_id"]] = Story.PLAIN

    async def _review(self) -> None:
        page = await self._client.get(
            "registration", "/applications", self._client.token("clerk"), state="UNDER_REVIEW", benefit_year=YEAR, limit=100
        )
        decisions = [{"application_id": item["application_id"], "decision": "APPROVE"} for item in page["items"]]
        if decisions:
            answer = await self._post("/decisions", {"decisions": decisions}, "reviewer", key="decisions")
            self.ledger.approved.update(result["application_id"] for result in answer["results"] if result["state"] == "APPROVED")

    async def _post(self, path: str, body: dict[str, Any], role: str, key: str | None = None) -> dict[str, Any]:
        return await self._client.post("registration", path, body, self._client.token(role), key=key)

    async def _quiet(self) -> None:
        """A broken suite may never come to rest: once is enough to wait for it, and the audit is to say why."""
        if self._comes_to_rest:
            try:
                await until_quiet(self._suite, self._client, lambda _: None, self._patience)
            except TimeoutError:
                self._comes_to_rest = False
