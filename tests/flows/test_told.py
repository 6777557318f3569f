"""A village's list of changes reaches the tax office; who has not paid is told so in WeChat."""

import asyncio
from typing import Any

import pytest

from canbao_suite.season.population import Person
from tax_office.behaviour import digest
from tests.flows.kaiping import TOWN, YEAR, Kaiping, one_of_two
from tests.registration.sheets.made import xlsx

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
TITLES = ["姓名", "身份证号码", "联系电话", "银行户名", "开户银行", "银行账号", "三方协议"]


def change(person: Person, account: str, agreement: str | None) -> list[str | None]:
    """Another account of somebody, with or without the agreement."""
    return [person.name, person.number, None, person.name, "开平农商银行", account, agreement]


async def test_a_list_of_other_accounts(kaiping: Kaiping) -> None:
    """B4, R-051, R-053: in time, confirmed by another clerk, by one of two; without an agreement, or of a stranger, nothing changes.

    B4 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 6)
    agreed, unsigned, stranger = (kaiping.somebody() for _ in range(3))
    changed, kept = [await kaiping.enrolled(one) for one in (agreed, unsigned)]
    rows = [change(agreed, "9900880000000101", "√"), change(unsigned, "9900880000000102", None), change(stranger, "9900880000000103", "√")]
    list_id = await kaiping.file_list("CHANGES", YEAR, xlsx(TITLES, *rows), kaiping.office(area=TOWN), TOWN)

    def confirm(clerk: str) -> Any:
        return kaiping.registration(f"/lists/{list_id}/confirm", None, kaiping.office("clerk", clerk, TOWN))

    await one_of_two(confirm("second"), confirm("third"), "LIST_NOT_READY")
    await kaiping.list_in(list_id, "APPLIED")
    found = (await kaiping.look("registration", f"/lists/{list_id}/rows", kaiping.client.token("operator")))["items"]
    assert [one["state"] for one in found] == ["APPLIED", "REFUSED", "REFUSED"]
    await kaiping.on(2023, 10, 10)
    for participation, account in ((changed, "9900880000000101"), (kept, unsigned.account)):
        assert await kaiping.account_at_the_tax_office(participation) == digest(account)


async def test_who_has_not_paid_is_reminded_in_december(kaiping: Kaiping) -> None:
    """R-066: with the amount and the last day; once, though the day's work is done twice; nothing of who it is."""
    await kaiping.on(2023, 10, 10)
    person, openid = kaiping.somebody(), "flows-reminded"
    token = (await kaiping.log_in(openid, person))["access_token"]
    await kaiping.at_wechat("/subscriptions", {"openid": openid, "template_id": "BILL_TO_PAY", "times": 3})
    await kaiping.registration("/me/notice-consents", {"answers": [{"template": "BILL_TO_PAY", "accepted": True}] * 3}, token)
    await kaiping.enrolled(person, token=token)
    await kaiping.until(lambda: kaiping.messages(openid), lambda told: len(told) == 1)

    await kaiping.on(2023, 12, 15)
    await asyncio.gather(*(kaiping.day_of("remind_unpaid", 2023, 12, 15) for _ in range(2)))
    _, reminder = await kaiping.until(lambda: kaiping.messages(openid), lambda told: len(told) == 2)
    assert (reminder["amount2"], reminder["date3"]) == ("406.00元", "2023-12-31")
    assert person.name not in str(reminder)
    consents = (await kaiping.look("registration", "/me/notice-consents", token))["items"]
    assert [one["times"] for one in consents if one["template"] == "BILL_TO_PAY"] == [1]
