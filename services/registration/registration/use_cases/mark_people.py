"""A department's list marks people as subsidised, or takes marks away: nothing is applied for (R-040 ... R-046)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import pooling_region_of
from policy_parameters.rule_parameters import SubsidyRules
from registration.domain.benefit_year_choice import is_open_for
from registration.domain.listed_residents import KnownResident, ResidentGroup
from registration.domain.person import KnownIdentity
from registration.domain.subsidy import Mark, MarkAction, MarkRow, mark_reasons, removal_reasons, years_to_register
from registration.repository.employee_relations import relations_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_keys import holders_of
from registration.repository.person_writes import read_identities
from registration.repository.resident_rows import name_subsidised_no_more
from registration.repository.subsidy_rows import marks_of, register_marked, write_marks
from registration.use_cases.follow_marks import follow_marks
from registration.use_cases.import_insured import tell_differences
from registration.use_cases.keep_rights import keep_marks
from registration.use_cases.note_residents import keep_residents
from registration.use_cases.publish_marks import publish_marks
from registration.use_cases.publish_participations import publish_participations
from registration.use_cases.update_statuses import update_statuses
from service_runtime import Transaction

_UNKNOWN = {
    action: (reason(ReasonCode.OTHER, field="document_number", rule=rule, msg=msg),)
    for action, rule, msg in (
        (MarkAction.ADD, "R-046", "人员尚未建档，请由镇（街）核实后办理参保登记"),
        (MarkAction.REMOVE, "R-043", "人员尚未建档，没有困难身份可减"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkList:
    """A list as it was handed in: whose, of which month (`2024-02`), read by which rules."""

    department: str
    list_month: str
    rules: SubsidyRules
    received_on: date
    """When the platform had it: from the next month on what it takes away is gone (R-043)."""


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """What became of the rows, by position; `changed` names the mark that was made or taken away, what is in neither was so already."""

    marked: int
    unmarked: int
    registered: int
    changed: Mapping[int, UUID]
    refused: Mapping[int, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class _Changes:
    new: list[Mark]
    removed: list[Mark]

    @property
    def people(self) -> list[UUID]:
        return sorted({mark.person_id for mark in (*self.new, *self.removed)})

    def by_row(self, rows: Mapping[int, MarkRow], people: Mapping[int, UUID]) -> dict[int, UUID]:
        made = {(mark.person_id, mark.category): mark.mark_id for mark in (*self.new, *self.removed)}
        return {n: made[people[n], row.category] for n, row in rows.items() if (people[n], row.category) in made}


async def mark_people(tx: Transaction, given: MarkList, rows: Sequence[MarkRow], actor: str, accepts: Callable[[str], bool]) -> MarkOutcome:
    """Set semantics: a mark that stands is not made twice, one that is gone is not taken twice. A bad row is refused alone."""
    today = tx.now.date()
    refused = {n: told for n, row in enumerate(rows) if (told := tuple(mark_reasons(row, given.department, today, given.rules, accepts)))}
    await PERSON_FACTS.hold_alone(tx)
    people = await _people(tx, {n: row for n, row in enumerate(rows) if n not in refused})
    unknown = [n for n in range(len(rows)) if n not in refused and n not in people]
    refused |= {n: _UNKNOWN[rows[n].action] for n in unknown}
    await _have_called_on(tx, [rows[n] for n in unknown if rows[n].action is MarkAction.ADD])
    differing = await _differing(tx, rows, people)
    refused |= await tell_differences(tx, differing, actor, accepts)
    people = {n: person for n, person in people.items() if n not in differing}
    known = await marks_of(tx.driver, sorted(set(people.values())))
    refused |= {n: told for n in people if (told := tuple(_removal_reasons(rows[n], known.get(people[n], ()))))}
    good = {n: rows[n] for n in sorted(people) if n not in refused}
    await _call_on_no_more(tx, [row for row in (*good.values(), *(rows[n] for n in unknown)) if row.action is MarkAction.REMOVE])
    changes = _compare(tx, given, good, people, known)
    await write_marks(tx.driver, changes.new, changes.removed, tx.now, actor)
    await keep_marks(tx, changes.new, changes.removed)
    after = await marks_of(tx.driver, changes.people)
    regions = {people[n]: pooling_region_of(row.area) for n, row in good.items()}
    await publish_marks(tx, {one: after[one] for one in changes.people}, regions, {mark.person_id for mark in changes.new})
    registered = await _follow(tx, given, {people[n]: row.area for n, row in good.items() if people[n] in after}, after, actor)
    detail = {"department": given.department, "marked": len(changes.new), "unmarked": len(changes.removed), "refused": len(refused)}
    tx.audit("people.marked", subject=given.list_month, actor=actor, detail=detail)
    return MarkOutcome(len(changes.new), len(changes.removed), registered, changes.by_row(good, people), dict(sorted(refused.items())))


async def _have_called_on(tx: Transaction, rows: Sequence[MarkRow]) -> None:
    """R-046 「免申即享」: whom no file knows stands in the outreach of his town, of each year that he would be registered for (B33)."""
    told = [
        KnownResident(row.document, row.name.strip(), ResidentGroup.SUBSIDISED, row.area, tx.now, category=row.category) for row in rows
    ]
    for year in _years(tx, {row.area for row in rows}) if rows else ():
        await keep_residents(tx, told, year)


async def _call_on_no_more(tx: Transaction, rows: Sequence[MarkRow]) -> None:
    """R-040, V-48: with his last category he leaves the outreach that a department's list brought him into, on file by now or not."""
    named = [(token, row.category) for row in rows for token in tx.vault.identity_tokens(row.document)]
    await name_subsidised_no_more(tx.driver, named, tx.now.date().year)


