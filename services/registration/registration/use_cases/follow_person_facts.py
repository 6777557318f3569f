"""What is known of persons, their relations in the employee scheme and their deaths, acts on all their participations."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from registration.domain.death import acts_of_death
from registration.domain.employee_relation import acts_of_relation
from registration.domain.participation_acts import ActFact, acts_to_keep
from registration.repository.deaths import deaths_of
from registration.repository.employee_relations import lock_resident_years, relations_of
from registration.repository.participation_acts import acts_about
from registration.use_cases.note_employments import note_employments
from registration.use_cases.record_acts import record_acts
from registration.use_cases.update_statuses import Cause
from service_runtime import Transaction


async def follow_person_facts(
    tx: Transaction, people: Sequence[UUID], actor: str, heard: Mapping[UUID, Cause] | None = None, spells: Sequence[UUID] = ()
) -> None:
    """Any order, any repetition: what follows now is compared with what was recorded. `heard`: person -> the event that told of it.

    For people of whom something was heard, and for people who were just registered. `spells`: relations of which something was heard,
    whosever they are now.
    """
    relations, died = await relations_of(tx.driver, people), await deaths_of(tx.driver, people)
    concerned = sorted({one.person_id for one in relations} | died.keys() | (set(people) if spells else set()))
    if not concerned:
        return
    await note_employments(tx, concerned)
    years = await lock_resident_years(tx.driver, concerned)
    following: dict[UUID, list[ActFact]] = {}
    for year in years:
        acts = [act for one in relations if one.person_id == year.person_id for act in acts_of_relation(one, year, tx.policy)]
        died_on = died.get(year.person_id)
        following[year.participation_id] = [*acts, *(acts_of_death(year.person_id, died_on, year.benefit_year) if died_on else ())]
    matters = sorted({str(one) for one in (*spells, *(relation.spell_id for relation in relations))}) + [
        str(person_id) for person_id in died
    ]
    recorded = await acts_about(tx.driver, list(following), matters)
    causes = {year.participation_id: heard[year.person_id] for year in years if heard and year.person_id in heard}
    await record_acts(tx, list(acts_to_keep(following, recorded, actor, tx.now)), causes)
