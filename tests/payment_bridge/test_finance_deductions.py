"""What finance paid for people insured twice is counted, for its offices (R-098)."""

from typing import Any

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState, Payer
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.running import RunningBridge

POOR: dict[str, Any] = {"payer": Payer.FINANCE, "account": None}


async def test_duplicates_of_a_region_and_year_are_counted(service: RunningBridge) -> None:
    """R-098: those that finance paid for, and all; an office sees those of its areas, by person and without a name."""
    service.clock.move_to(MORNING)
    poor, other = new_id(), new_id()
    for person, terms in ((poor, POOR), (other, {})):
        await service.publish(participation_event(person, **terms))
        await service.next_event("payment.bill.created.v1", person)
    await service.callback(sales(sale_row("6670001", normal_bill(poor), MORNING.date()) | {"channel": "FINANCE"}), "msg_finance")
    await service.next_event("payment.settled.v1", poor)
    for person, state, terms in ((poor, ParticipationState.TERMINATED, POOR), (other, ParticipationState.SUSPENDED, {})):
        await service.publish(participation_event(person, state, 5, state_reason="DUPLICATE", **terms))

    async def asked(path: str, role: str = "clerk", **claims: Any) -> Any:
        return (await service.call("GET", f"/finance-deductions{path}?benefit_year=2024", role=role, **claims)).json()["items"]

    while len(await asked("/bills")) < 2:
        pass
    assert await asked("") == [{"region": "440700", "benefit_year": 2024, "duplicates": 2, "paid_by_finance": 1, "paid_in_part": 0}]
    listed = await asked("/bills", "auditor")
    assert {one["person_id"]: one["finance_share"] for one in listed} == {str(poor): "WHOLE", str(other): "NONE"}
    assert await asked("", area="440781") == await asked("/bills", area="440781") == []


async def test_a_reason_that_is_told_anew_is_kept_and_an_older_one_is_not(bridge: Bridge) -> None:
    """Any order, any repetition; a row of the release before has none, and gets it with the same version."""
    person = new_id()
    ended = participation_event(person, ParticipationState.TERMINATED, 3, state_reason="DUPLICATE")
    await bridge.hear(ended)
    await bridge.rows("UPDATE participations SET state_reason = NULL RETURNING 1")
    await bridge.hear(ended)
    await bridge.hear(participation_event(person, ParticipationState.SUSPENDED, 2, state_reason="OWN_REQUEST"))
    assert await bridge.rows("SELECT state, state_reason FROM participations") == [("TERMINATED", "DUPLICATE")]
    await bridge.hear(participation_event(person, ParticipationState.TERMINATED, 4, state_reason="其他"))
    assert await bridge.rows("SELECT state_reason FROM participations") == [(None,)]
