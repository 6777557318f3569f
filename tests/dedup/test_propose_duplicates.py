"""People with different documents who may be one are proposed to offices; nothing is merged by it (R-010, R-026)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace as replaced
from typing import Any
from uuid import UUID

import msgspec
import pytest

from dedup.domain.probable_duplicates import Level, explained
from dedup.repository.probable_duplicates import ProbableDuplicate, list_proposals
from dedup.repository.statements import Word, pair_of, say
from dedup.use_cases.propose_duplicates import PROPOSALS
from enrolment_events.envelope import Event
from enrolment_events.registration import WeakToken
from enrolment_terms.documents import Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import WeakIdentityToken
from enrolment_terms.weak_identity import WeakFields, WeakKind, weak_forms
from service_runtime import Run
from tests.conftest import FreshDatabase
from tests.dedup.builders import KAIPING, hours_later, participation, token
from tests.dedup.conftest import DedupFacts, dedup_database

LIN = WeakFields(name="林示例", birth_date="19900101", sex=Sex.FEMALE, phone="10099990005", number="440783199001010021")
OTHER = WeakFields(name="司徒示例", birth_date="19851120", sex=Sex.MALE, phone="10099990077", number="440783198511200038")


@pytest.fixture
async def alone(fresh_database: FreshDatabase) -> AsyncIterator[DedupFacts]:
    """A database of its own: the search is over everybody."""
    async with dedup_database(fresh_database, "dedup_proposed") as facts:
        yield facts


def weak(fields: WeakFields) -> tuple[WeakToken, ...]:
    named = [(kind, f"{kind} {form}") for kind, told in weak_forms(fields).items() for form in told]
    return tuple(WeakToken(kind=kind, token=WeakIdentityToken(token(name)[:32])) for kind, name in named)


def insured(fields: WeakFields, person: UUID, word: str, **changed: Any) -> Event[Any]:
    """A participation of somebody with this document and these fields."""
    event = participation(new_id(), person, token(word), **changed)
    told = msgspec.structs.replace(event.data.person, weak=weak(fields))
    return msgspec.structs.replace(event, data=msgspec.structs.replace(event.data, person=told))


async def search(facts: DedupFacts) -> None:
    job = PROPOSALS
    async with facts.database.transaction() as tx:
        await job.step(tx, Run(run_id=1, job=job.name, area="440000", day=tx.now.date(), cursor=None, done=0))


async def proposed(facts: DedupFacts, areas: Sequence[str] = ("%",)) -> list[ProbableDuplicate]:
    async with facts.database.read() as read:
        return [one for _, one in await list_proposals(read.driver, areas, 0, 100)]


async def test_two_records_of_one_person_are_proposed_and_stay_two(alone: DedupFacts) -> None:
    """R-010: another document, a phone of before; the clerk sees what agrees and what does not."""
    one, other, stranger = new_id(), new_id(), new_id()
    await alone.hear(insured(LIN, one, "card"), insured(OTHER, stranger, "his"))
    await alone.hear(insured(replaced(LIN, phone="10099990006", number=""), other, "passport"))
    await search(alone)
    [pair] = await proposed(alone)
    assert {pair.one, pair.other} == {one, other}
    assert pair.score > 0.5
    levels = dict(explained(pair.levels))
    assert levels[WeakKind.NAME_BIRTH_PART] is Level.AGREES
    assert levels[WeakKind.NAME_PHONE] is Level.CONTRADICTS
    numbers = await alone.rows("SELECT DISTINCT number FROM identities WHERE node = ANY(:nodes)", nodes=[one, other])
    assert len(numbers) == 2, "nothing is merged"


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_is_told_anew_fills_in_what_was_not_known(alone: DedupFacts, *, at_once: bool) -> None:
    """R-010: the same version of before, told again because a release did not tell, or know, all kinds; older ones add nothing."""
    person, one = new_id(), new_id()
    phone = replaced(LIN, birth_date=None, sex=None, number="")
    parts = [insured(phone, person, "card"), insured(LIN, person, "card")]
    await alone.hear(insured(LIN, one, "passport"), insured(OTHER, person, "card", at=hours_later(-1)))
    await alone.hear(*(parts if at_once else parts[:1]))
    await alone.hear(*(parts[::-1] if at_once else parts[1:]))
    await alone.hear(parts[0])
    await alone.hear(insured(OTHER, person, "card", at=hours_later(-1)))
    kept = {row["node"]: (row["kinds"], row["tokens"]) for row in await alone.rows("SELECT node, kinds, tokens FROM weak_tokens")}
    assert kept[person] == kept[one]


async def test_who_is_different_by_an_offices_word_is_proposed_no_more(alone: DedupFacts) -> None:
    """V-31: it stays said, whatever the next search finds."""
    one, other = new_id(), new_id()
    await alone.hear(insured(LIN, one, "card"), insured(LIN, other, "passport"))
    await search(alone)
    assert len(await proposed(alone)) == 1
    async with alone.database.transaction() as tx:
        word = Word(pairs=[pair_of(one, other)], same=False, by="clerk-1", reason="不是同一人", at=tx.now, case_id=None)
        await say(tx.driver, tx.safe, word)
    await search(alone)
    assert await proposed(alone) == []


async def test_who_became_one_is_proposed_no_more(alone: DedupFacts) -> None:
    """R-026: the passport's holder turns out to have the card."""
    one, other = new_id(), new_id()
    await alone.hear(insured(LIN, one, "card"), insured(LIN, other, "passport"))
    await search(alone)
    await alone.hear(participation(new_id(), other, token("passport"), token("card"), benefit_year=2023))
    assert await proposed(alone) == [], "before the next search, too"


async def test_the_newest_telling_stands_and_an_empty_one_changes_nothing(alone: DedupFacts) -> None:
    """R-026: a corrected name; an older event that comes late brings the wrong one back to nobody."""
    one, other = new_id(), new_id()
    await alone.hear(insured(LIN, one, "card", at=hours_later(2)), insured(OTHER, other, "passport", at=hours_later(2)))
    await alone.hear(
        insured(LIN, other, "passport", at=hours_later(1)), participation(new_id(), other, token("passport"), at=hours_later(3))
    )
    await search(alone)
    assert await proposed(alone) == []


async def test_an_office_sees_those_of_whom_one_is_its_own(alone: DedupFacts) -> None:
    one, other = new_id(), new_id()
    await alone.hear(insured(LIN, one, "card", area=KAIPING), insured(LIN, other, "passport", area="440781001"))
    await search(alone)
    assert [len(await proposed(alone, [area])) for area in ("440783%", "440781%", "440784%")] == [1, 1, 0]
