"""A household's paper at the office: one signature, one account, and for each person on it an answer of his own."""

from typing import Any

import pytest

from canbao_suite.season.population import Person
from tax_office.behaviour import digest
from tests.flows.kaiping import TOWN, YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
ACCOUNT = {"account_holder": "陈户主", "bank": "开平农商银行", "account_number": "9900880000000077"}
PAPERS = ("ID_CARD", "HOUSEHOLD_BOOK", "PASSBOOK", "TRIPARTITE_AGREEMENT")
NO_SUCH_NUMBER = "441092197907121232"


def row(act: str, person: Person, **changes: Any) -> dict[str, Any]:
    """One person on the paper."""
    told = {"name": person.name, "sex": person.sex, "document_type": person.document.kind, "document_number": person.number}
    return {"act": act, **told, **changes}


def paper(household_no: str, *members: dict[str, Any]) -> dict[str, Any]:
    """What stands on it once, and its rows; the papers were shown at the counter."""
    return {
        "household_no": household_no,
        "household_area": TOWN,
        "household_address": "示例村 1 号",
        "phone": "10000000001",
        "account": ACCOUNT,
        "signed_on": "2023-10-05",
        "confirmed": True,
        "materials": [{"kind": kind, "satisfied_by": "ORIGINAL"} for kind in PAPERS],
        "members": list(members),
    }


def told_of(form: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """How each row stands, and all that is wrong with it."""
    return [
        (one["state"], [why["code"] for why in one["reasons"]] + [lacks["field"] for lacks in one["missing"]]) for one in form["members"]
    ]


async def test_a_new_member_a_change_and_a_stop_on_one_paper(kaiping: Kaiping) -> None:
    """B3, R-004, R-009, R-053, R-054, V-93: a row with faults hinders no other and is corrected; of two who enter it one does.

    Another clerk decides; the stop is cancelled; the bills of who stays and who comes are sent with the household's account.
    B3 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 6)
    stays, leaves, comes, wrong = (kaiping.somebody() for _ in range(4))
    number = f"{TOWN}H-flows"
    kept, left = [await kaiping.enrolled(one, household_no=number) for one in (stays, leaves)]
    accepts, enters = kaiping.office("clerk", "accepts"), kaiping.office("clerk+reviewer", "enters")
    form = await kaiping.registration("/household-forms", {"area": TOWN, "benefit_year": YEAR, "people": 4}, accepts)
    path = f"/household-forms/{form['form_id']}"
    rows = (
        row("CHANGE", stays, role="HEAD"),
        row("STOP", leaves, form={"stop_reason": "ARMY"}),
        row("NEW", comes, role="CHILD"),
        row("NEW", wrong, document_number=NO_SUCH_NUMBER, sex="女", name=None),
    )

    def enter() -> Any:
        return kaiping.registration(f"{path}/entry", paper(number, *rows), enters)

    form = await one_of_two(enter(), enter(), "TRANSITION_REFUSED")
    assert told_of(form)[:3] == [("UNDER_REVIEW", []), ("UNDER_REVIEW", []), ("CHECK_PENDING", [])]
    assert told_of(form)[3] == ("NEEDS_CORRECTION", ["ID_CHECKSUM", "SEX_MISMATCH", "name"])
    form = await kaiping.registration(f"{path}/members/4/correction", row("NEW", wrong), enters)

    applications = [one["application_id"] for one in form["members"]]
    decision = f"/applications/{applications[0]}/decision"
    assert await refusal(kaiping.registration(decision, {"decision": "APPROVE"}, enters)) == (409, ["FILER_DECIDES"])
    approved = [await kaiping.approve(one) for one in applications]
    await kaiping.participation(left, await kaiping.person_id(leaves), "CANCELLED")
    await kaiping.bills(left, "CANCELLED")
    await kaiping.on(2023, 10, 10)
    for participation in (kept, *(one["participation_id"] for one in approved[2:])):
        assert await kaiping.account_at_the_tax_office(participation) == digest(ACCOUNT["account_number"])

    async def owed() -> tuple[int, str]:
        household = (await kaiping.look("registration", path, accepts))["household"]
        return household["people"], household["amount"]

    await kaiping.until(owed, lambda told: told == (3, "1218.00"))
