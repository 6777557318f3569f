"""The office of Kaiping that leads duplicate cases in the season: whom it asks, what is answered, what other regions ask of it (B25)."""

from collections.abc import Sequence
from typing import Any

from canbao_suite.season.client import Refused, SuiteClient
from canbao_suite.season.doubles import HERE, Act, Planted
from canbao_suite.season.lanes import in_parallel
from canbao_suite.season.own_bills import pay_own_bills

_AT_ONCE = 8
_CHANGED = {"CASE_CHANGED", "CASE_IS_OVER", "NOTICE_DECIDED"}
"""Somebody or something was faster: it is looked at again."""


class CaseOffice:
    """Acts by public REST, as clerks do. `planted`: by person, those whom the season has doubled."""

    def __init__(self, client: SuiteClient) -> None:
        self._client = client
        self._clerk = client.token("clerk")
        self.planted: dict[str, Planted] = {}

    async def find(self, planted: Sequence[Planted]) -> None:
        """Who they are here: found by document, once they are registered."""

        async def one(seen: Planted) -> None:
            document = seen.person.document
            told = {"document_type": document.kind, "document_number": document.number}
            self.planted[(await self._client.post("registration", "/persons/search", told, self._clerk))["person_id"]] = seen

        await in_parallel(iter(planted), one, _AT_ONCE)

    async def pay(self, year: int, business_date: str) -> int:
        """Those whose deduction has failed pay by another channel; how many bills."""
        sold = 0

        async def one(seen: Planted) -> None:
            nonlocal sold
            sold += await pay_own_bills(self._client, seen.person, year, business_date)

        await in_parallel(iter(list(self.planted.values())), one, _AT_ONCE)
        return sold

    async def work(self, today: str) -> int:
        """Everybody who is asked and wants to say something says it; how many did."""
        waiting = [(case, self.planted.get(case["person_id"])) for case in await self._all("/cases", "AWAITING_CHOICE")]
        said = 0

        async def one(asked: tuple[dict[str, Any], Planted]) -> None:
            nonlocal said
            said += await self._say(*asked, today)

        await in_parallel(((case, seen) for case, seen in waiting if seen and seen.double.act is not Act.NOTHING), one, _AT_ONCE)
        return said

    async def answer(self) -> int:
        """What other regions ask for is done, or refused; how many requests."""
        done = 0

        async def one(request: dict[str, Any]) -> None:
            nonlocal done
            path = f"/received-notices/{request['notice_id']}"
            person = next((found["person_id"] for found in (await self._get(path))["participations"]), "")
            decision = self.planted[person].double.asked_to_rest if person in self.planted else None
            reason = {} if decision == "ACKNOWLEDGE" else {"reason": "参保人选择保留本地参保关系"}
            done += await self._post(f"{path}/decision", {"version": request["version"], "decision": decision or "REFUSE", **reason})

        await in_parallel(iter(await self._all("/received-notices", "OPEN")), one, _AT_ONCE)
        return done

    async def _say(self, case: dict[str, Any], seen: Planted, today: str) -> bool:
        path = f"/cases/{case['case_id']}"
        if seen.double.act is Act.DIFFERENT_PEOPLE:
            return await self._post(f"{path}/different-people", {"version": case["version"], "reason": "经核对，两人的证件号码登记有误"})
        among = (await self._get(path))["choice"]["among"]
        wanted = [name for name in among if (name == HERE) == (seen.double.act is Act.CHOOSES_HERE)]
        promise = f"承诺-{seen.person.household_no}"
        told = {"version": case["version"], "chosen": wanted[0] if wanted else "", "chosen_on": today, "promise_ref": promise}
        return bool(wanted) and await self._post(f"{path}/choice", told)

    async def _all(self, path: str, state: str) -> list[dict[str, Any]]:
        """All pages, read before anything is done."""
        found: list[dict[str, Any]] = []
        after: dict[str, str] = {}
        while True:
            page = await self._client.get("dedup", path, self._clerk, limit=500, state=state, **after)
            found += page["items"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    async def _get(self, path: str) -> dict[str, Any]:
        return await self._client.get("dedup", path, self._clerk)

    async def _post(self, path: str, body: dict[str, Any]) -> bool:
        """False if it has changed meanwhile."""
        try:
            await self._client.post("dedup", path, body, self._clerk)
        except Refused as refused:
            if refused.problem.get("code") not in _CHANGED:
                raise
            return False
        return True
