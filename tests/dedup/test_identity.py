"""Who is one person: by documents over time, by merges, by the word of an office; each individual has one number."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from dedup.domain.nodes import holder_of, node_of
from dedup.domain.told_by_regions import ToldSpell
from dedup.repository.told_spells import source_key
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.look_at_people import look_at
from enrolment_events.registration import DecidedState
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from row_sets import Statement
from tests.dedup.builders import (
    GUANGZHOU,
    HUNAN,
    MORNING,
    decided,
    gone,
    hours_later,
    identity_updated,
    merged,
    participation,
    reported,
    submitted,
    token,
)
from tests.dedup.conftest import DedupFacts

Node = UUID | IdentityToken
_SAY = Statement(
    """
    INSERT INTO statements (one, other, same, stated_by, stated_at) VALUES (:one, :other, :same, 's1.sealed', :now)
    ON CONFLICT (one, other) DO UPDATE SET same = excluded.same
    """
)
_UNSAY = Statement("DELETE FROM statements WHERE one = :one AND other = :other")


async def numbers(facts: DedupFacts, *nodes: Node) -> list[int]:
    """The number of each; all of them must have one."""
    wanted = [node if isinstance(node, UUID) else node_of(node) for node in nodes]
    known = {
        row["node"]: row["number"] for row in await facts.rows("SELECT node, number FROM identities WHERE node = ANY(:nodes)", nodes=wanted)
    }
    return [known[node] for node in wanted]


async def are_one(facts: DedupFacts, *nodes: Node) -> bool:
    return len(set(await numbers(facts, *nodes))) == 1


async def spells(facts: DedupFacts, *nodes: Node) -> set[str]:
    """Places of all told spells that stand, of whoever has these numbers."""
    found = await facts.rows(
        "SELECT area FROM told_spells WHERE number = ANY(:numbers) AND superseded_at IS NULL", numbers=await numbers(facts, *nodes)
    )
    return {row["area"] for row in found}


async def say(facts: DedupFacts, one: UUID, other: UUID, *, same: bool | None) -> None:
    """An office says that two are one or are not; None: it takes back what it said."""
    first, second = sorted((one, other))
    async with facts.database.transaction() as tx:
        named = [Named((one,), may_part=True), Named((other,), may_part=True)]
        held = await hold(tx, named)
        if same is None:
            await _UNSAY.run(tx.driver, one=first, other=second)
        else:
            await _SAY.run(tx.driver, one=first, other=second, same=same, now=tx.now)
        await look_at(tx, await settle(tx, named, held))
    facts.published = []


async def clear(facts: DedupFacts, person: UUID, *tokens: IdentityToken) -> bool:
    """Whether an application of this person for this year, handed in now, finds nothing."""
    application = new_id()
    await facts.hear(submitted(application, person, *tokens, benefit_year=2023, at=facts.clock.now()))
    [answer] = [event for event in facts.published if event.data.application_id == application]
    await facts.hear(decided(application, person, state=DecidedState.WITHDRAWN))
    return not answer.data.hits


def abroad(ref: str, of: IdentityToken, **changed: Any) -> ToldSpell:
    """Insured in Hunan this year."""
    return reported(ref, of, **{"area": HUNAN, "year": 2023, **changed})


# Documents over time


async def test_a_newborn_gets_its_number(facts: DedupFacts) -> None:
    """V-31, R-026: told by certificate in Hunan, registered by certificate here, later known by its number alone."""
    child, certificate, card = new_id(), token("newborn-certificate"), token("newborn-card")
    await facts.report(abroad("newborn", certificate))
    await facts.hear(participation(new_id(), child, certificate, benefit_year=2021))
    await facts.hear(identity_updated(child, certificate, card))
    assert await are_one(facts, child, certificate, card)
    assert not await clear(facts, child, card)


async def test_a_renewed_passport_finds_what_the_old_one_finds(facts: DedupFacts) -> None:
    """V-31: registration tells both, of which one is over."""
    person, old, new = new_id(), token("passport-old"), token("passport-new")
    await facts.hear(participation(new_id(), person, old, benefit_year=2021), identity_updated(person, old, new))
    await facts.report(abroad("passport-old", old), abroad("passport-new", new, area=GUANGZHOU))
    assert await spells(facts, person) == {HUNAN, GUANGZHOU}


async def test_a_document_that_is_told_no_more_is_let_go_with_what_it_found(facts: DedupFacts) -> None:
    """R-010: it was another's; what was told before an update never comes back by itself, whatever comes late."""
    person, wrong, right = new_id(), token("let-go-wrong"), token("let-go-right")
    early = participation(new_id(), person, wrong, benefit_year=2021, at=hours_later(1))
    await facts.hear(early)
    await facts.report(abroad("let-go", wrong))
    await facts.hear(identity_updated(person, right, at=hours_later(3)))
    assert not await are_one(facts, person, wrong)
    assert (await spells(facts, person), await spells(facts, wrong)) == (set(), {HUNAN})
    await facts.hear(participation(new_id(), person, wrong, benefit_year=2022, at=hours_later(2)), early)
    assert not await are_one(facts, person, wrong)
    await facts.hear(participation(new_id(), person, wrong, benefit_year=2020, at=hours_later(4)))
    assert await are_one(facts, person, wrong, right), "told again after the update"


