"""Somebody who is insured here and in Guangzhou, over HTTP, and those who speak of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from tests.dedup.builders import GUANGZHOU, participation, token
from tests.dedup.running import RunningDedup

OURS, THERE, FAR = "RESIDENT/440700/2023", "RESIDENT/440100/2023", "RESIDENT/430100/2023"
TODAY = "2023-10-11"
CLERK: dict[str, Any] = {"role": "clerk", "area": "440783"}


@dataclass(frozen=True)
class Double:
    """Somebody who is insured in Kaiping and in Guangzhou for 2023."""

    case_id: str
    person_id: UUID
    participation_id: UUID
    document: IdentityToken
    spell_ref: str

    @property
    def himself(self) -> dict[str, Any]:
        """A login of the mini-program whose document was verified."""
        return {"role": "citizen", "area": "", "subject": f"wx-{self.person_id}", "documents": [self.document]}


async def double(dedup: RunningDedup, **told: Any) -> Double:
    """`told`: what Guangzhou says that is not usual."""
    person, participation_id = new_id(), new_id()
    document, ref = token(str(person)), f"ref-{person}"
    since = date(2023, 1, 1)
    given: dict[str, Any] = {"benefit_year": 2023, "registered_on": since, "paid_on": since, "effective_on": since}
    await dedup.publish(participation(participation_id, person, document, **given))
    spell = {
        "spell_ref": ref,
        "token": document,
        "scheme": "RESIDENT",
        "area": GUANGZHOU,
        "benefit_year": 2023,
        "starts_on": "2023-03-01",
        "ends_on": "2023-12-31",
        "paid": True,
        "state": "ACTIVE",
        "source": "tests",
        **told,
    }
    reported = await dedup.call("POST", "/spells", json={"spells": [spell]}, role="operator", area="44")
    assert reported.status_code == 200
    row = await dedup.until("SELECT case_id::text FROM cases WHERE person_id = :id", id=person)
    return Double(row["case_id"], person, participation_id, document, ref)


async def seen(dedup: RunningDedup, one: Double, **caller: Any) -> dict[str, Any]:
    """The case as a clerk in Kaiping sees it."""
    answer = await dedup.call("GET", f"/cases/{one.case_id}", **(caller or CLERK))
    assert answer.status_code == 200
    return dict(answer.json())


async def says(dedup: RunningDedup, one: Double, act: str, body: dict[str, Any], key: str = "", **caller: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(new_id())}
    return await dedup.call("POST", f"/cases/{one.case_id}/{act}", json=body, headers=headers, **(caller or CLERK))


async def chooses_himself(dedup: RunningDedup, one: Double, chosen: str, *, version: int = 1, key: str = "", **told: Any) -> httpx.Response:
    """`told`: more of the body; `by`: another login than his own."""
    caller, headers = told.pop("by", one.himself), {"Idempotency-Key": key or str(new_id())}
    body = {"version": version, "chosen": chosen, **told}
    return await dedup.call("POST", f"/me/cases/{one.case_id}/choice", json=body, headers=headers, **caller)


def refused(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status, code and the fields that have faults."""
    told = answer.json()
    return answer.status_code, told["code"], [reason["field"] for reason in told.get("reasons", ())]
