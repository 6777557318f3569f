"""Two records turn out to be one person (R-026): whatever comes first, the facts of both decide together."""

from itertools import permutations
from uuid import UUID

import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import PersonIdentityUpdatedV1, PersonMergedV1
from enrolment_terms.identifiers import new_id
from tests.benefits.builders import MORNING, at, event, participation, person_state, settled
from tests.benefits.conftest import BenefitsFacts


def merged(kept: UUID, gone: UUID, version: int = 1) -> Event[PersonMergedV1]:
    """That `gone` was `kept` all along."""
    return event(PersonMergedV1(kept_person_id=kept, merged_person_id=gone), kept, version, kept, MORNING)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
async def test_facts_of_both_records_decide_together(facts: BenefitsFacts, order: tuple[int, ...]) -> None:
    kept, gone, first, second = new_id(), new_id(), new_id(), new_id()
    events = [
        participation(first, gone, "ACTIVE", benefit_year=2025, paid_on=at("2024-10-10").date()),
        participation(second, kept, benefit_year=2026),
        settled(second, kept, "2025-10-10", year=2026),
        merged(kept, gone),
    ]
    for number in order:
        await facts.record(events[number], now=at("2025-10-20"))
    for person in (kept, gone):
        assert (await facts.answer(person, "2025-06-01")).covered
        assert (await facts.answer(person, "2026-01-01")).covered, "insured in 2025, so no wait for 2026"
    stored = await facts.rows(
        "SELECT person_id, benefit_year, state FROM entitlements WHERE person_id IN (:kept, :gone) ORDER BY 2", kept=kept, gone=gone
    )
    assert [tuple(row) for row in stored] == [(kept, 2025, "ACTIVE"), (kept, 2026, "PENDING")]


async def test_a_merge_alone_decides_anew(facts: BenefitsFacts) -> None:
    """It brings no fact of its own: insured in 2024 and not in 2025, the person waits in 2026."""
    kept, gone, first, second = new_id(), new_id(), new_id(), new_id()
    await facts.record(participation(first, gone, "ACTIVE", benefit_year=2024, paid_on=at("2023-10-10").date()))
    await facts.record(participation(second, kept, benefit_year=2026), settled(second, kept, "2025-10-10", year=2026))

    async def begins() -> list[str]:
        found = await facts.rows(
            "SELECT starts_on::text AS day FROM entitlements WHERE person_id = :kept AND benefit_year = 2026", kept=kept
        )
        return [day for (day,) in found]

    assert await begins() == ["2026-01-01"]
    published = await facts.record(merged(kept, gone))
    assert await begins() == ["2026-04-01"]
    assert "2026-04-01" in {str(getattr(change.data, "starts_on", "")) for change in published}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
async def test_a_chain_of_merges_ends_at_its_last_record(facts: BenefitsFacts, order: tuple[int, int]) -> None:
    one, two, three, paid_for = new_id(), new_id(), new_id(), new_id()
    merges = [merged(two, one), merged(three, two)]
    await facts.record(participation(paid_for, one), settled(paid_for, one, "2023-11-15"))
    for number in order:
        await facts.record(merges[number])
    for person in (one, two, three):
        assert (await facts.answer(person, "2024-02-01")).covered


async def test_a_corrected_birth_date_opens_cover_from_birth(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    paid = settled(paid_for, person, "2024-05-31")
    await facts.record(participation(paid_for, person, category="NEWBORN"), paid)
    assert str((await facts.answer(person, "2024-12-01")).starts_on) == "2024-06-01"
    corrected = PersonIdentityUpdatedV1(person=person_state(person, at("2024-03-05").date()))
    published = await facts.record(event(corrected, person, 2, person, at("2024-06-10")), now=at("2024-06-10"))
    assert [str(change.data.starts_on) for change in published] == ["2024-03-05"]
    assert (await facts.answer(person, "2024-03-05")).covered