async def test_what_was_let_go_before_it_is_heard_of_is_nobodys(facts: DedupFacts) -> None:
    """The participation that showed it comes after the update; nobody has heard of the document before."""
    person, document = new_id(), token("let-go-unheard")
    await facts.hear(identity_updated(person, at=hours_later(3)))
    await facts.hear(participation(new_id(), person, document, benefit_year=2021, at=hours_later(2)))
    assert not await are_one(facts, person, document)


async def test_a_telling_that_says_nothing_new_names_nobody(facts: DedupFacts) -> None:
    """An old version may have been about another document."""
    person, known, unknown = new_id(), token("nothing-new-known"), token("nothing-new-unknown")
    await facts.hear(participation(new_id(), person, known, benefit_year=2021))
    await facts.report(abroad("nothing-new", known, version=2))
    await facts.report(abroad("nothing-new", known, version=1, more=(unknown,)))
    assert await facts.rows("SELECT FROM identities WHERE node = :node", node=node_of(unknown)) == []
    await facts.report(abroad("nothing-new-either", unknown))
    assert not await are_one(facts, person, unknown)


async def test_an_old_update_that_comes_late_parts_nobody(facts: DedupFacts) -> None:
    person, one, other = new_id(), token("old-update-1"), token("old-update-2")
    await facts.hear(identity_updated(person, one, other, at=hours_later(5), version=3))
    await facts.hear(identity_updated(person, one, at=hours_later(2)))
    assert await are_one(facts, person, one, other)


async def test_people_over_several_documents_are_one(facts: DedupFacts) -> None:
    """Each source knows two of four documents; the last telling makes them one, with all that they have."""
    documents = [token(f"several-{number}") for number in range(4)]
    person = new_id()
    await facts.hear(participation(new_id(), person, documents[0], benefit_year=2021))
    await facts.report(
        abroad("several-a", documents[0], more=(documents[1],)), abroad("several-c", documents[2], more=(documents[3],), area=GUANGZHOU)
    )
    assert not await are_one(facts, documents[1], documents[2])
    assert await spells(facts, person) == {HUNAN}
    await facts.report(abroad("several-b", documents[1], more=(documents[2],), source="platform", paid=False))
    assert await are_one(facts, person, *documents)
    assert await spells(facts, person) == {HUNAN, GUANGZHOU}
    await facts.report(gone("several-b", source="platform"))
    assert not await are_one(facts, documents[1], documents[2])
    assert await spells(facts, person) == {HUNAN}


async def test_a_key_is_rotated(facts: DedupFacts) -> None:
    """Both tokens of one document in one telling, afterwards only the new: always one individual."""
    person, old, new = new_id(), token("rotated-old"), token("rotated-new")
    await facts.hear(participation(new_id(), person, old, benefit_year=2021))
    await facts.report(abroad("rotated", old))
    [number] = await numbers(facts, person)
    await facts.report(abroad("rotated", new, more=(old,)))
    await facts.hear(identity_updated(person, old, new, at=hours_later(1)))
    await facts.report(abroad("rotated", new))
    await facts.hear(identity_updated(person, new, version=3, at=hours_later(2)))
    assert await numbers(facts, person, new) == [number, number]
    assert await spells(facts, person) == {HUNAN}
    assert not await clear(facts, person, new)


async def test_who_shows_no_document_is_nobody_else(facts: DedupFacts) -> None:
    """Empty lists match nobody: not the platform's child without a number, not the next one."""
    one, other = new_id(), new_id()
    await facts.hear(
        *(participation(new_id(), person, benefit_year=2021) for person in (one, other)),
        submitted(new_id(), one),
        submitted(new_id(), other),
    )
    await facts.hear(identity_updated(one), identity_updated(other))
    assert not await are_one(facts, one, other)


# Persons who are one


