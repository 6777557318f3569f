"""What would happen if a person paid on a day, repaired years, enrolled a newborn: the same rules on supposed facts."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.facts import History, PersonFacts
from benefits.domain.previews import Preview, Supposed, preview
from benefits.domain.terms import terms_reader
from benefits.domain.years import years
from benefits.errors import DaysDoNotFit, PersonNotKnownHere
from benefits.repository.facts import load_person
from benefits.repository.people import Scope, person_in
from service_runtime import ReadConnection


class PersonPreview(NamedTuple):
    """What would happen to whom."""

    person_id: UUID
    seen: Preview


async def preview_for_person(read: ReadConnection, person: UUID, supposed: Supposed, scope: Scope) -> PersonPreview:
    """On everything known of the person. Raises PersonNotKnownHere, DaysDoNotFit, PolicyNotKnown."""
    _require_days_that_fit(supposed)
    root = await person_in(read.driver, person, scope)
    if root is None:
        raise PersonNotKnownHere
    return PersonPreview(root, preview(await load_person(read.driver, root, read.now), supposed, terms_reader(read.policy)))


def preview_for_anybody(read: ReadConnection, born: date | None, foreign: bool, insured: Sequence[int], supposed: Supposed) -> Preview:
    """For somebody who tells birth date and insured years himself. Raises DaysDoNotFit, PolicyNotKnown."""
    _require_days_that_fit(supposed, born)
    facts = PersonFacts(born=born, foreign=foreign, history=History(resident=years(insured)))
    return preview(facts, supposed, terms_reader(read.policy))


def _require_days_that_fit(supposed: Supposed, born: date | None = None) -> None:
    """Money for a year comes at most a year before or after it (R-024, R-032, R-042), from somebody who is born. Raises DaysDoNotFit."""
    days = {"pay_on": supposed.pay_on, "repair_on": supposed.repair_on}
    told = "到账日期应在参保年度的前一年至后一年之间"
    faults = {name: told for name, day in days.items() if day is not None and abs(day.year - supposed.benefit_year) > 1}
    if born is not None and born > supposed.pay_on:
        faults["birth_date"] = "出生日期不能晚于缴费到账日期"
    if faults:
        raise DaysDoNotFit(faults)
