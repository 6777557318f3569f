"""Other regions in the flows: what they tell, how they answer, and what dedup makes of it."""

from dataclasses import dataclass
from typing import Any

import httpx

from canbao_suite.season.population import Person
from enrolment_terms.documents import Document
from tests.flows.kaiping import YEAR, Kaiping

GUANGZHOU, SHENZHEN, HUNAN, GUANGXI = "440106", "440305", "430102", "450103"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Guangzhou, Shenzhen, Hunan and Guangxi, which are simulated; and Kaiping's office for duplicates."""

    kaiping: Kaiping

    async def controls(self, path: str, body: object = None) -> Any:
        """The controls of the simulated platform: POST with a body, GET without."""
        async with httpx.AsyncClient(base_url=f"{self.kaiping.suite.other_regions_url}/simulator/v1") as http:
            answer = await (http.get(path) if body is None else http.post(path, json=body))
        return answer.raise_for_status().json()

    def token(self, document: Document) -> str:
        """By what regions know a document."""
        return self.kaiping.client.identity_token(document)

    async def holds(self, person: Person | Document, area: str, **told: Any) -> str:
        """The person has a relation there: a resident's of the year, unless something else is told. Not told yet; its reference."""
        document = person.document if isinstance(person, Person) else person
        year = told.get("benefit_year", YEAR)
        resident = {"benefit_year": year, "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
        of_scheme = {} if told.get("scheme") == "EMPLOYEE" else resident
        token = self.token(document)
        ref = f"{area}-{told.get('scheme', 'RESIDENT')[:1]}{year}-{token[:12]}"
        relation = {"spell_ref": ref, "token": token, "scheme": "RESIDENT", "area": area, **of_scheme, **told}
        await self.controls("/relations", [relation])
        return str(relation["spell_ref"])

    async def tell(self) -> None:
        """What has changed is told, and taken."""
        await self.controls("/push", {})
        await self.kaiping.until(lambda: self.controls("/quiet"), lambda seen: seen["quiet"])

    async def tells(self, person: Person | Document, area: str, **told: Any) -> str:
        """The person has a relation there, and it is told at once."""
        ref = await self.holds(person, area, **told)
        await self.tell()
        return ref

    async def relation(self, ref: str, *states: str) -> dict[str, Any]:
        """How a relation stands there, once it is in one of these states."""

        async def look() -> dict[str, Any]:
            return next(one for one in await self.controls("/relations") if one["spell_ref"] == ref)

        return await self.kaiping.until(look, lambda seen: seen["state"] in states)

    async def cases(self, person_id: str) -> list[dict[str, Any]]:
        """All cases of the person, the oldest first."""
        found = (await self.kaiping.look("dedup", "/cases", limit=1000))["items"]
        return [one for one in found if one["person_id"] == person_id]

    async def case(self, person_id: str, *states: str) -> dict[str, Any]:
        """The one case of the person with all that a clerk sees, once it is in one of these states."""
        found = await self.kaiping.until(
            lambda: self.cases(person_id), lambda seen: len(seen) == 1 and (not states or seen[0]["state"] in states)
        )
        return await self.kaiping.look("dedup", f"/cases/{found[0]['case_id']}")

    async def says(self, case: dict[str, Any], what: str, token: str | None = None, **told: Any) -> dict[str, Any]:
        """What an office says of a case: choice, facts, different-people. Raises Refused."""
        body = {"version": case["version"], **told}
        return await self.kaiping.client.post("dedup", f"/cases/{case['case_id']}/{what}", body, token or self.kaiping.office())

    async def asked_himself(self, token: str) -> dict[str, Any]:
        """The one duplicate case that a session of the mini-program shows, once something is asked in it."""
        found = await self.kaiping.until(
            lambda: self.kaiping.look("dedup", "/me/cases", token),
            lambda seen: [bool(case["question"]) for case in seen["items"]] == [True],
        )
        case: dict[str, Any] = found["items"][0]
        return case

    async def chooses_himself(self, token: str, case: dict[str, Any], chosen: str, **told: Any) -> dict[str, Any]:
        """What is said in this session. Raises Refused."""
        body = {"version": case["version"], "chosen": chosen, **told}
        return await self.kaiping.client.post("dedup", f"/me/cases/{case['case_id']}/choice", body, token)

    async def notices(self, *states: str, **of: Any) -> list[dict[str, Any]]:
        """Notices to other regions with these values, once there are some in one of these states."""

        async def look() -> list[dict[str, Any]]:
            found = (await self.kaiping.look("dedup", "/notices", limit=1000))["items"]
            return [one for one in found if all(one[name] == value for name, value in of.items())]

        return await self.kaiping.until(look, lambda seen: bool(seen) and all(one["state"] in states for one in seen))

    async def still_both(self, person_id: str) -> list[dict[str, Any]]:
        """What is decided of the person and counts twice all the same, at once: there must be nothing."""
        found = (await self.kaiping.look("dedup", "/cases/still-both", hours=0, limit=1000))["items"]
        return [one for one in found if one["person_id"] == person_id]

    async def asks_of_us(self, person: Person, **told: Any) -> str:
        """Guangzhou asks that the person's relation here rests; its reference. Asked again it is the next version."""
        ref = f"N-{self.token(person.document)[:12]}"
        asked = {"source": "GD-440100", "notice_ref": ref, "kind": "SUSPEND_DUPLICATE", "tokens": [self.token(person.document)]}
        place = {"area": "440783", "scheme": "RESIDENT", "benefit_year": YEAR, "asked_by_area": GUANGZHOU, "due_on": "2024-03-15"}
        await self.controls("/notices", [asked | place | told])
        return ref

    async def received(self, ref: str) -> dict[str, Any]:
        """That request as a clerk sees it, once it is there."""

        async def look() -> list[str]:
            found = (await self.kaiping.look("dedup", "/received-notices", limit=1000))["items"]
            return [one["notice_id"] for one in found if one["notice_ref"] == ref]

        [notice_id] = await self.kaiping.until(look, bool)
        return await self.kaiping.look("dedup", f"/received-notices/{notice_id}")

    async def answers(self, seen: dict[str, Any], decision: str, token: str | None = None, **told: Any) -> dict[str, Any]:
        """An office decides on a request. Raises Refused."""
        path, body = f"/received-notices/{seen['notice_id']}/decision", {"version": seen["version"], "decision": decision, **told}
        return await self.kaiping.client.post("dedup", path, body, token or self.kaiping.office())

    async def answered(self, ref: str) -> dict[str, Any]:
        """What Guangzhou was told of its request, once it was."""

        async def look() -> list[dict[str, Any]]:
            return [one["answer"] for one in await self.controls("/asked") if one["notice_ref"] == ref and one["answer"]]

        [answer] = await self.kaiping.until(look, bool)
        return answer