async def test_merged_persons_have_one_number_and_all_that_is_theirs(facts: DedupFacts) -> None:
    """R-026; after cases and spells exist, too: two cases of two people are one case then."""
    kept, other = new_id(), new_id()
    documents = {kept: token("merged-kept"), other: token("merged-other")}
    await facts.report(
        *(
            abroad(f"merged-{number}", one, area=area)
            for number, one in enumerate(documents.values())
            for area in [(HUNAN, GUANGZHOU)[number]]
        )
    )
    await facts.hear(*(participation(new_id(), person, one, benefit_year=2023) for person, one in documents.items()))
    before = await facts.rows("SELECT state FROM cases WHERE person_id = ANY(:people)", people=[kept, other])
    assert len(before) == 2
    await facts.hear(merged(kept, other))
    assert await are_one(facts, kept, other, *documents.values())
    assert await spells(facts, other) == {HUNAN, GUANGZHOU}
    rows = await facts.rows("SELECT state, number FROM cases WHERE person_id = ANY(:people)", people=[kept, other])
    assert len([row for row in rows if row["state"] != "CLOSED"]) == 1
    assert {row["number"] for row in rows} == set(await numbers(facts, kept))


async def test_a_chain_of_merges_is_one_in_any_order(facts: DedupFacts) -> None:
    for turned in (False, True):
        people = [new_id() for _ in range(4)]
        events = [merged(one, other) for one, other in pairwise(people)]
        await facts.hear(*(events[::-1] if turned else events))
        await facts.hear(events[1])
        assert await are_one(facts, *people)


async def test_what_was_decided_by_a_record_of_then_stands_when_people_turn_out_to_be_one(facts: DedupFacts) -> None:
    """What has been taken back since is found as it was known then, whatever number its person has by now."""
    early, person, document, application = new_id(), new_id(), token("stands-still"), new_id()
    await facts.hear(participation(new_id(), early, token("stands-still-early"), benefit_year=2021))
    await facts.report(abroad("stands-still", document))
    await facts.hear(submitted(application, person, document, benefit_year=2023), decided(application, person))
    facts.clock.move_to(hours_later(1))
    await facts.report(gone("stands-still"))
    facts.clock.move_to(MORNING)
    await facts.hear(merged(early, person))
    assert len(set(await numbers(facts, early, person))) == 1
    rules = [[hit.rule for hit in event.data.hits] for event in facts.published if event.data.application_id == application]
    assert rules == [["R-087"]]


# What applications show


async def test_a_number_that_was_corrected_says_nothing_any_more(facts: DedupFacts) -> None:
    """Only the newest submit says whose the documents are, in any order."""
    for turned in (False, True):
        person, other, right = new_id(), new_id(), token(f"corrected-{turned}")
        wrong, application = token(f"typed-wrong-{turned}"), new_id()
        await facts.report(abroad(f"corrected-{turned}", wrong))
        await facts.hear(participation(new_id(), other, wrong, benefit_year=2021))
        submits = [submitted(application, person, wrong), submitted(application, person, right, submit_no=2, at=hours_later(1))]
        for event in reversed(submits) if turned else submits:
            await facts.hear(event)
        assert await are_one(facts, person, right)
        assert await are_one(facts, other, wrong)
        assert not await are_one(facts, person, other)
        assert await spells(facts, person) == set()


async def test_a_person_who_was_corrected_in_an_application_is_looked_at_again(facts: DedupFacts) -> None:
    """The first submit named another person."""
    one, other, document, application = new_id(), new_id(), token("of-whom"), new_id()
    await facts.hear(submitted(application, one, document))
    await facts.hear(submitted(application, other, document, submit_no=2, at=hours_later(1)))
    assert await are_one(facts, other, document)
    assert not await are_one(facts, one, document)


@pytest.mark.parametrize(("state", "said"), [("REJECTED", False), ("WITHDRAWN", False), ("NEEDS_CORRECTION", True), ("APPROVED", True)])
@pytest.mark.parametrize("first", ["submit", "decision"])
@pytest.mark.parametrize("known", [True, False])
async def test_a_refused_application_says_nothing_of_anybody(facts: DedupFacts, state: str, said: bool, first: str, *, known: bool) -> None:
    """V-31: `known`: whose the document is is heard before the application; else it is the application that is heard of first."""
    person, other, document, application = new_id(), new_id(), token(f"refused-{state}-{first}-{known}"), new_id()
    holds = participation(new_id(), other, document, benefit_year=2021)
    events: list[Any] = [
        submitted(application, person, document),
        decided(application, person, state=DecidedState(state), at=hours_later(1)),
    ]
    told = events if first == "submit" else events[::-1]
    for event in [holds, *told] if known else [*told, holds]:
        await facts.hear(event)
    assert await are_one(facts, person, other) is said


