"""People who move here from Hunan in January and are insured there for the year: with their consent the old relation rests (R-087)."""

from collections.abc import Sequence
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.own_bills import pay_own_bills
from canbao_suite.season.population import Person

OLD_AREA = "430102"
_PAPERS = ("MOVE_IN_CERTIFICATE", "CONSENT")


class Movers:
    """They come to the counter on one day. Every second one does not consent: his application waits for it."""

    def __init__(self, client: SuiteClient, people: Sequence[Person], year: int, on: str) -> None:
        self._client, self._people, self._year, self._on = client, people, year, on
        self._clerk = client.token("clerk")
        self.filed: dict[str, Person] = {}
        """By application."""

    @property
    def consenting(self) -> list[str]:
        """Applications of those who do."""
        return list(self.filed)[::2]

    async def file(self) -> None:
        """Without a consent, which is asked for."""
        for person in self._people:
            answer = await self._client.post("registration", "/applications", self._form(person, 1), self._clerk)
            self.filed[answer["application_id"]] = person

    async def consent(self) -> None:
        """The same again with a consent; the office names the old unit."""
        for application in self.consenting:
            form = self._form(self.filed[application], 2)
            form["consent"] = {"old_unit": "长沙市医疗保障事务中心", "signed_on": self._on}
            await self._client.post("registration", f"/applications/{application}/corrections", form, self._clerk)
            await self._client.post("registration", f"/applications/{application}/consent/units", {"old_area": OLD_AREA}, self._clerk)

    async def pay(self) -> None:
        """At once: covered from the next month on."""
        for application in self.consenting:
            await pay_own_bills(self._client, self.filed[application], self._year, self._on)

    def _form(self, person: Person, papers: int) -> dict[str, Any]:
        shown = [{"kind": kind, "satisfied_by": "ORIGINAL"} for kind in _PAPERS[:papers]]
        moved = {"category": "MY5", "event_date": self._on, "materials": shown}
        return person.as_application(self._year, "COUNTER") | moved
