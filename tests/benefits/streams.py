"""Streams of facts of every kind about one person, for the property tests."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from enrolment_events.benefits import ClaimRecordedV1
from enrolment_events.duplicates import CoverageElsewhereChangedV1, CoverElsewhere, CoverPeriod
from enrolment_events.envelope import Event
from enrolment_events.payment import (
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentReversedV1,
    RefundPaidBackV1,
    RepairSettledV1,
)
from enrolment_events.registration import (
    CircumstanceRecordedV1,
    DeathRecordedV1,
    HistoryRecordedV1,
    PermitRecordedV1,
    PersonIdentityUpdatedV1,
    SubsidyMark,
    SubsidyMarkedV1,
    SubsidyUnmarkedV1,
    Suspension,
)
from enrolment_terms.scheme import Category, EmployeeIdentity, Payer, Scheme
from tests.benefits.builders import MORNING, event, participation, person_state, settled

FIRST_YEAR, LAST_YEAR = 2024, 2028
_NAMES = UUID("0f0e5a52-8a1f-5a2e-9a0f-7f1f4f1d9d10")
days = st.dates(date(FIRST_YEAR - 1, 9, 1), date(LAST_YEAR, 12, 31))
years = st.integers(FIRST_YEAR, LAST_YEAR)


def named(person: UUID, *words: object) -> UUID:
    """The same id for the same words about the same person."""
    return uuid5(_NAMES, ":".join(map(str, (person, *words))))


def moment(number: int) -> Any:
    """No two facts are recorded at one moment."""
    return MORNING + timedelta(seconds=number)


@st.composite
def streams(draw: st.DrawFn, person: UUID) -> list[Event[Any]]:
    """Up to a few facts of each kind; versions of one aggregate grow."""
    born = draw(st.sampled_from([date(1980, 5, 5), date(2023, 11, 20), date(2025, 10, 31)]))
    events: list[Event[Any]] = []
    for year in sorted(draw(st.sets(years, min_size=1, max_size=4))):
        events += draw(_participation(person, year, born, len(events)))
    for kind in draw(st.lists(st.sampled_from(sorted(_KINDS)), max_size=6)):
        events += draw(_KINDS[kind](person, len(events)))
    return events


@st.composite
def _participation(draw: st.DrawFn, person: UUID, year: int, born: date, number: int) -> list[Event[Any]]:
    mine = named(person, "participation", year)
    same: dict[str, Any] = {
        "benefit_year": year,
        "born": born,
        "category": draw(st.sampled_from([Category.GENERAL, Category.NEWBORN, Category.RESIDENCE_PERMIT, Category.MY3])),
        "payer": draw(st.sampled_from([Payer.PERSON, Payer.PERSON, Payer.FINANCE])),
        "registered_on": draw(days),
    }
    states = ["REGISTERED", *draw(st.lists(st.sampled_from(["ACTIVE", "SUSPENDED", "RESUMED", "STOPPED", "TERMINATED"]), max_size=3))]
    found: list[Event[Any]] = []
    whole = draw(st.booleans())
    """Each state tells all suspensions there were, as registration does by now; or only itself, as it did before."""
    rests: list[Suspension] = []
    for version, state in enumerate(states, 1):
        reason = draw(st.sampled_from(["DUPLICATE", "EMPLOYEE_SCHEME", "TRANSFER", "TRANSFERRED", None]))
        changed = {**same, "state_reason": reason, "effective_on": draw(days)}
        if state == "SUSPENDED" and reason is not None:
            rests.append(Suspension(reason=reason, from_on=changed["effective_on"]))
        if whole:
            changed["suspensions"] = tuple(rests)
        found.append(participation(mine, person, state, version=version, when=moment(number + version), **changed))
    if draw(st.booleans()):
        arrival = draw(days)
        found.append(
            settled(mine, person, arrival, year=year, payment_id=named(person, "payment", year), deemed_in_window=draw(st.booleans()))
        )
    return found


@st.composite
def _marks(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    found: list[Event[Any]] = []
    marks: tuple[SubsidyMark, ...] = ()
    for version in range(1, draw(st.integers(1, 3)) + 1):
        marked = draw(days)
        removal = draw(st.none() | st.just(marked + timedelta(days=draw(st.integers(1, 200)))))
        mark = SubsidyMark(
            category=draw(st.sampled_from(["SUB01", "SUB07"])), department="CIVIL_AFFAIRS", received_on=marked, marked_on=marked,
            removed_on=removal, removal_received_on=removal,
        )  # fmt: skip
        marks = (*marks, mark)
        kind = SubsidyUnmarkedV1 if removal else SubsidyMarkedV1
        found.append(event(kind(marks=marks), person, number + version, person, moment(number + version)))
    return found


@st.composite
def _death(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    died = draw(st.none() | days)
    return [event(DeathRecordedV1(died_on=died, source="公安"), person, number, person, moment(number))]


@st.composite
def _employee(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    spell, first = named(person, "spell", number), draw(days)
    same: dict[str, Any] = {"spell_id": spell, "identity": EmployeeIdentity.WORKER, "area": "440783", "registered_on": first}
    same["land_expropriated"] = draw(st.booleans())
    paid = {**same, "first_payment_on": first + timedelta(days=8), "benefits_from": first + timedelta(days=20)}
    until = first + timedelta(days=draw(st.integers(30, 400)))
    ended = {**paid, "benefits_until": until, "ended_notice_on": until + timedelta(days=draw(st.integers(0, 200)))}
    told = [EmployeeRegisteredV1(**same), EmployeePaidV1(**paid), EmployeeEndedV1(**ended)][: draw(st.integers(1, 3))]
    return [event(data, spell, version, person, moment(number + version)) for version, data in enumerate(told, 1)]


@st.composite
def _reversal(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    year = draw(years)
    payment = named(person, "payment", year)
    data = PaymentReversedV1(
        payment_id=payment, bill_id=payment, participation_id=named(person, "participation", year), amount=40600,
        reversed_on=draw(days), tax_serial=f"R{payment}",
    )  # fmt: skip
    return [event(data, payment, 2, person, moment(number))]


@st.composite
def _refund(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    year, refund = draw(years), named(person, "refund", number)
    data = RefundPaidBackV1(
        refund_id=refund, participation_id=named(person, "participation", year),
        payment_id=draw(st.sampled_from([None, named(person, "payment", year)])),
        ground=draw(st.sampled_from(["DUPLICATE_PAYMENT", "EMPLOYEE_SCHEME"])), amount=40600,
        applied_on=draw(days), paid_back_on=draw(days),
    )  # fmt: skip
    return [event(data, refund, 1, person, moment(number))]


@st.composite
def _repair(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    year, payment = draw(years), named(person, "repair", number)
    data = RepairSettledV1(
        payment_id=payment, bill_id=payment, participation_id=named(person, "participation", year), benefit_year=year,
        repair_years=draw(st.integers(1, 3)), amount=49000, arrival_date=draw(days), tax_serial=f"X{payment}",
    )  # fmt: skip
    return [event(data, payment, 1, person, moment(number))]


@st.composite
def _permit(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    permit, filed = named(person, "permit", number), draw(days)
    data = PermitRecordedV1(permit_id=permit, filed_on=filed, valid_to=filed + timedelta(days=draw(st.integers(30, 900))))
    return [event(data, permit, 1, person, moment(number))]


@st.composite
def _circumstance(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    circumstance, kind = named(person, "circumstance", number), draw(st.sampled_from(["VETERAN", "VETERAN_SPOUSE", "ABROAD", "ARMY"]))
    since = draw(days)
    told = [False, True][: draw(st.integers(1, 2))]
    return [
        event(
            CircumstanceRecordedV1(circumstance_id=circumstance, kind=kind, from_on=since, withdrawn=withdrawn, source="核验"),
            circumstance, version, person, moment(number + version),
        )
        for version, withdrawn in enumerate(told, 1)
    ]  # fmt: skip


@st.composite
def _history(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    data = HistoryRecordedV1(resident_years=tuple(sorted(draw(st.sets(st.integers(2015, 2024), max_size=6)))), source="转移接续")
    return [event(data, person, number, person, moment(number))]


@st.composite
def _elsewhere(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    """What dedup knows of other regions: each version is the whole of it."""
    last_days = st.none() | st.dates(date(LAST_YEAR - 1, 1, 1), date(LAST_YEAR, 12, 31))
    period = st.builds(CoverPeriod, first_on=st.sampled_from([date(2022, 6, 1), date(LAST_YEAR - 1, 1, 1)]), last_on=last_days)
    spell = st.builds(
        CoverElsewhere,
        area=st.sampled_from(["440900", "440100", "430100"]),
        scheme=st.sampled_from(Scheme),
        years=st.sets(st.integers(2019, LAST_YEAR), max_size=4).map(sorted).map(tuple),
        paid=st.booleans(),
        periods=st.lists(period, max_size=2).map(tuple),
    )
    told = draw(st.lists(st.lists(spell, max_size=3), min_size=1, max_size=2))
    return [
        event(CoverageElsewhereChangedV1(spells=tuple(spells)), person, number + version, person, moment(number + version))
        for version, spells in enumerate(told, 1)
    ]


@st.composite
def _claim(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    claim, settled_on = named(person, "claim", number), draw(days)
    found = []
    for version in range(1, draw(st.integers(1, 2)) + 1):
        data = ClaimRecordedV1(
            claim_ref=str(claim), benefit_year=settled_on.year, settled_on=settled_on, fund_paid=10000 * version,
            serious_paid=draw(st.sampled_from([0, 31_000_000])), bonus_used=draw(st.booleans()), withdrawn=draw(st.booleans()),
        )  # fmt: skip
        found.append(event(data, claim, version, person, moment(number + version)))
    return found


@st.composite
def _identity(draw: st.DrawFn, person: UUID, number: int) -> list[Event[Any]]:
    state = person_state(person, draw(st.sampled_from([date(1980, 5, 6), date(2023, 11, 21)])), draw(st.booleans()))
    return [event(PersonIdentityUpdatedV1(person=state), person, number, person, moment(100 + number))]


_KINDS: dict[str, Any] = {
    "marks": _marks,
    "death": _death,
    "employee": _employee,
    "reversal": _reversal,
    "refund": _refund,
    "repair": _repair,
    "permit": _permit,
    "circumstance": _circumstance,
    "history": _history,
    "elsewhere": _elsewhere,
    "claim": _claim,
    "identity": _identity,
}
