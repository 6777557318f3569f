"""Other regions in the season: what the simulated platform holds of whom, tells in disorder, asks for, and how it answers."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.doubles import FOSHAN, GUANGZHOU, Later, Planted
from canbao_suite.season.population import Person

_LOOK_SECONDS = 0.1
_FEEDS = {
    "twice": 0.1,
    "out_of_order": 0.3,
    "kept_back": 0.2,
    "wrong_first": 0.2,
    "two_references": 0.3,
    "unreadable": 0.1,
    "batch": 50,
}
"""Shares of what goes wrong on the way: all of it ends in the same index."""
_OFFICES = {"late": 0.3, "late_days": 3, "pinned": {FOSHAN[:4]: "REFUSES_AT_FIRST"}}
_CALLS = {"next": ["LOST", "FINE", "HALF"]}
_DEALT_WITH_ON = "2024-01-01"


class Regions:
    """The hand on the strings of the simulated platform."""

    def __init__(self, client: SuiteClient, seed: int) -> None:
        self._client, self._seed = client, seed

    async def misbehave(self) -> None:
        """From now on."""
        await self._client.regions("/behaviour", {"seed": self._seed, "feeds": _FEEDS, "offices": _OFFICES, "calls": _CALLS})

    async def hold(self, planted: Sequence[Planted]) -> None:
        """What these people have elsewhere; told with the next push."""
        await self.hold_of({self.token_of(one.person): one.double.relations for one in planted})

    async def hold_of(self, relations: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """The same by token of a document."""
        rows = [{**told, "spell_ref": _ref(token, told), "token": token} for token, held in relations.items() for told in held]
        if rows:
            await self._client.regions("/relations", rows)

    def token_of(self, person: Person) -> str:
        """By what regions know him."""
        return self._client.identity_token(person.document)

    async def tell(self) -> None:
        """What has changed, and what was kept back of it."""
        for _ in range(2):
            await self._client.regions("/push", {})
            while not (await self._client.regions("/quiet"))["quiet"]:  # noqa: ASYNC110 -- nobody tells us
                await asyncio.sleep(_LOOK_SECONDS)

    async def turn_out(self, planted: Sequence[Planted]) -> None:
        """What some of them were said to have they never had, or never paid for."""
        gone = [one for one in planted if one.double.later is Later.GONE]
        if gone:
            refs = [_ref(self.token_of(one.person), told) for one in gone for told in one.double.relations]
            await self._client.regions("/relations/gone", {"refs": refs})
        unpaid = {self.token_of(one.person): one.double.relations for one in planted if one.double.later is Later.UNPAID}
        await self.hold_of({token: [{**told, "paid": False, "first_paid_on": None} for told in held] for token, held in unpaid.items()})

    async def ask(self, planted: Sequence[Planted]) -> None:
        """Guangzhou asks that participations of some rest in the next year, and tells of no relation."""
        asked = [
            {
                "source": "GD-440100", "notice_ref": f"N-{number}", "kind": "SUSPEND_DUPLICATE", "tokens": [self.token_of(one.person)],
                "area": "440783", "scheme": "RESIDENT", "benefit_year": 2024, "effective_on": _DEALT_WITH_ON,
                "asked_by_area": GUANGZHOU, "due_on": "2023-12-01",
            }
            for number, one in enumerate(planted)
            if one.double.asked_to_rest
        ]  # fmt: skip
        if asked:
            await self._client.regions("/notices", asked)


def _ref(token: str, told: Mapping[str, Any]) -> str:
    return f"{told['area']}-{told['scheme'][:1]}-{token[:16]}"
