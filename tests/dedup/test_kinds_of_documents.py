"""By which kinds of documents the records of a case are one person's: shown as kinds, never as numbers or tokens."""

from typing import Any
from uuid import UUID

import msgspec

from dedup.domain.case_matches import matches_of
from dedup.domain.case_view import Match, MatchBasis
from dedup.domain.connected import OF_OTHERS, Tie
from dedup.use_cases.show_case import show_case
from enrolment_events.envelope import Event
from enrolment_terms.documents import DocumentType
from enrolment_terms.identifiers import new_id
from tests.dedup.builders import GUANGZHOU, participation, reported, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.stories import EVERYWHERE, Story, story

__all__ = ["story"]
CERTIFICATE, NUMBER = DocumentType.BIRTH_CERT, DocumentType.RESIDENT_ID


def of_kinds(told: Event[Any], *kinds: DocumentType) -> Event[Any]:
    """The same event, its documents of these kinds."""
    person = told.data.person
    keys = tuple(msgspec.structs.replace(key, kind=kind) for key, kind in zip(person.keys, kinds, strict=True))
    return msgspec.structs.replace(told, data=msgspec.structs.replace(told.data, person=msgspec.structs.replace(person, keys=keys)))


async def matched_by(story: Story) -> list[Match]:
    async with story.facts.database.read() as read:
        picture = await show_case(read, (await story.case()).case_id, EVERYWHERE)
    return list(picture.view.matches)


async def test_each_document_that_both_hold_is_told_by_its_kind(facts: DedupFacts, story: Story) -> None:
    """V-31, R-120: a child by certificate and number; Guangzhou knows it by both; of a third document Guangzhou knows nothing."""
    passport = token(f"passport of {story.person}")
    birth = token(f"certificate of {story.person}")
    child = participation(new_id(), story.person, birth, story.document, passport)
    await facts.hear(of_kinds(child, CERTIFICATE, NUMBER, DocumentType.CN_PASSPORT))
    await facts.report(reported(f"kinds-{story.person}", birth, area=GUANGZHOU, more=(story.document,)))
    assert await matched_by(story) == [
        Match(basis=MatchBasis.OUR_PERSON, document=CERTIFICATE),
        Match(basis=MatchBasis.OUR_PERSON, document=NUMBER),
    ]


async def test_what_was_kept_without_a_kind_learns_it_when_it_is_told_again(facts: DedupFacts, story: Story) -> None:
    """By the release before none was kept; an event of then that is told anew is enough."""
    told = participation(story.participation, story.person, story.document)
    await facts.hear(told)
    await story.told(GUANGZHOU)
    async with facts.database.transaction() as tx:
        await tx.driver.execute("UPDATE identity_links SET kind = NULL WHERE person_id = $1", story.person)
    assert await matched_by(story) == [Match(basis=MatchBasis.OUR_PERSON)]
    await facts.hear(told)
    assert await matched_by(story) == [Match(basis=MatchBasis.OUR_PERSON, document=NUMBER)]


def test_what_only_others_tell_has_no_kind() -> None:
    """A token says nothing of what it was made of."""
    document, one, other = (UUID(int=number) for number in range(3))
    ties = [Tie(OF_OTHERS, one, document), Tie(OF_OTHERS, other, document)]
    assert matches_of(ties, {}) == [Match(basis=MatchBasis.OTHER_SOURCE)]