# The word of an office


async def sharing(facts: DedupFacts, word: str) -> tuple[UUID, UUID, IdentityToken]:
    """Two persons who share one number, which is wrong for one of them; Hunan tells of it."""
    one, other, shared = new_id(), new_id(), token(word)
    await facts.report(abroad(word, shared))
    await facts.hear(*(participation(new_id(), person, shared, benefit_year=2021) for person in (one, other)))
    assert await are_one(facts, one, other, shared)
    return one, other, shared


async def test_two_who_share_a_wrong_number_are_kept_apart_and_stay_so(facts: DedupFacts) -> None:
    """A third source that tells the same number later, and whatever registration tells again, makes them one no more."""
    one, other, shared = await sharing(facts, "shared-wrong")
    await say(facts, one, other, same=False)
    assert not await are_one(facts, one, other)
    await facts.report(abroad("shared-third", shared, source="platform", area=GUANGZHOU))
    await facts.hear(identity_updated(one, shared, at=hours_later(1)), identity_updated(other, shared, at=hours_later(1)))
    assert not await are_one(facts, one, other)
    assert {*await spells(facts, one), *await spells(facts, other)} == {HUNAN, GUANGZHOU}
    assert len({frozenset(await spells(facts, person)) for person in (one, other)}) == 2, "nothing is told of both"


async def test_whom_a_source_means_is_kept_apart_whatever_it_tells_later(facts: DedupFacts) -> None:
    """The clerk says that Hunan means somebody else by this number; what others tell of the number stays."""
    person, shared = new_id(), token("holder-apart")
    await facts.report(abroad("holder-apart", shared))
    await facts.hear(participation(new_id(), person, shared, benefit_year=2021))
    safe = facts.database.surroundings.safe
    assert safe is not None
    holder = holder_of(source_key(safe, "tests"), node_of(shared))
    await say(facts, person, holder, same=False)
    assert await spells(facts, person) == set()
    await facts.report(abroad("holder-apart-2", shared, year=2022), abroad("holder-apart-3", shared, area=GUANGZHOU, source="platform"))
    assert await spells(facts, person) == {GUANGZHOU}
    assert await spells(facts, holder) == {HUNAN}
    await facts.report(abroad("holder-apart", shared, paid=False))
    assert await spells(facts, person) == {GUANGZHOU}


async def test_a_statement_that_is_taken_back_makes_them_one_again(facts: DedupFacts) -> None:
    one, other, shared = await sharing(facts, "taken-back")
    await say(facts, one, other, same=False)
    await say(facts, one, other, same=None)
    assert await are_one(facts, one, other, shared)
    assert await spells(facts, one) == {HUNAN}


async def test_two_whom_an_office_calls_one_are_one_until_it_says_otherwise(facts: DedupFacts) -> None:
    one, other = new_id(), new_id()
    await facts.report(abroad("called-one", token("called-one")))
    await facts.hear(
        participation(new_id(), one, token("called-one"), benefit_year=2021), participation(new_id(), other, benefit_year=2021)
    )
    await say(facts, one, other, same=True)
    assert await spells(facts, other) == {HUNAN}
    await say(facts, one, other, same=False)
    assert await spells(facts, other) == set()
    await facts.hear(merged(one, other))
    assert not await are_one(facts, one, other), "an office has said that they are two"


# Numbers


async def test_numbers_are_given_one_by_one(facts: DedupFacts) -> None:
    """Dense: the side file of the sweep has a place for each. Each node has one, whatever it is told with."""
    [[before]] = await facts.rows("SELECT coalesce(max(number), 0) FROM identities")
    people = [new_id() for _ in range(5)]
    await facts.hear(*(participation(new_id(), person, token(f"dense-{person}"), benefit_year=2021) for person in people))
    assert sorted(await numbers(facts, *people)) == list(range(before + 1, before + 6))


async def test_every_node_of_a_fact_has_the_number_of_its_individual(facts: DedupFacts) -> None:
    """A batch in which facts are chained by documents that nobody knew before."""
    documents = [token(f"chained-{number}") for number in range(6)]
    people = [new_id() for _ in range(5)]

    def events() -> Iterable[Any]:
        for number, person in enumerate(people):
            yield participation(new_id(), person, documents[number], documents[number + 1], benefit_year=2021)

    await facts.hear(*sorted(events(), key=lambda event: event.id))
    assert await are_one(facts, *people, *documents)
