"""Decided duplicate cases: what they prove of a refund that somebody asks for (R-133), and how they are counted (R-098)."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_events.duplicates import CaseChangedV1, CaseRecord, CaseRemedy, DuplicateCaseState, SuspendAction
from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import RefundState
from enrolment_events.registration import PersonMergedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from payment_bridge.domain.finance_deductions import finance_share
from payment_bridge.domain.refunds import Ground, Paper
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import RefundNotPossible
from payment_bridge.repository.duplicates import proofs_of
from payment_bridge.repository.finance_deductions import duplicates_counted
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import KAIPING, MORNING, POLICY, normal_bill, participation_event, sale_row, sales, token_of
from tests.payment_bridge.going_back import asked, balances, ended, first_review, paid, payout_result, row_of, second_review
from tests.payment_bridge.running import RunningBridge

MAOMING, OTHER_TOWN = "440900", "440785"
FOUND_ON = date(2023, 11, 5)
_S = DuplicateCaseState


def ours(person: UUID, area: str = KAIPING) -> CaseRecord:
    """The relation of 2024 that somebody has paid for here."""
    return CaseRecord(
        relation=f"P{person.int}", scheme=Scheme.RESIDENT, area=area, benefit_year=2024, starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31), state=ParticipationState.ACTIVE, paid=True, participation_id=person,
    )  # fmt: skip


def elsewhere(scheme: Scheme = Scheme.RESIDENT, area: str = MAOMING, identity: EmployeeIdentity | None = None) -> CaseRecord:
    """A relation of another region."""
    return CaseRecord(
        relation="other", scheme=scheme, identity=identity, area=area, benefit_year=2024, starts_on=date(2024, 1, 1),
        state=ParticipationState.ACTIVE, paid=True,
    )  # fmt: skip


def case(
    *records: CaseRecord,
    kept: CaseRecord | None,
    state: DuplicateCaseState = _S.DECIDED,
    version: int = 1,
    case_id: UUID | None = None,
    remedies: Sequence[CaseRemedy] | None = None,
    **more: Any,
) -> Event[CaseChangedV1]:
    """As dedup tells it: all but the one that is kept are suspended for good, unless it says otherwise."""
    given = [CaseRemedy(relation=one.relation, action=SuspendAction.SUSPEND, from_on=FOUND_ON) for one in records if one != kept]
    data = CaseChangedV1(
        case_id=case_id or new_id(), state=state, principle="R-122", records=records, kept=kept.relation if kept else None,
        dropped=tuple(given if remedies is None else remedies) if kept else (), opened_on=FOUND_ON, **more,
    )  # fmt: skip
    return new_event(
        data, aggregate_id=data.case_id, aggregate_version=version, person_id=new_id(), region="440700", occurred_at=MORNING,
        recorded_at=MORNING,
    )  # fmt: skip


async def proofs(bridge: Bridge, person: UUID) -> set[Ground]:
    async with bridge.runtime.database.read() as read:
        return set((await proofs_of(read.driver, [person])).get(person, {}))


async def refused(bridge: Bridge, person: UUID, ground: Ground, **changed: Any) -> tuple[list[str], list[str]]:
    """Reasons and missing papers of a request without any paper; nothing of either if it is taken."""
    try:
        await asked(bridge, person, ground, fact_on=None, papers=(), **changed)
    except RefundNotPossible as refusal:
        return [str(one.code) for one in refusal.reasons], [one.field for one in refusal.missing]
    return [], []


KEPT: dict[str, tuple[CaseRecord, set[Ground]]] = {
    "another region": (elsewhere(), {Ground.OTHER_REGION}),
    "the employee scheme": (elsewhere(Scheme.EMPLOYEE, identity=EmployeeIdentity.WORKER), {Ground.EMPLOYEE_SCHEME}),
    "another region of ours": (ours(new_id(), MAOMING), {Ground.OTHER_REGION, Ground.DUPLICATE_PAYMENT}),
    "another town": (ours(new_id(), OTHER_TOWN), {Ground.DUPLICATE_PAYMENT}),
}


@pytest.mark.parametrize("kept", KEPT)
async def test_what_is_not_kept_is_given_back_on_application(bridge: Bridge, kept: str) -> None:
    """R-133, R-070, R-071: each ground by what is kept; without a case a paper is asked for; nothing goes back by itself."""
    other, grounds = KEPT[kept]
    person = await paid(bridge, "21")
    bridge.on(date(2023, 12, 31))
    needs = {
        Ground.OTHER_REGION: ([], ["fact_on", "OTHER_REGION_PROOF"]),
        Ground.EMPLOYEE_SCHEME: ([], ["fact_on", "EMPLOYEE_PROOF"]),
        Ground.DUPLICATE_PAYMENT: (["NOTHING_TO_REFUND"], []),
    }
    for ground, missing in needs.items():
        assert await refused(bridge, person, ground) == missing
    decided = case(ours(person), other, kept=other)
    await bridge.hear(decided)
    assert await proofs(bridge, person) == grounds
    assert await bridge.rows("SELECT refund_id FROM refunds") == []
    for ground in set(needs) - grounds:
        assert await refused(bridge, person, ground) == needs[ground]
    refund = await asked(bridge, person, min(grounds), fact_on=None, papers=())
    assert (refund.case_id, refund.fact_on, refund.of_bill, refund.ends) == (decided.data.case_id, FOUND_ON, True, "TERMINATE")


async def test_after_the_start_nothing_is_given_back(bridge: Bridge) -> None:
    """R-133, R-074: "before" ends with 31 December, on every ground, whatever a case decides."""
    for number, (other, grounds) in enumerate(KEPT.values()):
        bridge.on(date(2023, 10, 10))
        person = await paid(bridge, f"{number + 2}1")
        await bridge.hear(case(ours(person), other, kept=other))
        bridge.on(date(2024, 1, 1))
        for ground in grounds:
            assert await refused(bridge, person, ground) == (["BENEFIT_PERIOD_STARTED"], [])


async def test_of_two_paid_relations_one_is_paid_back(bridge: Bridge) -> None:
    """R-133, F-31, D5: the bill goes back and its participation ends; money beside the bill would go first, and at any time."""
    person = await paid(bridge, "21", "22")
    await bridge.hear(case(ours(person), KEPT["another town"][0], kept=KEPT["another town"][0]))
    beside = await asked(bridge, person, Ground.DUPLICATE_PAYMENT)
    assert (beside.of_bill, beside.ends) == (False, "KEEP")
    await bridge.receive(first_review(beside))
    await second_review(bridge, beside)
    bridge.on(date(2023, 11, 20))
    refund = await asked(bridge, person, Ground.DUPLICATE_PAYMENT, payment_id=None)
    await bridge.receive(first_review(refund))
    granted = await second_review(bridge, refund)
    assert (granted.state, granted.of_bill, granted.ends) == (RefundState.APPROVED, True, "TERMINATE")
    await ended(bridge, person)
    while await pay_back_refunds(bridge.runtime):
        pass
    for serial, one in (("900", beside), ("901", refund)):
        (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts WHERE refund_id = :id", id=one.refund_id)
        await bridge.receive(payout_result(serial, payout.payout_id))
    assert (await bridge.bill(normal_bill(person))).state == "REFUNDED"
    assert (await balances(bridge))["BANK"] == -81200


async def test_of_two_records_that_became_one_person_one_is_paid_back(bridge: Bridge) -> None:
    """R-026, R-128, F-31: registration ended one of them as a duplicate; without another paid bill of the person there is no ground."""
    kept, other = await paid(bridge, "21"), await paid(bridge, "22")
    over = {"state_reason": "DUPLICATE", "person_id": kept, "token": token_of(other), "paid_on": date(2023, 10, 20)}
    await bridge.hear(participation_event(other, ParticipationState.TERMINATED, 5, **over))
    assert await proofs(bridge, other) == {Ground.DUPLICATE_PAYMENT}
    middle = new_id()
    alone = await paid(bridge, "23")
    await bridge.hear(participation_event(alone, ParticipationState.TERMINATED, 5, **over | {"person_id": alone, "token": token_of(alone)}))
    assert await proofs(bridge, alone) == set()
    for merged, into in ((middle, alone), (kept, middle)):
        told = PersonMergedV1(kept_person_id=into, merged_person_id=merged)
        await bridge.hear(
            new_event(
                told, aggregate_id=merged, aggregate_version=1, person_id=into, region="440700", occurred_at=MORNING, recorded_at=MORNING
            )
        )
    assert await proofs(bridge, alone) == {Ground.DUPLICATE_PAYMENT}, "by whatever record the other one was paid"
    assert await proofs(bridge, kept) == set(), "what is kept is not given back"


def only_for_a_while(person: UUID) -> list[CaseRemedy]:
    """R-131: while a job lasts, and back."""
    name = ours(person).relation
    rest = CaseRemedy(relation=name, action=SuspendAction.SUSPEND, from_on=date(2024, 4, 1), until_on=date(2024, 8, 31))
    return [rest, CaseRemedy(relation=name, action=SuspendAction.RESUME, from_on=date(2024, 9, 1))]


async def test_what_decides_nothing_proves_nothing(bridge: Bridge) -> None:
    """R-128, D6: before the decision, of a false positive, of what goes on in another case, of a relation that rests for a while."""
    other = elsewhere()
    for number, state in enumerate(_S):
        person = await paid(bridge, f"{number + 2}1")
        await bridge.hear(case(ours(person), other, kept=other, state=state))
        expected = {Ground.OTHER_REGION} if state in (_S.DECIDED, _S.EXECUTING, _S.CLOSED) else set()
        assert await proofs(bridge, person) == expected, state
    person = await paid(bridge, "91")
    job = elsewhere(Scheme.EMPLOYEE, identity=EmployeeIdentity.WORKER)
    await bridge.hear(
        case(ours(person), other, kept=other, joined_case_id=new_id()),
        case(ours(person), other, kept=None),
        case(ours(person), job, kept=job, remedies=only_for_a_while(person)),
        case(other, ours(person), kept=ours(person)),
    )
    assert await proofs(bridge, person) == set()


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
async def test_the_newest_version_of_a_case_holds(bridge: Bridge, order: tuple[int, ...]) -> None:
    """D6, R-129: the other region withdrew, the case is decided anew; in any order, and the same again."""
    person, case_id, other = await paid(bridge, "21"), new_id(), elsewhere()
    told = [
        case(ours(person), other, kept=other, version=2, case_id=case_id),
        case(ours(person), other, kept=None, state=_S.CLASSIFIED, version=1, case_id=case_id),
        case(ours(person), kept=ours(person), state=_S.CLOSED, version=3, case_id=case_id),
        case(ours(person), other, kept=other, version=2, case_id=case_id),
    ]
    for number in order:
        await bridge.hear(told[number])
    assert await proofs(bridge, person) == set()
    await bridge.hear(case(ours(person), other, kept=other, version=4, case_id=case_id))
    assert await proofs(bridge, person) == {Ground.OTHER_REGION}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_order_and_repetition_of_cases_and_money_ends_the_same(bridge: Bridge, data: st.DataObject) -> None:
    """R-133: a case may be heard before the registration, the money and its own earlier versions."""
    person, case_id, other = new_id(), new_id(), elsewhere()
    told: list[Event[Any] | bytes] = [
        participation_event(person),
        participation_event(person, ParticipationState.SUSPENDED, 4, state_reason="DUPLICATE", paid_on=date(2023, 10, 20)),
        sales(sale_row(str(person.int)[:12], normal_bill(person), date(2023, 10, 20))),
        *(
            case(ours(person), other, kept=other if data.draw(st.booleans()) else ours(person), version=version, case_id=case_id)
            for version in range(1, 4)
        ),
    ]
    again = data.draw(st.lists(st.sampled_from(told), max_size=4))
    bridge.on(date(2023, 11, 20))
    for one in data.draw(st.permutations([*told, *again])):
        await (bridge.receive(one) if isinstance(one, bytes) else bridge.hear(one))
    last = told[-1]
    assert isinstance(last, Event)
    is_dropped = last.data.kept == other.relation
    assert await proofs(bridge, person) == ({Ground.OTHER_REGION} if is_dropped else set())
    assert await refused(bridge, person, Ground.OTHER_REGION) == (([], []) if is_dropped else ([], ["fact_on", "OTHER_REGION_PROOF"]))


@pytest.mark.parametrize("with_paper", [True, False])
async def test_a_case_that_was_decided_anew_stops_the_approval(bridge: Bridge, with_paper: bool) -> None:
    """R-133, R-072: nobody loses the relation that is kept by now; a paper proves it all the same."""
    person, case_id, other = await paid(bridge, "21"), new_id(), elsewhere()
    await bridge.hear(case(ours(person), other, kept=other, case_id=case_id))
    papers = (Paper("OTHER_REGION_PROOF"),) if with_paper else ()
    refund = await asked(bridge, person, Ground.OTHER_REGION, fact_on=None, papers=papers)
    await bridge.receive(first_review(refund))
    await bridge.hear(case(ours(person), kept=ours(person), state=_S.CLOSED, version=2, case_id=case_id))
    if with_paper:
        assert (await second_review(bridge, refund)).state is RefundState.APPROVED
        return
    with pytest.raises(RefundNotPossible) as refusal:
        await second_review(bridge, refund)
    assert [(one.code, one.rule) for one in refusal.value.reasons] == [("NO_REFUND_GROUND", "R-133")]
    assert (await row_of(bridge, refund)).state == "AGENCY_SECOND_REVIEW"
    await bridge.hear(case(ours(person), other, kept=other, version=3, case_id=case_id))
    assert (await second_review(bridge, refund)).state is RefundState.APPROVED


async def test_the_person_sees_what_may_be_asked_for_and_until_when(service: RunningBridge) -> None:
    """R-133, R-071: with the bill, until the last day; not while it is on its way back, and not of a bill that is kept."""
    service.clock.move_to(MORNING)
    person, other = new_id(), elsewhere()
    await service.publish(participation_event(person))
    await service.next_event("payment.bill.created.v1", person)
    await service.callback(sales(sale_row("6690001", normal_bill(person), MORNING.date())), "msg_offer")
    await service.next_event("payment.settled.v1", person)

    async def offers() -> list[dict[str, Any]]:
        answer = await service.call("GET", f"/bills/{normal_bill(person)}", role="citizen", documents=[token_of(person)])
        found: list[dict[str, Any]] = answer.json()["refund_offers"]
        return found

    assert await offers() == []
    decided = case(ours(person), other, kept=other)
    await service.publish(decided)
    while not await offers():
        pass
    assert await offers() == [
        {
            "ground": "OTHER_REGION",
            "ground_label": "在其他统筹区重复参加居民医保",
            "case_id": str(decided.data.case_id),
            "known_on": "2023-11-05",
            "apply_until": "2023-12-31",
        }
    ]
    form = {"bill_id": str(normal_bill(person)), "ground": "OTHER_REGION"}
    answer = await service.call(
        "POST", "/refunds", json=form, role="citizen", documents=[token_of(person)], headers={"Idempotency-Key": "o"}
    )
    assert (answer.status_code, answer.json()["case_id"]) == (201, str(decided.data.case_id)), answer.text
    assert await offers() == []


async def counted(bridge: Bridge) -> int:
    async with bridge.runtime.database.read() as read:
        found = await duplicates_counted(read.driver, 2024, Scope(["%"]))
        assert all(finance_share(one.bill, POLICY) is not None for one in found)
        return sum(one.number for one in found)


async def test_a_person_counts_once_whatever_becomes_of_the_relation(bridge: Bridge) -> None:
    """R-098, R-129: decided, suspended as a duplicate, resting since the year's end; told twice, in two cases; kept after all."""
    person, other, case_id = await paid(bridge, "21"), elsewhere(), new_id()
    assert await counted(bridge) == 0
    decided = case(ours(person), other, kept=other, case_id=case_id)
    await bridge.hear(decided, decided, case(ours(person), other, kept=other))
    assert await counted(bridge) == 1
    for version, reason in ((4, "DUPLICATE"), (5, "YEAR_END")):
        await bridge.hear(participation_event(person, ParticipationState.SUSPENDED, version, state_reason=reason))
        assert await counted(bridge) == 1
    second = new_id()
    await bridge.hear(
        participation_event(second, person_id=person, area=OTHER_TOWN),
        participation_event(second, ParticipationState.TERMINATED, 3, state_reason="DUPLICATE", person_id=person, area=OTHER_TOWN),
    )
    assert await counted(bridge) == 1, "once in a region and year"


async def test_a_relation_that_is_kept_after_all_counts_no_more(bridge: Bridge) -> None:
    """R-098, D6."""
    person, other, case_id = await paid(bridge, "21"), elsewhere(), new_id()
    await bridge.hear(case(ours(person), other, kept=other, case_id=case_id))
    assert await counted(bridge) == 1
    await bridge.hear(case(ours(person), kept=ours(person), state=_S.CLOSED, version=2, case_id=case_id))
    assert await counted(bridge) == 0
