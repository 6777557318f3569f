"""Any permutation and any duplication of the event stream ends in the same state (blueprint §4)."""

from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_events.envelope import Event
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillState, FailureCause
from tests.registration.builders import bill, check_completed, entitled, form, hit, settled
from tests.registration.world import World

STREAMS = ("paid", "failed_then_paid", "abandoned", "mended", "late", "resent")


def stream(kind: str, participation_id: str) -> list[Event[Any]]:
    """What payment-bridge and benefits tell of one participation."""
    payment = UUID(int=UUID(participation_id).int ^ 1)
    failed = bill(participation_id, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE)
    gone = bill(participation_id, BillState.ABANDONED, 4, cause=FailureCause.INSUFFICIENT_BALANCE, on=date(2024, 1, 1))
    told: list[Event[Any]] = [bill(participation_id, BillState.HELD, 1), bill(participation_id, BillState.SENT, 2)]
    more: dict[str, list[Event[Any]]] = {
        "paid": [settled(participation_id, payment_id=payment)],
        "failed_then_paid": [failed, settled(participation_id, on=date(2023, 11, 15), payment_id=payment)],
        "abandoned": [failed, gone],
        "mended": [failed, gone, settled(participation_id, on=date(2023, 12, 30), payment_id=payment)],
        "late": [failed, gone, settled(participation_id, on=date(2024, 1, 10), payment_id=payment)],
        "resent": [
            bill(participation_id, BillState.FAILED_SYSTEM, 3, cause=FailureCause.BANK_SYSTEM),
            bill(participation_id, BillState.SENT, 5, resend_no=1),
            settled(participation_id, on=date(2024, 1, 10), deemed=True, payment_id=payment),
        ],
    }
    waits = [entitled(participation_id, version, date(2024, version, 1)) for version in (1, 2)]
    return [*told, *more[kind], *waits]


async def status(world: World, participation_id: str) -> list[dict[str, Any]]:
    """What must not depend on the order."""
    identity = UUID(participation_id)
    return [
        *await world.rows(
            "SELECT state, state_reason, paid_on, effective_on, failure_cause FROM participations WHERE participation_id = $1", identity
        ),
        *await world.rows("SELECT state, version, cause, resend_no, effective_on FROM remote_bills WHERE participation_id = $1", identity),
        *await world.rows("SELECT outcome, arrival_date FROM remote_payments WHERE participation_id = $1 ORDER BY payment_id", identity),
        *await world.rows("SELECT version, starts_on FROM remote_entitlement_years WHERE participation_id = $1", identity),
    ]


@given(data=st.data(), kind=st.sampled_from(STREAMS), together=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_order_gives_the_same_status(module_world: World, data: st.DataObject, kind: str, together: bool) -> None:
    world = module_world
    _, in_order = await world.register()
    await world.hear(*stream(kind, in_order))
    _, shuffled = await world.register()
    events = stream(kind, shuffled)
    told = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events), max_size=4))))
    await (world.hear_together(*told) if together else world.hear(*told))
    assert await status(world, shuffled) == await status(world, in_order)
    last, reference = [(await world.published(found))[-1] for found in (shuffled, in_order)]
    assert (last.data.state, last.data.paid_on, last.data.effective_on) == (
        reference.data.state,
        reference.data.paid_on,
        reference.data.effective_on,
    )


@given(data=st.data(), together=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_order_of_check_answers_gives_the_same_application(module_world: World, data: st.DataObject, together: bool) -> None:
    world = module_world
    application_id = await world.apply()
    refused = check_completed(application_id, 1, (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),))
    await world.hear(refused)
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    answers = [refused, check_completed(application_id, 2)]
    told = data.draw(st.permutations(answers + data.draw(st.lists(st.sampled_from(answers), max_size=3))))
    await (world.hear_together(*told) if together else world.hear(*told))
    shown = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert (shown["state"], shown["submit_no"], shown["reasons"]) == ("UNDER_REVIEW", 2, [])
    assert [step["event"] for step in shown["history"]][-3:] == ["resubmit", "check_sent", "check_clear"]
