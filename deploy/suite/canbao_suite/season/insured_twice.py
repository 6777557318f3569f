"""Whoever is insured elsewhere, too, through the season: told, found, asked, decided, carried out."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from canbao_suite.season.case_office import CaseOffice
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.doubles import GUANGZHOU, SHENZHEN, When, job, resident, told_when
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.movers import OLD_AREA
from canbao_suite.season.plan import Applicant, SeasonPlan, Story
from canbao_suite.season.regions import Regions

_ELSEWHERE: Mapping[Story, Mapping[str, Any]] = {
    Story.EMPLOYEE_ELSEWHERE: job(SHENZHEN, "2022-03-01", identity="FLEXIBLE"),
    Story.REGISTERED_ELSEWHERE: resident(GUANGZHOU),
    Story.OTHER_PROVINCE_THIS_YEAR: resident(OLD_AREA, 2023),
    Story.OTHER_CITY_THIS_YEAR: resident(GUANGZHOU, 2023),
}
"""What stands in the way of an application, or follows it."""


class InsuredTwice:
    """One season of them. `quiet`: returns when nothing is on its way."""

    def __init__(self, client: SuiteClient, plan: SeasonPlan, ledger: SeasonLedger, quiet: Callable[[], Awaitable[None]]) -> None:
        self._plan, self._ledger, self._quiet = plan, ledger, quiet
        self._regions, self._office = Regions(client, plan.seed), CaseOffice(client)

    async def begin(self) -> None:
        """What is known elsewhere before anybody is registered here."""
        await self._regions.misbehave()
        await self._regions.hold(told_when(self._plan.planted, When.EARLY))
        await self._regions.hold_of(dict(self._hindered(self._plan.applicants)))
        await self._regions.tell()

    async def meet(self, today: date) -> None:
        """All are registered here, and pay; what others learn late is told."""
        await self._office.find(self._plan.planted)
        self._ledger.planted |= self._office.planted
        self._ledger.sales += await self._office.pay(today.year + 1, today.isoformat())
        await self._quiet()
        await self._regions.hold(told_when(self._plan.planted, When.LATE))
        await self.go_on(today)

    async def ask(self) -> None:
        """Guangzhou asks that some participations rest."""
        await self._regions.ask(self._plan.planted)

    async def turn_out(self) -> None:
        """Some relations never were, others were never paid for."""
        await self._regions.turn_out(self._plan.planted)

    async def move(self, tokens: Sequence[str]) -> None:
        """Whoever moves here is insured in Hunan for this year."""
        await self._regions.hold_of({token: [resident(OLD_AREA)] for token in tokens})
        await self._regions.tell()

    async def go_on(self, today: date) -> None:
        """What is new elsewhere is told; whoever is asked answers, other regions are answered."""
        await self._regions.tell()
        await self._quiet()
        if await self._office.work(today.isoformat()) + await self._office.answer():
            await self._quiet()

    def _hindered(self, applicants: Sequence[Applicant]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        for applicant in applicants:
            if applicant.story in _ELSEWHERE:
                yield self._regions.token_of(applicant.person), [_ELSEWHERE[applicant.story]]