def _years(tx: Transaction, areas: Collection[str]) -> tuple[int, ...]:
    today = tx.now.date()
    return years_to_register(today, any(is_open_for(today.year + 1, today, area, tx.policy) for area in areas))


async def _differing(tx: Transaction, rows: Sequence[MarkRow], people: Mapping[int, UUID]) -> dict[int, UUID]:
    """R-010: rows whose document is somebody's of another name or birth date."""
    known = await read_identities(tx.driver, sorted(set(people.values())))
    return {n: person for n, person in people.items() if person in known and _differs(tx, rows[n], known[person])}


def _differs(tx: Transaction, row: MarkRow, known: KnownIdentity) -> bool:
    if known.birth_date is None:
        return True  # nobody who was born yet
    names = tx.vault.blind_indexes(row.name.strip(), "name", known.birth_date)
    return known.name_index not in names or row.document.birth_date not in (None, known.birth_date)


async def _people(tx: Transaction, rows: Mapping[int, MarkRow]) -> dict[int, UUID]:
    """Whose the documents are; who is in no file is not there."""
    tokens = {n: tx.vault.identity_tokens(row.document) for n, row in rows.items()}
    holders = await holders_of(tx.driver, [token for each in tokens.values() for token in each])
    return {n: holder for n, each in tokens.items() if (holder := next((holders[token] for token in each if token in holders), None))}


def _held(row: MarkRow, marks: Sequence[Mark]) -> Mark | None:
    """The mark of the row's category that is in force."""
    return next((mark for mark in marks if mark.category == row.category and mark.is_in_force), None)


def _removal_reasons(row: MarkRow, marks: Sequence[Mark]) -> Iterator[Reason]:
    held = _held(row, marks)
    if row.action is MarkAction.REMOVE and held is not None:
        yield from removal_reasons(row.effective_on, held)


def _compare(
    tx: Transaction, given: MarkList, rows: Mapping[int, MarkRow], people: Mapping[int, UUID], known: Mapping[UUID, tuple[Mark, ...]]
) -> _Changes:
    today, new, removed = tx.now.date(), {}, {}
    for number, row in rows.items():
        person_id, key = people[number], (people[number], row.category)
        held = _held(row, known.get(person_id, ()))
        if row.action is MarkAction.ADD and held is None:
            new[key] = Mark(
                mark_id=new_id(),
                person_id=person_id,
                category=row.category,
                department=given.department,
                list_month=given.list_month,
                received_on=given.received_on,
                marked_on=today,
            )
        elif row.action is MarkAction.REMOVE and held is not None:
            removed[key] = replace(held, removed_on=row.effective_on, removal_received_on=given.received_on)
    return _Changes(list(new.values()), list(removed.values()))


async def _follow(tx: Transaction, given: MarkList, areas: Mapping[UUID, str], after: Mapping[UUID, tuple[Mark, ...]], actor: str) -> int:
    """Who pays what is owed, who is registered without asking, and what stands because of it. Returns how many were registered."""
    today = tx.now.date()
    marked = [person for person, marks in after.items() if any(mark.is_in_force for mark in marks)]
    changed = await follow_marks(tx, after)
    employees = {one.person_id for one in await relations_of(tx.driver, marked) if one.covers(today)}
    made: list[UUID] = []
    for year in _years(tx, set(areas.values())):
        rows = [(new_id(), one, pooling_region_of(areas[one]), areas[one]) for one in marked if one in areas and one not in employees]
        made += await register_marked(tx.driver, rows, year, given.received_on, today, tx.now, actor) if rows else []
    await publish_participations(tx, made)
    await update_statuses(tx, [*changed, *made], {})
    return len(made)
