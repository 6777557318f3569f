"""After a restore ledgers are told anew as they were told last: whoever has heard them hears nothing new (R-140)."""

from datetime import UTC, datetime, timedelta

from benefits.use_cases.tell_anew import AGGREGATES
from enrolment_events.benefits import IncentiveEvaluatedV1
from enrolment_events.catalogue import decode
from enrolment_terms.identifiers import new_id
from service_runtime.retelling import NOBODY, Wanted
from tests.benefits.builders import MORNING, participation, settled
from tests.benefits.conftest import BenefitsFacts

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


async def test_ledgers_are_told_with_the_moment_under_which_they_were_told(facts: BenefitsFacts) -> None:
    """R-140, benefits.incentive.evaluated."""
    person, paid_for = new_id(), new_id()
    first = await facts.record(
        participation(paid_for, person, benefit_year=2026), settled(paid_for, person, "2025-11-15", benefit_year=2026)
    )
    before = {event.subject: event for event in first if isinstance(event.data, IncentiveEvaluatedV1)}
    assert before
    last = await facts.rows("SELECT max(id) AS id FROM outbox")
    async with facts.database.transaction() as tx:
        tx.now = MORNING + timedelta(days=90)
        await AGGREGATES.told["incentive"](tx, Wanted(NOBODY, 5000, "%", BEGINNING))
    told = [decode(row["event"]) for row in await facts.rows("SELECT event FROM outbox WHERE id > :last", last=last[0]["id"])]
    again = {event.subject: event for event in told if event.personid == person}
    assert {one: (event.data, event.aggregateversion, event.recordedtime) for one, event in again.items()} == {
        one: (event.data, event.aggregateversion, event.recordedtime) for one, event in before.items()
    }
