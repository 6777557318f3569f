"""What payment-bridge hears, and what it does then."""

from collections.abc import Sequence

from enrolment_events.benefits import RepairRegisteredV2
from enrolment_events.duplicates import CaseChangedV1
from enrolment_events.envelope import Event
from enrolment_events.households import HouseholdChangedV1
from enrolment_events.registration import (
    DeathRecordedV1,
    MandateChangedV1,
    ParticipationCancelledV1,
    ParticipationChangedV1,
    ParticipationData,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PersonCreatedV1,
    PersonIdentityUpdatedV1,
    PersonMergedV1,
)
from event_bus import Handlers
from payment_bridge.repository.duplicates import keep_cases
from payment_bridge.repository.people import MANDATES, keep_deaths
from payment_bridge.use_cases.bill_repairs import record_repairs
from payment_bridge.use_cases.record_households import record_households
from payment_bridge.use_cases.record_people import record_merges, record_people
from payment_bridge.use_cases.record_registrations import record_registrations
from service_runtime import Transaction


async def when_participations_are_registered_make_bills(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """Bills that are missing are made."""
    await record_registrations(tx, events)


async def when_participations_change_decide_their_bills(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """Open bills of one that ended are cancelled, what was paid stays; one that goes on again is owed again."""
    await record_registrations(tx, events)


async def when_identities_change_keep_documents(tx: Transaction, events: Sequence[Event[PersonIdentityUpdatedV1]]) -> None:
    """Who proves one of these documents may see the person's bills, and nobody by a document that is the person's no more."""
    await record_people(tx, events)


async def when_people_are_created_keep_documents(tx: Transaction, events: Sequence[Event[PersonCreatedV1]]) -> None:
    """The same of somebody new."""
    await record_people(tx, events)


async def when_people_die_keep_the_day(tx: Transaction, events: Sequence[Event[DeathRecordedV1]]) -> None:
    """R-070, F-12: of a refund after a death its day decides, and it needs no certificate."""
    await keep_deaths(tx.driver, events)


async def when_cases_change_keep_what_they_drop(tx: Transaction, events: Sequence[Event[CaseChangedV1]]) -> None:
    """R-133, R-098: it proves a refund that somebody asks for, and counts. Nothing goes back by itself (R-071)."""
    await keep_cases(tx.driver, events)


async def when_people_are_merged_show_their_bills_as_one(tx: Transaction, events: Sequence[Event[PersonMergedV1]]) -> None:
    """R-026."""
    await record_merges(tx, events)


async def when_mandates_change_keep_them(tx: Transaction, events: Sequence[Event[MandateChangedV1]]) -> None:
    """Who may see and pay the bills of whom."""
    await MANDATES.keep(tx.driver, events, tx.now)


async def when_households_change_keep_their_terms(tx: Transaction, events: Sequence[Event[HouseholdChangedV1]]) -> None:
    """R-053, R-054: from which account, and in which order, levies are deducted; those that were sent are sent anew."""
    await record_households(tx, events)


async def when_repairs_are_registered_bill_them(tx: Transaction, events: Sequence[Event[RepairRegisteredV2]]) -> None:
    """B19: a bill in a group of its own, once the year is paid; withdrawn, it is cancelled."""
    await record_repairs(tx, events)


HANDLERS: Handlers = {
    ParticipationRegisteredV1: when_participations_are_registered_make_bills,
    ParticipationCancelledV1: when_participations_change_decide_their_bills,
    ParticipationTerminatedV1: when_participations_change_decide_their_bills,
    ParticipationStoppedV1: when_participations_change_decide_their_bills,
    ParticipationChangedV1: when_participations_change_decide_their_bills,
    ParticipationResumedV1: when_participations_change_decide_their_bills,
    ParticipationSuspendedV1: when_participations_change_decide_their_bills,
    CaseChangedV1: when_cases_change_keep_what_they_drop,
    DeathRecordedV1: when_people_die_keep_the_day,
    PersonCreatedV1: when_people_are_created_keep_documents,
    PersonIdentityUpdatedV1: when_identities_change_keep_documents,
    PersonMergedV1: when_people_are_merged_show_their_bills_as_one,
    HouseholdChangedV1: when_households_change_keep_their_terms,
    MandateChangedV1: when_mandates_change_keep_them,
    RepairRegisteredV2: when_repairs_are_registered_bill_them,
}
"""Event type -> handler."""
