"""R-065, R-044: a bill follows the terms of its participation until it is paid, and no bill is ever two live levies."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationChangedV1, ParticipationData
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from payment_bridge.gateways.tax_office import TaxOfficeAway
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import VAULT, deductions, failure_row, normal_bill, participation_event, sale_row, sales, success_row

ELSEWHERE = "440783101"
CHANGED_ON = date(2023, 10, 11)
"""The day of the builders' morning."""


def changed(person: UUID, version: int = 2, **terms: Any) -> Event[ParticipationData]:
    return participation_event(person, version=version, kind=ParticipationChangedV1, changed=tuple(terms), **terms)


def other_account(person: UUID) -> dict[str, Any]:
    account = participation_event(person).data.account
    assert account is not None
    return {"account": replace(account, holder=VAULT.seal("张三", "holder", person))}


async def sent(bridge: Bridge, person: UUID) -> None:
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "SENT"


def told_to_the_office(bridge: Bridge, person: UUID) -> list[tuple[int, str, str, str]]:
    """Number, payer, area and holder of each record of the bill that the tax office got, in order."""
    bills = [bill for batch in bridge.tax.batches.values() for bill in batch["bills"] if bill["bill_id"] == str(normal_bill(person))]
    return sorted((one["resend_no"], one["payer"], one["area"], one["account_holder"]) for one in bills)


async def test_a_bill_that_was_not_sent_is_changed(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person), changed(person, payer=Payer.FINANCE, area=ELSEWHERE))
    await bridge.hear(changed(person, payer=Payer.FINANCE, area=ELSEWHERE))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.payer, bill.area, bill.version) == ("HELD", "FINANCE", ELSEWHERE, 2)
    told = [decode(row.event) for row in await bridge.rows("SELECT event FROM outbox ORDER BY id")]
    assert [(one.type, one.data.payer) for one in told] == [("payment.bill.created.v1", "PERSON"), ("payment.bill.created.v1", "FINANCE")]
    await bridge.pass_check()
    await bridge.send()
    assert [one[:3] for one in told_to_the_office(bridge, person)] == [(0, "FINANCE", ELSEWHERE)]


async def test_of_two_changes_neither_forgets_the_other_whichever_is_heard_first(bridge: Bridge) -> None:
    for order in ((2, 3), (3, 2)):
        person = new_id()
        told = {2: changed(person, 2, payer=Payer.FINANCE), 3: changed(person, 3, payer=Payer.FINANCE, area=ELSEWHERE)}
        told[3] = replace(told[3], data=replace(told[3].data, changed=("area",)))
        await bridge.hear(participation_event(person))
        for version in order:
            await bridge.hear(told[version])
        [kept] = await bridge.rows("SELECT terms_version, payer_version FROM participations WHERE participation_id = :one", one=person)
        assert (kept.terms_version, kept.payer_version) == (3, 2)
        assert (await bridge.bill(normal_bill(person))).area == ELSEWHERE


@pytest.mark.parametrize("failed", [False, True])
async def test_a_bill_that_was_sent_is_corrected_once_under_its_number(bridge: Bridge, failed: bool) -> None:
    """The record of before is replaced at the tax office, which keeps one levy a bill."""
    person = new_id()
    await sent(bridge, person)
    if failed:
        await bridge.receive(deductions(failure_row("1", normal_bill(person), date(2023, 10, 12))))
    change = changed(person, **other_account(person))
    await bridge.hear(change)
    assert (await bridge.bill(normal_bill(person))).state == "RESEND_QUEUED"
    await bridge.hear(change, participation_event(person))
    await bridge.send()
    await bridge.hear(change)
    await bridge.send()
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.resend_no, bill.sent_terms) == ("SENT", 1, 2)
    assert [(number, holder) for number, *_, holder in told_to_the_office(bridge, person)][1:] == [(1, "张三")]


async def test_a_change_while_the_batch_is_on_its_way_is_sent_after_it(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    bridge.tax.lose_answers = 1
    with pytest.raises(TaxOfficeAway):
        await bridge.send()
    await bridge.hear(changed(person, payer=Payer.FINANCE))
    await bridge.no_more_waiting()
    await bridge.send()
    assert [one[:2] for one in told_to_the_office(bridge, person)] == [(0, "PERSON"), (1, "FINANCE")]
    assert (await bridge.bill(normal_bill(person))).state == "SENT"


async def test_money_that_comes_before_the_correction_leaves_is_not_asked_for_again(bridge: Bridge) -> None:
    person = new_id()
    await sent(bridge, person)
    await bridge.hear(changed(person, **other_account(person)))
    await bridge.receive(deductions(success_row("1", normal_bill(person), date(2023, 10, 12))))
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "PAID"
    assert len(told_to_the_office(bridge, person)) == 1
    assert await bridge.cases() == [], "an account is no payer"


@pytest.mark.parametrize("money_first", [True, False])
async def test_money_of_the_former_payer_is_a_case_whichever_is_heard_first(bridge: Bridge, money_first: bool) -> None:
    """R-044: who paid is never changed in silence; a person decides."""
    person = new_id()
    await sent(bridge, person)
    change, money = changed(person, payer=Payer.FINANCE), deductions(success_row("1", normal_bill(person), CHANGED_ON))
    for step in ("money", "change") if money_first else ("change", "money"):
        await (bridge.receive(money) if step == "money" else bridge.hear(change))
    await bridge.hear(change)
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.payer) == ("PAID", "PERSON" if money_first else "FINANCE")
    assert [(case.kind, case.bill_id) for case in await bridge.cases()] == [("FORMER_PAYER_PAID", normal_bill(person))]


async def test_money_on_the_new_terms_is_no_case(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person), changed(person, payer=Payer.SCHOOL))
    await bridge.receive(sales(sale_row("1", normal_bill(person), date(2023, 10, 20))))
    assert (await bridge.bill(normal_bill(person))).state == "PAID"
    assert await bridge.cases() == []


async def test_what_is_paid_keeps_its_payer_and_moves_with_its_office(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.receive(sales(sale_row("1", normal_bill(person), date(2023, 10, 20))))
    await bridge.hear(changed(person, area=ELSEWHERE))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.payer, bill.area) == ("PAID", "PERSON", ELSEWHERE)
    told = msgspec.json.decode((await bridge.rows("SELECT event::text AS event FROM outbox ORDER BY id DESC LIMIT 1"))[0].event)
    assert told["type"] == "payment.bill.created.v1", "told anew, and no second time as money"
