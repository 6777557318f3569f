"""The load under which faults strike: people enrol one by one, are reviewed, billed and paid, all at the same time."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from canbao_suite.chaos.records import Records
from canbao_suite.processes import Suite
from canbao_suite.season.client import Refused, SuiteClient
from canbao_suite.season.population import Person, Population
from canbao_suite.season.run import town_figures
from canbao_suite.season.story import REGION, YEAR
from enrolment_terms.benefit_year import SHANGHAI

LANES, SEED = 16, 9
_TODAY = datetime(YEAR - 1, 10, 12, 9, tzinfo=SHANGHAI)
_BEHAVIOUR = {"seed": SEED, "duplicate_callbacks": 0.02, "reorder": 0.1, "timeout": 0.01, "delay_ms": 20, "lost_answers": 0.3}
"""The tax office says things twice and out of order, but everybody can pay: whoever is enrolled is entitled in the end."""
_ROUND_SECONDS, _REVIEW_SECONDS = 3.0, 0.3
_AT_ONCE = 200
_WAITS = 20
"""One in so many callers waits for the answer to the check."""


class EnrolmentLoad:
    """Enrols people by number, each under a key that is his for ever: what was broken off is sent again and answered once."""

    def __init__(self, suite: Suite, client: SuiteClient, records: Records) -> None:
        self._client, self._records = client, records
        self._towns = [town.area for town in town_figures()]
        self._population = Population(SEED)
        self._numbers = records.numbers_to_send()
        self._people: Iterator[tuple[int, Person]] = self._not_yet_enrolled()
        self.newest_acknowledged = 0.0
        """When the newest of the acknowledged enrolments was first sent, in Unix seconds."""
        self._enough = False

    async def prepare(self) -> None:
        """The day, the tax office's manners, and the region's check; each may be done again."""
        await self._client.move_clock(_TODAY)
        await self._client.tax("/behaviour", _BEHAVIOUR)
        check = {"region": REGION, "benefit_year": YEAR, "note": "江门市统一核定"}
        await self._client.post_by_two("payment-bridge", "/levy-checks", check)

    def stop(self) -> None:
        """Nobody new; `run` ends when all that was sent is answered."""
        self._enough = True

    async def until_enrolled(self, how_many: int, ends_at: float) -> None:
        """Returns when so many are acknowledged, or at that moment by the monotonic clock."""
        while len(self._records.acknowledged) < how_many and time.monotonic() < ends_at:  # noqa: ASYNC110 -- or the time
            await asyncio.sleep(0.1)

    async def run(self) -> None:
        """Enrols until it is stopped; review and payment go on as long."""
        self._enough = False
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(self._again_and_again(what, pause)) for what, pause in self._beside()]
            lanes = [group.create_task(self._lane()) for _ in range(LANES)]
            await asyncio.wait(lanes)
            for task in beside:
                task.cancel()

    async def finish(self) -> bool:
        """One more review and one more round of payments. True if anything was left to review."""
        reviewed = await self._review()
        await self._pay()
        return reviewed

    def _beside(self) -> tuple[tuple[Any, float], ...]:
        return (self._review, _REVIEW_SECONDS), (self._pay, _ROUND_SECONDS)

    async def _again_and_again(self, what: Any, pause: float) -> None:  # noqa: ANN401 -- a method without arguments
        while True:
            with suppress(TimeoutError):
                await what()
            await asyncio.sleep(pause)

    def _not_yet_enrolled(self) -> Iterator[tuple[int, Person]]:
        """People by number without end; those who are acknowledged are left out."""
        made = 0
        for number in self._numbers:
            while True:
                [person] = self._population.people(self._towns[made % len(self._towns)], 1)
                made += 1
                if made > number:
                    break
            yield number, person

    async def _lane(self) -> None:
        while not self._enough:
            number, person = next(self._people)
            await self._enrol(number, person)

    async def _enrol(self, number: int, person: Person) -> None:
        """Sends it again and again under the same key, until it is answered."""
        sent = time.time()
        body, token = person.as_application(YEAR, "COUNTER"), self._client.token("clerk")
        wait = 1 if number % _WAITS == 0 else None
        while True:
            with suppress(TimeoutError):
                try:
                    answer = await self._client.post("registration", "/applications", body, token, key=f"chaos-{number}", wait=wait)
                except Refused:  # a repetition that is not known as one: it was handed in, and nobody was told
                    return
                break
        self._records.acknowledge(number, answer["application_id"])
        self.newest_acknowledged = max(self.newest_acknowledged, sent)

    async def _review(self) -> bool:
        """Approves a page of those that wait. False if there were none."""
        page = await self._client.get(
            "registration", "/applications", self._client.token("clerk"), state="UNDER_REVIEW", benefit_year=YEAR, limit=_AT_ONCE
        )
        decisions = [{"application_id": item["application_id"], "decision": "APPROVE"} for item in page["items"]]
        if decisions:
            reviewer = self._client.token("clerk", "season:reviewer")
            answer = await self._client.post("registration", "/decisions", {"decisions": decisions}, reviewer)
            self._records.approve([result["application_id"] for result in answer["results"] if result["state"] == "APPROVED"])
        return bool(decisions)

    async def _pay(self) -> None:
        """The tax office's one round goes on over what has been billed since; nobody is asked for money twice."""
        await self._client.tax("/rounds", {"round_no": 1, "business_date": _TODAY.date().isoformat()})
