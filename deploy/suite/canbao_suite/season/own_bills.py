"""A person in the mini-program: his login, his bills, and what he pays there himself."""

from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person

_UNPAID = {"SENT", "DEDUCTING", "FAILED_PERSONAL"}


def login_of(client: SuiteClient, person: Person) -> str:
    """His token."""
    return client.token("citizen", f"wx:{person.household_no}", person.document)


async def own_bills(client: SuiteClient, person: Person, year: int) -> list[dict[str, Any]]:
    """Those of the year that he himself has to pay."""
    page = await client.get("payment-bridge", "/me/bills", login_of(client, person))
    return [bill for bill in page["items"] if (bill["payer"], bill["benefit_year"]) == ("PERSON", year)]


async def pay_own_bills(client: SuiteClient, person: Person, year: int, business_date: str) -> int:
    """By another channel than the bank's deduction; how many bills."""
    sold = 0
    for bill in await own_bills(client, person, year):
        if bill["state"] in _UNPAID:
            sale = {"bill_id": bill["bill_id"], "channel": "YUE_YIBAO", "business_date": business_date}
            sold += (await client.tax("/sales", sale)).get("sold", 0)
    return sold
