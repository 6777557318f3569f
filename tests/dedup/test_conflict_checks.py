"""From a submitted application to an answer: by document, over all regions, as things stand until it is decided."""

from uuid import UUID

import pytest

from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event
from enrolment_events.registration import DecidedState
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import ParticipationState
from tests.dedup.builders import GUANGZHOU, HUNAN, MORNING, decided, employed, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts


def answers(facts: DedupFacts, application: UUID) -> list[Event[CheckCompletedV1]]:
    return [event for event in facts.published if event.data.application_id == application]


async def test_a_person_nobody_knows_is_clear(facts: DedupFacts) -> None:
    application = new_id()
    submit = submitted(application, new_id(), token(str(application)))
    await facts.hear(submit)
    [answer] = answers(facts, application)
    assert (answer.data.clear, answer.data.hits, answer.data.submit_no) == (True, (), 1)
    assert (answer.causationid, answer.correlationid, answer.region) == (submit.id, submit.correlationid, "440700")


async def test_all_hits_come_at_once_with_verdict_and_rule(facts: DedupFacts) -> None:
    application, document = new_id(), token("V-69")
    await facts.report(employed("v69-a", document, area=HUNAN), reported("v69-b", document, year=2024))
    await facts.hear(submitted(application, new_id(), document))
    [answer] = answers(facts, application)
    assert not answer.data.clear
    assert [(hit.rule, hit.code) for hit in answer.data.hits] == [
        ("R-083", ReasonCode.STOP_EMPLOYEE_FIRST),
        ("R-089", ReasonCode.CANCEL_OR_REFUND_FIRST),
    ]


async def test_a_person_is_found_by_every_document_that_is_known_to_be_his(facts: DedupFacts) -> None:
    person, birth_certificate, identity_card = new_id(), token("birth-certificate"), token("identity-card")
    await facts.report(reported("by-certificate", birth_certificate))
    await facts.hear(participation(new_id(), person, birth_certificate, identity_card, benefit_year=2023))
    application = new_id()
    await facts.hear(submitted(application, person, identity_card, at=hours_later(1)))
    [answer] = answers(facts, application)
    assert [hit.rule for hit in answer.data.hits if hit.code] == ["R-089"]


async def test_a_submit_is_answered_once_however_often_it_comes(facts: DedupFacts) -> None:
    application = new_id()
    submit = submitted(application, new_id(), token(str(application)))
    await facts.hear(submit, submit)
    await facts.hear(submit)
    assert len(answers(facts, application)) == 1


async def test_each_submit_is_checked_anew_and_the_newer_answer_has_the_higher_version(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("resubmit")
    await facts.report(employed("resubmit", document))
    await facts.hear(submitted(application, person, document))
    await facts.hear(decided(application, person, state=DecidedState.NEEDS_CORRECTION))
    facts.clock.move_to(hours_later(1))
    await facts.report(employed("resubmit", document, state=ParticipationState.STOPPED))
    facts.clock.move_to(MORNING)
    await facts.hear(submitted(application, person, document, submit_no=2, at=hours_later(5)))
    first, second = answers(facts, application)
    assert (first.data.clear, second.data.clear, second.data.submit_no) == (False, True, 2)
    assert second.aggregateversion > first.aggregateversion


async def test_a_participation_that_arrives_late_is_looked_at_again(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("late")
    await facts.hear(submitted(application, person, document, at=hours_later(2)))
    await facts.hear(participation(new_id(), person, document, area=GUANGZHOU, at=hours_later(1)))
    first, second = answers(facts, application)
    assert (first.data.clear, second.data.clear) == (True, False)
    assert second.aggregateversion == first.aggregateversion + 1


async def test_until_it_is_decided_a_check_sees_whatever_is_recorded(facts: DedupFacts) -> None:
    """C8: an approval never stands on a check older than a spell recorded since; what is recorded after the decision changes no answer."""
    application, person, document = new_id(), new_id(), token("after")
    await facts.hear(submitted(application, person, document))
    await facts.hear(participation(new_id(), person, document, area=GUANGZHOU, at=hours_later(1)))
    await facts.hear(decided(application, person, at=hours_later(2)))
    await facts.hear(participation(new_id(), person, document, area=HUNAN, at=hours_later(3)))
    assert [answer.data.clear for answer in answers(facts, application)] == [True, False]


async def test_a_decision_that_is_heard_before_its_submit_closes_it(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("decided-first")
    await facts.hear(decided(application, person, at=hours_later(2)))
    await facts.hear(participation(new_id(), person, document, area=GUANGZHOU, at=hours_later(3)))
    await facts.hear(submitted(application, person, document))
    assert [answer.data.clear for answer in answers(facts, application)] == [True]


async def test_a_spell_that_is_told_after_the_submit_answers_it_anew(facts: DedupFacts) -> None:
    application, document = new_id(), token("told-after")
    await facts.hear(submitted(application, new_id(), document))
    await facts.report(reported("told-after", document))
    await facts.report(reported("told-after", document, deleted=True))
    assert [answer.data.clear for answer in answers(facts, application)] == [True, False, True]


async def test_the_participation_that_came_of_the_application_is_no_finding(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("own")
    await facts.hear(submitted(application, person, document), participation(new_id(), person, document, application_id=application))
    assert [answer.data.hits for answer in answers(facts, application)] == [()]


@pytest.mark.parametrize(("version_2", "clear"), [(ParticipationState.SUSPENDED, True), (ParticipationState.ACTIVE, False)])
async def test_the_newest_version_at_the_moment_of_the_decision_counts(
    facts: DedupFacts, version_2: ParticipationState, clear: bool
) -> None:
    participation_id, person, document, application = new_id(), new_id(), token(f"newest-{version_2}"), new_id()
    await facts.hear(participation(participation_id, person, document, area=GUANGZHOU, version=2, state=version_2, at=hours_later(2)))
    await facts.hear(participation(participation_id, person, document, area=GUANGZHOU, version=1, at=hours_later(1)))
    await facts.hear(participation(participation_id, person, document, area=GUANGZHOU, version=3, at=hours_later(9)))
    await facts.hear(decided(application, person, at=hours_later(4)), submitted(application, person, document, at=hours_later(3)))
    assert answers(facts, application)[-1].data.clear is clear


ENDS = ("SUSPENDED", "STOPPED", "TERMINATED", "LAPSED", "CANCELLED")


@pytest.mark.parametrize("state", ENDS)
async def test_whatever_ends_a_participation_frees_the_person(facts: DedupFacts, state: str) -> None:
    """R-003."""
    one, person, document, application = new_id(), new_id(), token(f"ends-{state}"), new_id()
    await facts.hear(participation(one, person, document, area=GUANGZHOU))
    await facts.hear(participation(one, person, document, area=GUANGZHOU, version=2, state=ParticipationState(state)))
    await facts.hear(submitted(application, person, document, at=hours_later(1)))
    [answer] = answers(facts, application)
    assert (answer.data.clear, answer.data.hits) == (True, ())


async def test_a_batch_of_many_submits_takes_a_few_statements(facts: DedupFacts) -> None:
    documents = [token(f"many-{number}") for number in range(200)]
    await facts.report(*(employed(f"many-{number}", document) for number, document in enumerate(documents) if number % 2))
    submits = [submitted(new_id(), new_id(), document) for document in documents]
    await facts.hear(*submits)
    clear = [answer.data.clear for submit in submits for answer in answers(facts, submit.data.application_id)]
    assert clear == [True, False] * 100
