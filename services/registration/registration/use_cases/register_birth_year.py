"""A child that was enrolled for one year and born in another is registered for its birth year, too (R-021, R-024, F-27)."""

from collections.abc import Sequence
from datetime import date

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Payer
from registration.domain.newborn_years import Birth, may_add_birth_year
from registration.domain.participation import Participation
from registration.domain.participation_states import ENDED
from registration.repository.newborn_rows import register_beside
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.update_statuses import update_statuses
from service_runtime import Transaction


async def register_birth_year(tx: Transaction, participations: Sequence[Participation], born_on: date, actor: str) -> None:
    """Beside what the child is registered for; nothing where its birth year is among that. The person is locked, and written by now."""
    living = [one for one in participations if one.category is Category.NEWBORN and one.state not in ENDED]
    if not living:
        return
    beside = min(living, key=lambda one: one.benefit_year)
    birth, today = Birth(born_on, beside.of_foreigners, beside.area), tx.now.date()
    if not may_add_birth_year(birth, today, tx.policy):
        return
    made = await register_beside(tx.driver, beside.participation_id, new_id(), born_on.year, today, tx.now, actor)
    await publish_participations(tx, made)
    await update_statuses(tx, made if beside.payer is Payer.FINANCE else (), {})
    await follow_person_facts(tx, [beside.person_id] if made else [], actor)
