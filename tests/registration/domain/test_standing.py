"""D2: the standing of a participation is the same for any order and any repetition of what happened to it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.scheme import ParticipationState
from registration.domain.participation_acts import EVENTS, ActFact, ParticipationActKind
from registration.domain.participation_standing import Paid, Standing, Suspension, Unpaid, standing_of
from registration.domain.participation_states import TRANSITIONS, ParticipationEvent, StateReason

S, K, R, E = ParticipationState, ParticipationActKind, StateReason, ParticipationEvent
REGISTERED = date(2023, 9, 1)
PAID = Paid(date(2023, 10, 20), E.PAYMENT_SETTLED)
NEVER_PAID = Unpaid()


def act(kind: ParticipationActKind, cause: StateReason | None, on: date, matter: str | None = None) -> ActFact:
    return ActFact(kind, cause, on, matter)


days = st.integers(0, 480).map(lambda after: REGISTERED + timedelta(days=after))
moments = st.sampled_from([None, *(datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in (9, 10, 11))])
acts = st.tuples(st.sampled_from(sorted(EVENTS, key=str)), days, st.sampled_from(["1", "2", None]), moments).map(
    lambda one: ActFact(one[0][0], one[0][1], one[1], one[2], one[3])
)
moneys = st.one_of(
    st.just(NEVER_PAID),
    days.map(lambda on: Paid(on, E.PAYMENT_SETTLED)),
    days.map(lambda on: Unpaid(on, E.BILL_ABANDONED, R.BILL_ABANDONED)),
)


@given(money=moneys, happened=st.lists(acts, max_size=6), data=st.data())
def test_any_order_and_any_repetition_is_the_same(money: Paid | Unpaid, happened: list[ActFact], data: st.DataObject) -> None:
    told = data.draw(st.permutations(happened + data.draw(st.lists(st.sampled_from(happened), max_size=3)) if happened else happened))
    assert standing_of(money, told, REGISTERED) == standing_of(money, happened, REGISTERED)


@given(money=moneys, happened=st.lists(acts, max_size=6))
def test_every_step_is_listed(money: Paid | Unpaid, happened: list[ActFact]) -> None:
    """Laid out by days, each further fact either leaves the state as it is or takes a way of the table."""
    for until in sorted({one.happened_on for one in happened}):
        before = standing_of(_by(money, until - timedelta(days=1)), [one for one in happened if one.happened_on < until], REGISTERED)
        [*today] = [one for one in happened if one.happened_on == until]
        if len(today) > 1 or _by(money, until) != _by(money, until - timedelta(days=1)):
            continue
        after = standing_of(_by(money, until), [one for one in happened if one.happened_on <= until], REGISTERED)
        if after.state is not before.state:
            assert TRANSITIONS[before.state, today[0].event] in (after.state, S.ACTIVE)


def test_money_after_the_end_of_the_year_opens_what_was_and_nothing_that_goes_on() -> None:
    """R-086, R-024: a birth year that is paid when it is over; the same where its bill had been given up before."""
    over = act(K.SUSPEND, R.YEAR_END, date(2024, 1, 1))
    paid = standing_of(Paid(date(2024, 2, 20), E.LATE_PAYMENT_SETTLED), [over], REGISTERED)
    assert (paid.state, paid.reason, paid.paid_on) == (S.SUSPENDED, R.YEAR_END, date(2024, 2, 20))
    assert paid.suspensions == (Suspension(R.YEAR_END, date(2024, 1, 1)),)


def _by(money: Paid | Unpaid, day: date) -> Paid | Unpaid:
    on = money.on if isinstance(money, Paid) else money.given_up_on
    return money if on is not None and on <= day else NEVER_PAID


@given(happened=st.lists(acts, max_size=6))
def test_what_has_ended_stays_ended(happened: list[ActFact]) -> None:
    """The earliest end is the end, whatever happens or is told later."""
    ends = [one for one in happened if one.kind is K.END]
    if not ends:
        return
    found = standing_of(Paid(REGISTERED - timedelta(days=1), E.PAYMENT_SETTLED), happened, REGISTERED)
    assert (found.state, found.effective_on) == (S.TERMINATED, min(one.happened_on for one in ends))


def stands(*happened: ActFact, money: Paid | Unpaid = PAID) -> Standing:
    return standing_of(money, happened, REGISTERED)


def test_one_relation_ended_does_not_lift_the_suspension_by_another() -> None:
    first, second = act(K.SUSPEND, R.EMPLOYEE_SCHEME, date(2024, 4, 18), "a"), act(K.SUSPEND, R.EMPLOYEE_SCHEME, date(2024, 6, 1), "b")
    ended = act(K.RESUME, R.EMPLOYEE_SCHEME, date(2024, 7, 1), "a")
    found = stands(first, second, ended)
    assert (found.state, found.reason, found.effective_on) == (S.SUSPENDED, R.EMPLOYEE_SCHEME, date(2024, 6, 1))
    assert found.suspensions == (
        Suspension(R.EMPLOYEE_SCHEME, date(2024, 4, 18), date(2024, 6, 30)),
        Suspension(R.EMPLOYEE_SCHEME, date(2024, 6, 1)),
    )


def test_a_stop_outlives_a_suspension() -> None:
    found = stands(
        act(K.STOP, R.OWN_REQUEST, date(2024, 2, 1)),
        act(K.SUSPEND, R.EMPLOYEE_SCHEME, date(2024, 4, 18), "a"),
        act(K.RESUME, R.EMPLOYEE_SCHEME, date(2024, 7, 1), "a"),
    )
    assert (found.state, found.reason, found.effective_on, found.resumed_on) == (S.STOPPED, R.OWN_REQUEST, date(2024, 2, 1), None)


def test_a_suspension_that_is_over_when_it_is_told_is_still_known() -> None:
    """Resumption heard first: both orders tell the same interval."""
    found = stands(act(K.RESUME, R.DUPLICATE, date(2024, 4, 1), "c"), act(K.SUSPEND, R.DUPLICATE, date(2024, 3, 1), "c"))
    assert (found.state, found.resumed_on) == (S.ACTIVE, date(2024, 4, 1))
    assert found.suspensions == (Suspension(R.DUPLICATE, date(2024, 3, 1), date(2024, 3, 31)),)


def test_registered_again_after_a_stop_but_never_after_the_year() -> None:
    """R-003, V-41."""
    stop, again = act(K.STOP, R.RESIDENCE_PERMIT_EXPIRED, date(2023, 12, 1)), act(K.REENROL, None, date(2023, 12, 20))
    assert stands(stop, again).state is S.ACTIVE
    over = act(K.SUSPEND, R.YEAR_END, date(2025, 1, 1))
    assert stands(over, act(K.REENROL, None, date(2025, 1, 2))).state is S.SUSPENDED


def test_money_of_the_day_of_a_cancellation_came_after_it_and_of_a_stop_before_it() -> None:
    on = PAID.on
    assert stands(act(K.CANCEL, R.OWN_REQUEST, on)).state is S.CANCELLED
    assert stands(act(K.STOP, R.OWN_REQUEST, on)).state is S.STOPPED


def test_the_reasons_of_acts_are_those_that_are_listed() -> None:
    assert set(EVENTS.values()) <= {event for _, event in TRANSITIONS}
