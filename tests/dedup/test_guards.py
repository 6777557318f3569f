"""What SQL alone guards: each test is red when its condition, its order or its lock is taken out."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.nodes import node_of
from dedup.repository.checks import Check, ask_checks, checks_of_application, checks_of_person
from dedup.repository.identities import Identification
from dedup.repository.locks import lock_keys, lock_people
from dedup.repository.notices import complete_registrations, list_notices, notices_of_person
from dedup.repository.told_spells import references_of
from enrolment_events.duplicates import NoticeState
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from tests.dedup.builders import GUANGZHOU, HUNAN, MORNING, decided, employed, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts

EVERYWHERE = ["%"]
CONSENT: dict[str, Any] = {"benefit_year": 2023, "consent_signed_on": MORNING.date()}


def rules(facts: DedupFacts, application: UUID) -> list[list[str]]:
    """The rules of the hits, answer by answer, over all submits."""
    return [[hit.rule for hit in event.data.hits] for event in facts.published if event.data.application_id == application]


async def notices(facts: DedupFacts, application: UUID) -> list[tuple[Any, ...]]:
    found = await facts.rows(
        "SELECT participation_id, rule, state, opened_at, xmin::text FROM notices WHERE application_id = :id ORDER BY notice_id",
        id=application,
    )
    return [tuple(row) for row in found]


async def waiting(facts: DedupFacts, sessions: int) -> None:
    """Returns when so many sessions wait for a lock; in vain, it ends by the time limit."""
    statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(30):
        while (await facts.rows(statement))[0][0] != sessions:
            pass


# A fact that comes again


async def test_a_version_of_a_participation_never_changes(facts: DedupFacts) -> None:
    one, person = new_id(), new_id()
    await facts.hear(participation(one, person, token("same-version")))
    await facts.hear(participation(one, person, token("same-version"), state=ParticipationState.CANCELLED))
    kept = await facts.rows("SELECT version, state FROM participation_spells WHERE participation_id = :id", id=one)
    assert [tuple(row) for row in kept] == [(1, "ACTIVE")]


async def test_a_submit_is_asked_once(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("asked-once")
    await facts.report(reported("asked-once", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document, benefit_year=2023))
    await facts.hear(submitted(application, person, document, **CONSENT))
    [check] = await facts.rows("SELECT consent_signed_on, clear, revision FROM checks WHERE application_id = :id", id=application)
    assert tuple(check) == (None, False, 1)


async def test_an_answer_is_written_to_its_own_submit(facts: DedupFacts) -> None:
    application, other, person, document = new_id(), new_id(), new_id(), token("own-submit")
    await facts.report(reported("own-submit", document, area=HUNAN, year=2023))
    await facts.hear(
        submitted(application, person, document, submit_no=2, at=hours_later(1), **CONSENT),
        submitted(application, person, document, benefit_year=2023),
        submitted(other, person, document, submit_no=2, benefit_year=2023),
    )
    async with facts.database.read() as read:
        checks = await checks_of_application(read.driver, application, EVERYWHERE)
        [foreign] = await checks_of_application(read.driver, other, EVERYWHERE)
    assert [(check.submit_no, check.clear) for check in checks] == [(1, False), (2, True)]
    assert foreign.clear is False


async def test_what_is_told_again_stands_in_the_place_of_what_was_told(facts: DedupFacts) -> None:
    """R-129: what stood before is kept."""
    facts.clock.move_to(MORNING)
    await facts.report(employed("replaced", token("replaced"), ends_on=MORNING.date()))
    facts.clock.move_to(hours_later(1))
    await facts.report(reported("replaced", token("replaced-1")), reported("replaced", token("replaced-2"), paid=False))
    facts.clock.move_to(MORNING)
    key = facts.key("replaced")
    before, row = await facts.rows("SELECT * FROM told_spells WHERE spell_key = :key ORDER BY version", key=key)
    assert (before["scheme"], before["told_at"], before["superseded_at"]) == ("EMPLOYEE", MORNING, hours_later(1))
    spell = reported("replaced", token("replaced-2"), paid=False).spell
    numbers = await facts.rows("SELECT number FROM identities WHERE node = :node", node=node_of(token("replaced-2")))
    assert dict(row) == {
        **dict.fromkeys(row.keys()),
        "spell_key": key,
        "version": 2,
        "number": numbers[0]["number"],
        "holder": row["holder"],
        "nodes": [node_of(token("replaced-2"))],
        "scheme": spell.scheme,
        "area": GUANGZHOU,
        "benefit_year": 2024,
        "starts_on": spell.starts_on,
        "ends_on": spell.ends_on,
        "paid": False,
        "state": "ACTIVE",
        "student": False,
        "subsidised": False,
        "authority": 2,
        "told_at": hours_later(1),
    }
    async with facts.database.read() as read:
        assert await references_of(read.driver, read.safe, [str(key)]) == {str(key): ("tests", "replaced")}


# As known at the moment of the submit


async def test_a_link_is_known_since_it_was_first_seen(facts: DedupFacts) -> None:
    person, document = new_id(), token("first-seen")
    for hours, earliest in (((5, 3), 3), ((4,), 3), ((2,), 2), ((6,), 2)):
        await facts.hear(*(participation(new_id(), person, document, at=hours_later(number)) for number in hours))
        [row] = await facts.rows("SELECT known_since FROM identity_links WHERE person_id = :id", id=person)
        assert row["known_since"] == hours_later(earliest)


async def test_a_document_that_turns_out_to_be_his_finds_what_it_finds(facts: DedupFacts) -> None:
    """Whose a document is, is no matter of the moment: a check is answered by all that is known of it."""
    person, card, certificate, application = new_id(), token("later-card"), token("later-certificate"), new_id()
    await facts.report(reported("later", certificate))
    await facts.hear(submitted(application, person, card, at=hours_later(1)))
    await facts.hear(participation(new_id(), person, card, certificate, benefit_year=2021, at=hours_later(3)))
    assert rules(facts, application) == [[], ["R-089"]]


async def test_a_check_that_is_decided_is_not_answered_again_for_what_came_after_it(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("once-answered")
    await facts.hear(submitted(application, person, document), decided(application, person))
    facts.clock.move_to(hours_later(1))
    await facts.report(reported("once-answered", document))
    facts.clock.move_to(MORNING)
    await facts.hear(participation(new_id(), person, document, benefit_year=2021, at=hours_later(1)))
    assert rules(facts, application) == [[]]


@pytest.mark.parametrize("versions", [(1, 2), (2, 1)])
async def test_a_check_is_closed_by_the_first_version_of_its_registration(facts: DedupFacts, versions: tuple[int, ...]) -> None:
    """D1, R-087: whichever is heard first; a version of before the submit, as of another year of it, closes nothing."""
    application, person, one, early = new_id(), new_id(), new_id(), new_id()
    given: dict[str, Any] = {"benefit_year": 2021, "application_id": application}
    await facts.hear(submitted(application, person, token(f"first-{versions}"), at=hours_later(1)))
    await facts.hear(participation(early, person, at=MORNING, **given))
    for version in versions:
        await facts.hear(participation(one, person, version=version, at=hours_later(2 * version), **given))
    [row] = await facts.rows("SELECT closed_at FROM checks WHERE application_id = :id", id=application)
    assert row["closed_at"] == hours_later(2)


async def test_of_two_late_facts_the_earlier_says_which_checks_are_answered_again(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("two-late")
    await facts.hear(submitted(application, person, document, at=hours_later(2)))
    late = participation(new_id(), person, document, area=GUANGZHOU, at=hours_later(1))
    await facts.hear(participation(new_id(), person, document, benefit_year=2021, at=hours_later(3)), late)
    assert rules(facts, application) == [[], ["R-089"]]


async def test_of_two_people_with_one_document_the_earlier_fact_says_it(facts: DedupFacts) -> None:
    application, person, other, shared = new_id(), new_id(), new_id(), token("two-people")
    await facts.hear(participation(new_id(), other, shared, benefit_year=2021), submitted(application, person, shared, at=hours_later(2)))
    late = participation(new_id(), person, shared, area=GUANGZHOU, at=hours_later(1))
    await facts.hear(late, participation(new_id(), other, shared, benefit_year=2022, at=hours_later(3)))
    assert rules(facts, application) == [[], ["R-089"]]


async def test_a_late_fact_of_one_person_reaches_the_check_of_another_with_his_document(facts: DedupFacts) -> None:
    application, other, shared = new_id(), new_id(), token("reaches")
    await facts.hear(participation(new_id(), other, shared, benefit_year=2021), submitted(application, new_id(), shared, at=hours_later(2)))
    await facts.hear(participation(new_id(), other, token("reaches-alone"), area=GUANGZHOU, at=hours_later(1)))
    assert rules(facts, application) == [[], ["R-089"]]


# Notices follow from the newest submit and the newest version


async def test_the_newest_submit_decides_on_notices(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("newest-submit")
    await facts.report(reported("newest-submit", document, area=HUNAN, year=2023))
    await facts.hear(participation(new_id(), person, document, application_id=application, at=hours_later(3), benefit_year=2023))
    await facts.hear(submitted(application, person, document, submit_no=2, at=hours_later(1), benefit_year=2023))
    await facts.hear(submitted(application, person, document, **CONSENT))
    assert await notices(facts, application) == []


async def test_a_notice_that_no_longer_follows_is_withdrawn_and_no_other(facts: DedupFacts) -> None:
    application, other, person, document = new_id(), new_id(), new_id(), token("no-longer")
    await facts.report(reported("no-longer", document, area=HUNAN, year=2023))
    for number in (application, other):
        await facts.hear(submitted(number, person, document, **CONSENT))
        await facts.hear(participation(new_id(), person, document, application_id=number, at=hours_later(3), benefit_year=2023))
    await facts.hear(submitted(application, person, document, submit_no=2, at=hours_later(1), benefit_year=2023))
    withdrawn = await notices(facts, application)
    assert [notice[2] for notice in withdrawn] == ["WITHDRAWN"]
    assert [notice[2] for notice in await notices(facts, other)] == ["OPEN"]
    await facts.hear(submitted(application, person, document, submit_no=3, at=hours_later(2), benefit_year=2023))
    assert await notices(facts, application) == withdrawn, "not written again"
    await facts.hear(submitted(application, person, document, submit_no=4, at=hours_later(2), **CONSENT))
    assert [notice[2] for notice in await notices(facts, application)] == ["OPEN"]


async def test_a_notice_keeps_its_moment_and_is_not_written_without_need(facts: DedupFacts) -> None:
    application, person, document, one = new_id(), new_id(), token("its-moment"), new_id()
    await facts.report(reported("its-moment", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document, **CONSENT))
    registered = participation(one, person, document, application_id=application, at=hours_later(3), benefit_year=2023)
    await facts.hear(registered)
    opened = await notices(facts, application)
    facts.clock.move_to(hours_later(9))
    await facts.hear(registered)
    assert await notices(facts, application) == opened
    await facts.hear(participation(one, person, document, version=2, application_id=application, state=ParticipationState.CANCELLED))
    facts.clock.move_to(MORNING)
    assert [notice[:4] for notice in await notices(facts, application)] == [(one, "R-087", "WITHDRAWN", MORNING)]


@pytest.mark.parametrize(("newest", "others", "notice"), [("ACTIVE", "CANCELLED", "OPEN"), ("CANCELLED", "ACTIVE", "WITHDRAWN")])
async def test_the_newest_version_of_the_participation_decides(facts: DedupFacts, newest: str, others: str, notice: str) -> None:
    application, person, document, one = new_id(), new_id(), token(f"newest-version-{newest}"), new_id()
    await facts.report(reported(f"newest-version-{newest}", document, area=HUNAN, year=2023))
    await facts.hear(submitted(application, person, document, **CONSENT))
    paid: dict[str, Any] = {"application_id": application, "benefit_year": 2023}
    for version, state in ((1, ParticipationState.ACTIVE), (3, ParticipationState(newest)), (2, ParticipationState(others))):
        await facts.hear(participation(one, person, document, version=version, state=state, **paid))
    assert [found[2] for found in await notices(facts, application)] == [notice]


async def test_of_two_participations_the_standing_one_counts_else_the_first(facts: DedupFacts) -> None:
    person, document = new_id(), token("two-participations")
    first, second = sorted((new_id(), new_id()))
    states = {
        (ParticipationState.CANCELLED, ParticipationState.ACTIVE): second,
        (ParticipationState.ACTIVE, ParticipationState.CANCELLED): first,
        (ParticipationState.ACTIVE, ParticipationState.ACTIVE): first,
    }
    for version, ((one, two), standing) in enumerate(states.items(), start=1):
        application = new_id()
        await facts.hear(submitted(application, person, document))
        for participation_id, state in ((second, two), (first, one)):
            await facts.hear(participation(participation_id, person, document, version=version, state=state, application_id=application))
        async with facts.database.read() as read:
            [registration] = await complete_registrations(read.driver, [application])
        assert registration.participation_id == standing


async def test_a_check_without_an_answer_completes_nothing(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("unanswered")
    await facts.hear(participation(new_id(), person, document, application_id=application))
    event = submitted(application, person, document)
    fields = {name: getattr(event.data, name) for name in ("submit_no", "tokens", "area", "benefit_year", "applied_on")}
    async with facts.database.transaction() as tx:
        await ask_checks(
            tx.driver,
            [
                Check(
                    application_id=application,
                    person_id=person,
                    consent_signed_on=None,
                    employee_stop_proved=False,
                    known_at=MORNING,
                    **fields,
                )
            ],
        )
        assert await complete_registrations(tx.driver, [application]) == []


async def test_callers_read_their_areas_and_what_they_ask_for(facts: DedupFacts) -> None:
    person, document, here, there = new_id(), token("areas"), new_id(), new_id()
    await facts.report(reported("areas", document, area=HUNAN, year=2023))
    for application, area in ((here, "440783115"), (there, "440781001")):
        await facts.hear(submitted(application, person, document, area=area, **CONSENT))
        arrived = participation(new_id(), person, document, area=area, application_id=application, benefit_year=2023, at=hours_later(3))
        await facts.hear(arrived)
    async with facts.database.read() as read:
        areas = ["440783%"]
        assert [check.application_id for check in await checks_of_person(read.driver, person, areas)] == [here]
        [own] = await notices_of_person(read.driver, person, areas)
        assert own.application_id == here
        listed = await list_notices(read.driver, areas, state=NoticeState.OPEN, after=UUID(int=0), limit=500)
        assert own in listed
        assert {(notice.from_area[:6], notice.state) for notice in listed} == {("440783", "OPEN")}
        assert own not in await list_notices(read.driver, areas, state=None, after=own.notice_id, limit=500)
        assert own not in await list_notices(read.driver, areas, state=NoticeState.WITHDRAWN, after=UUID(int=0), limit=500)


# Two at once


async def test_a_document_is_worked_on_by_one_at_a_time(facts: DedupFacts) -> None:
    application, person, document = new_id(), new_id(), token("one-at-a-time")
    for seen in (Identification(person, (document,), MORNING), Identification(person, (), MORNING)):
        async with facts.database.transaction() as tx:
            await lock_people(tx.driver, [person, *map(node_of, seen.tokens)])
            late = participation(new_id(), person, *seen.tokens, area=GUANGZHOU)
            other = asyncio.create_task(facts.hear(late, submitted(application, person, *seen.tokens, at=hours_later(1))))
            await waiting(facts, 1)
        await other


async def test_a_submit_waits_for_who_works_on_its_documents(facts: DedupFacts) -> None:
    """Else the check is answered without the spell that is being recorded, and the spell looks for checks that are not there yet."""
    application, person, document = new_id(), new_id(), token("a-submit-waits")
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(document)])
        other = asyncio.create_task(facts.hear(submitted(application, person, document)))
        await waiting(facts, 1)
    await other
    assert rules(facts, application) == [[]]


async def test_documents_are_locked_in_one_order(facts: DedupFacts) -> None:
    documents = [token(f"in-order-{number:02}") for number in range(21)]
    nodes = sorted(map(node_of, documents))
    held = "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = :base ORDER BY 1"
    [[base]] = await facts.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
    expected = "SELECT hashtextextended(node::text, 0) & 4294967295 FROM unnest(CAST(:nodes AS uuid[])) AS node"
    person = new_id()
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [nodes[10]])
        mine = [row[0] for row in await facts.rows(held, base=base)]
        other = asyncio.create_task(facts.hear(participation(new_id(), person, *reversed(documents))))
        await waiting(facts, 1)
        taken = {row[0] for row in await facts.rows(held, base=base)} - set(mine)
        before = [node for node in sorted([*nodes, person]) if node < nodes[10]]
        assert taken == {row[0] for row in await facts.rows(expected, nodes=before)}
    await other


async def test_numbers_are_locked_in_one_order_after_the_nodes(facts: DedupFacts) -> None:
    """Who works on one document of a person holds up who works on another of his."""
    person, first, second = new_id(), token("numbers-1"), token("numbers-2")
    await facts.hear(participation(new_id(), person, first, second, benefit_year=2021))
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(first)])
        other = asyncio.create_task(facts.report(reported("numbers", second)))
        await waiting(facts, 1)
    await other


async def test_reports_of_the_same_spells_wait_for_one_another(facts: DedupFacts) -> None:
    feed = sorted((reported(f"wait-{name}", token(f"wait-{name}")) for name in "amz"), key=lambda one: facts.key(one.spell.spell_ref))
    await facts.report(*feed)
    async with facts.database.transaction() as tx:
        middle = facts.key(feed[1].spell.spell_ref)
        await lock_keys(tx.driver, [middle])
        elsewhere = [reported(one.spell.spell_ref, token(f"other {one.spell.spell_ref}")) for one in feed[::-1]]
        others = [asyncio.create_task(facts.report(*given)) for given in (feed, elsewhere)]
        await waiting(facts, 2)
    await asyncio.gather(*others)
