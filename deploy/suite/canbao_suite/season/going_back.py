"""Money that goes back (B18): second payments (R-062, F-31), and on the grounds that the window allows what people have paid (R-070).

Each refund is asked for, reviewed by the tax office and then by the agency, and ends as its case says: the simulated office is told to
review it twice, to send it back, to refuse it; to refuse its payout, to let it fail or come back. A payout that was not made is ordered
anew by two operators, or the refund is called off.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.own_bills import login_of, own_bills
from canbao_suite.season.population import Person

_FIRST_LOOK, _LONGEST_LOOK = 0.1, 1.0
_MOST, _AT_ONCE = 200, 64
_HAPPENED_ON = "2023-12-20"
_PAPERS = {"EMPLOYEE_SCHEME": ["EMPLOYEE_PROOF"], "OTHER_REGION": ["OTHER_REGION_PROOF"], "DEATH": ["DEATH_CERTIFICATE", "HEIR_PROOF"]}
_ENDS = {"PAID_BACK", "REJECTED", "WITHDRAWN"}


@dataclass(frozen=True, slots=True)
class Case:
    """Why money shall go back, what the tax office makes of it, what the season does with it, and the state in which it must end."""

    ground: str
    fate: str = "FINE"
    ends: str = "PAID_BACK"
    called_off: bool = False


CASES = (
    Case("EMPLOYEE_SCHEME"),
    Case("OTHER_REGION", "REVIEW_TWICE"),
    Case("EMPLOYEE_SCHEME", "REVIEW_SENDS_BACK"),
    Case("OTHER_REGION", "REVIEW_REFUSES", "REJECTED"),
    Case("EMPLOYEE_SCHEME", "PAYOUT_REFUSED_ONCE"),
    Case("OTHER_REGION", "PAYOUT_FAILS_ONCE"),
    Case("EMPLOYEE_SCHEME", "PAYOUT_FAILS_ONCE", "REJECTED", called_off=True),
    Case("EMPLOYEE_SCHEME", "PAYOUT_COMES_BACK_ONCE"),
    Case("DEATH"),
    Case("OTHER_REGION", ends="WITHDRAWN"),
)
_SECOND = Case("DUPLICATE_PAYMENT")


async def give_money_back(client: SuiteClient, people: Sequence[Person], year: int) -> dict[str, str]:
    """Second payments, at most 200, and what these people have paid for the year; the state in which each refund must have ended."""
    bills = await asyncio.gather(*(_paid_bill(client, person, year) for person in people))
    paid = [(person, bill, case) for (person, bill), case in zip(_known(people, bills), cycle(CASES), strict=False)]
    if paid:
        await client.tax("/fates", {"bills": [{"bill_id": bill, "fate": case.fate} for _, bill, case in paid]})
    page = await client.get("payment-bridge", "/payments", client.token("operator"), state="DUPLICATE", limit=_MOST)
    asked = [
        *((_SECOND, {"payment_id": payment["payment_id"]}, client.token("clerk")) for payment in page["items"]),
        *((case, {"bill_id": bill, "fact_on": _HAPPENED_ON}, _applicant(client, person, case)) for person, bill, case in paid),
    ]
    lanes = asyncio.Semaphore(_AT_ONCE)

    async def one(case: Case, told: dict[str, Any], applicant: str) -> tuple[str, str]:
        async with lanes:
            refund = await _ask(client, case, told, applicant)
            await _go_on(client, case, refund, applicant)
        return refund, case.ends

    return dict(await asyncio.gather(*(one(*asking) for asking in asked)))


def _known(people: Sequence[Person], bills: Sequence[str | None]) -> list[tuple[Person, str]]:
    return [(person, bill) for person, bill in zip(people, bills, strict=True) if bill is not None]


async def _paid_bill(client: SuiteClient, person: Person, year: int) -> str | None:
    """The bill of the year that he has paid himself."""
    return next((bill["bill_id"] for bill in await own_bills(client, person, year) if bill["state"] == "PAID"), None)


def _applicant(client: SuiteClient, person: Person, case: Case) -> str:
    """Heirs come to the counter (R-071)."""
    return client.token("clerk") if case.ground == "DEATH" else login_of(client, person)


async def _ask(client: SuiteClient, case: Case, told: dict[str, Any], applicant: str) -> str:
    form = {**told, "ground": case.ground, "papers": [{"paper": paper} for paper in _PAPERS.get(case.ground, ())]}
    refund: str = (await client.post("payment-bridge", "/refunds", form, applicant))["refund_id"]
    return refund


async def _go_on(client: SuiteClient, case: Case, refund: str, applicant: str) -> None:
    """Step by step until it has ended, and stays so: a payout may come back after it was paid."""
    path, pause = f"/refunds/{refund}", _FIRST_LOOK
    if case.ends == "WITHDRAWN":
        await client.post("payment-bridge", f"{path}/withdraw", None, applicant)
    while True:
        seen = await client.get("payment-bridge", path, client.token("clerk"))
        if seen["state"] in _ENDS and (case.fate != "PAYOUT_COMES_BACK_ONCE" or seen["payout_no"] > 1):
            return
        if await _step(client, case, path, seen, applicant):
            pause = _FIRST_LOOK
        await asyncio.sleep(pause)
        pause = min(_LONGEST_LOOK, pause * 1.5)


async def _step(client: SuiteClient, case: Case, path: str, seen: dict[str, Any], applicant: str) -> bool:
    """What is to be done now by the applicant or the agency, if anything is."""
    match seen["state"]:
        case "NEEDS_CORRECTION":
            papers = {"papers": [{"paper": paper} for paper in seen["missing"]]}
            await client.post("payment-bridge", f"{path}/corrections", papers, applicant)
        case "AGENCY_SECOND_REVIEW":
            await client.post("payment-bridge", f"{path}/second-review", {"decision": "APPROVE"}, client.token("reviewer"))
        case "APPROVED" if seen["payout_failed"] and case.called_off:
            await client.post_by_two("payment-bridge", f"{path}/call-off", {"reasons": ["PAYEE_ACCOUNT_CLOSED"]})
        case "APPROVED" if seen["payout_failed"]:
            await client.post_by_two("payment-bridge", f"{path}/payouts", None)
        case _:
            return False
    return True
