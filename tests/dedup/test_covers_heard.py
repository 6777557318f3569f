"""From which day our own participations give cover is benefits' word: what rests for them rests from that day on, with no gap."""

import asyncio
from datetime import date, datetime
from itertools import permutations

from dedup.domain.nodes import node_of
from dedup.repository.locks import lock_people
from enrolment_events.duplicates import CaseChangedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category
from tests.dedup.builders import participation, reported, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.regions import covered
from tests.dedup.test_guards import waiting

FEBRUARY = datetime(2024, 2, 20, 9, tzinfo=SHANGHAI)
FROM_MARCH = date(2024, 3, 1)


async def test_nothing_rests_before_the_kept_relation_gives_cover(facts: DedupFacts) -> None:
    """H R-087, R-123, R-128: a student is registered here on 20 February and covered from 1 March; Guangzhou lasts till then.

    Whichever of the three facts comes first, and whatever comes again.
    """
    for number, order in enumerate(permutations(("here", "there", "cover"))):
        person, document, here = new_id(), token(f"no-gap-{number}"), new_id()
        registered = participation(here, person, document, at=FEBRUARY, category=Category.STUDENT)
        for steps in (order, order):
            for step in steps:
                if step == "there":
                    await facts.report(reported(f"no-gap-{number}", document))
                else:
                    await facts.hear(registered if step == "here" else covered(here, person, FROM_MARCH))
            told = [one.data for one in await facts.told(CaseChangedV1) if one.personid == person]
            [row] = await facts.rows("SELECT effective_on, to_area, state FROM notices WHERE person_id = :person", person=person)
            assert told[-1].kept == "RESIDENT/440700/2024"
            assert (row["effective_on"], row["to_area"], row["state"]) == (FROM_MARCH, "440100", "OPEN"), order


async def test_a_cover_waits_for_who_works_on_its_person(facts: DedupFacts) -> None:
    """Else a case that is being opened knows nothing of the cover, and the cover of no case."""
    person, document, here = new_id(), token("cover-waits"), new_id()
    await facts.hear(participation(here, person, document, at=FEBRUARY, category=Category.STUDENT))
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [node_of(document)])
        cover = asyncio.create_task(facts.hear(covered(here, person, FROM_MARCH)))
        await waiting(facts, 1)
    await cover
