"""Canaries on the ways between regions: messages and notices of others, cases and what is said of them, sweeps."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from standardwebhooks.webhooks import Webhook

from enrolment_terms.documents import Document

if TYPE_CHECKING:
    from tests.canary.aviary import Aviary, Bird

YEAR = 2024
SPELL = {
    "version": 1,
    "scheme": "RESIDENT",
    "area": "440106",
    "benefit_year": YEAR,
    "starts_on": "2024-01-01",
    "ends_on": "2024-12-31",
    "paid": True,
    "state": "ACTIVE",
    "subsidised": True,
}


@dataclass
class Abroad:
    """What other regions tell of the birds, and what is done with it."""

    aviary: "Aviary"

    async def fill(self) -> None:
        """Everything, one after another."""
        known = [bird for bird in self.aviary.people if bird.participation]
        await self._spells(known)
        await self._odd_messages()
        await self._asked_of_us(known[0])
        for bird in known[:3]:
            await self._case(bird)
        await self._apart(known[0], known[1])
        await self._sweep()

    def _token(self, document: Document) -> str:
        return self.aviary.client.identity_token(document)

    async def _message(self, body: dict[str, Any], webhook_id: str = "") -> Any:
        """Signed, as the platform sends it."""
        raw, now, name = json.dumps(body, ensure_ascii=False), datetime.now(UTC), webhook_id or f"region_{uuid4().hex}"
        signature = Webhook(self.aviary.suite.keys.other_regions_in_secret).sign(msg_id=name, timestamp=now, data=raw)
        headers = {"webhook-id": name, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
        answer = await self.aviary.http.post("/dedup/v1/other-regions/messages", content=raw.encode(), headers=headers)
        self.aviary.answers.append(("other regions", answer))
        return answer

    async def _spells(self, birds: "list[Bird]") -> None:
        """References and employers are what another office wrote; a row that cannot be read is told with its faults."""
        text = self.aviary.birds.text
        places = [(bird, area) for bird in birds for area in ("440106", "440305")]
        rows = [{**SPELL, "area": area, "spell_ref": text("spell reference"), "token": self._token(bird.document)} for bird, area in places]
        unreadable = {**rows[0], "spell_ref": text("spell reference"), "scheme": text("a broken row"), "state": text("a broken row")}
        batch = {"source": "GD-440100", "as_of": "2023-10-05T09:00:00+08:00", "spells": [*rows, unreadable]}
        assert (await self._message({"type": "spells", "data": batch})).status_code == 202

    async def _odd_messages(self) -> None:
        """Where nobody should write a name or a number, but somebody does."""
        birds = self.aviary.birds
        number = birds.document("a message of another region").number
        for row in ({**SPELL, "name": birds.text("a field too many")}, {**SPELL, "spell_ref": number}, {**SPELL, "token": number}):
            await self._message({"type": "spells", "data": {"source": "GD-440100", "as_of": birds.text("a moment"), "spells": [row]}})
        await self._message({"type": birds.text("a kind of message"), "data": {birds.text("a field"): number}})
        await self._message({"type": "freshness", "data": {"source": birds.text("a source"), "areas": [number]}}, f"id-{number}")
        reason = f"{birds.text('a reason of another region')}，{number}"
        answered = {"notice_id": str(uuid4()), "version": 1, "state": "REFUSED", "reason": reason, "answered_on": "2023-10-05"}
        await self._message({"type": "notice.answered", "data": answered})

    async def _asked_of_us(self, bird: "Bird") -> None:
        """Another region asks; an office refuses and says why."""
        text, clerk = self.aviary.birds.text, self.aviary.office("clerk", "reviewer")
        asked = {
            "source": "GD-440100",
            "notice_ref": text("notice reference"),
            "version": 1,
            "kind": "SUSPEND_DUPLICATE",
            "tokens": [self._token(bird.document)],
            "area": "440783",
            "scheme": "RESIDENT",
            "benefit_year": YEAR,
            "effective_on": "2024-01-01",
            "asked_by_area": "440106",
            "due_on": "2023-10-20",
            "reason": text("reason of a request"),
        }
        assert (await self._message({"type": "notice", "data": asked})).status_code == 202
        [waiting] = (await self.aviary.get("/dedup/v1/received-notices?state=OPEN", clerk)).json()["items"]
        path = f"/dedup/v1/received-notices/{waiting['notice_id']}"
        await self.aviary.get(path, clerk)
        refused = {"version": 1, "decision": "REFUSE", "reason": text("reason of a refusal")}
        assert (await self.aviary.post(f"{path}/decision", refused, clerk)).is_success

    async def _case(self, bird: "Bird") -> None:
        """Chosen with a promise, said in vain to be of two people; and looked at."""
        text, clerk = self.aviary.birds.text, self.aviary.office("clerk", "reviewer")
        found = (await self.aviary.get("/dedup/v1/cases?limit=1000", clerk)).json()["items"]
        [case] = [one for one in found if one["person_id"] == bird.person]
        path, seen = f"/dedup/v1/cases/{case['case_id']}", {"version": case["version"]}
        choice = {"chosen": "RESIDENT/440300/2024", "chosen_on": "2023-10-05", "promise_ref": text("promise")}
        answer = await self.aviary.post(f"{path}/choice", seen | choice, clerk)
        assert answer.is_success, answer.text
        parting = {"relations": ["RESIDENT/440100/2024"], "reason": text("a parting that is refused")}
        await self.aviary.post(f"{path}/different-people", seen | parting, clerk)
        await self.aviary.post(f"{path}/choice", seen | {"chosen": text("a choice of nothing"), "chosen_on": "2023-10-05"}, clerk)
        for shown in (path, f"{path}/history", f"/dedup/v1/persons/{bird.person}/timeline", f"/dedup/v1/spells?person_id={bird.person}"):
            await self.aviary.get(shown, clerk)

    async def _apart(self, one: "Bird", other: "Bird") -> None:
        """Said to be two people, by their ids."""
        reason = self.aviary.birds.text("reason of a parting")
        told = {"one": one.person, "other": other.person, "same": False, "reason": reason}
        answer = await self.aviary.post("/dedup/v1/statements", told, self.aviary.office("clerk", "reviewer"))
        assert answer.is_success, answer.text

    async def _sweep(self) -> None:
        """The side file is written, with everybody in it."""
        operator = self.aviary.office("operator", who="sweeps")
        await self.aviary.post("/dedup/v1/job-runs", {"job": "sweep_duplicates", "day": "2023-10-05"}, operator)
        await self.aviary.get("/dedup/v1/sweeps", operator)
