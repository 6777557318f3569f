"""File an application for each student of a confirmed list (B9): D1 runs for each of them, one that is refused hinders no other."""

from collections.abc import Sequence
from dataclasses import replace

from enrolment_terms.reasons import Reason, ReasonCode, reason
from registration.domain.filer import ASK_OFFICE, Filer
from registration.domain.items import Items
from registration.domain.listed_people import Values, document_in
from registration.domain.listed_students import is_at_school, student_form
from registration.domain.lists import ApplyOutcome, FiledList, RowState
from registration.errors import ApplicationHasFaults
from registration.repository.listed_applications import Enrolled, enrolled_by_lists
from registration.use_cases.check_list import digest_of
from registration.use_cases.submit_application import submit_application
from registration.use_cases.take_students import renewed_students, take_student
from service_runtime import Transaction

_OTHER_SCHOOL = reason(ReasonCode.ALREADY_REGISTERED, field="document_number", rule="R-030", msg="该学生已由另一所学校代办参保登记")


async def file_students(tx: Transaction, items: Items, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    """Outcomes in the order of the rows. Filed in the order of the digests: two schools that list the same people do not wait crosswise.

    H2 R-033: the day on which the school handed the list in decides what is in time.
    """
    people = [digest_of(tx, document) for values in rows if (document := document_in(values))]
    assert len(people) == len(rows), "a good row names a document"
    renewed = await renewed_students(tx, filed, rows)
    known = await enrolled_by_lists(tx.driver, filed.kind, filed.benefit_year, people)
    outcomes: dict[int, ApplyOutcome] = {}

    async def outcome(place: int) -> ApplyOutcome:
        if place in renewed:
            return await take_student(tx, filed, renewed[place], collects=rows[place]["school_collects"] is not False)
        return await _file(tx, items, filed, rows[place])

    for person, place in sorted((person, place) for place, person in enumerate(people)):
        outcomes[place] = _known(filed, known.get(person)) or await outcome(place)
    return [outcomes[place] for place in range(len(rows))]


def _known(filed: FiledList, there: Enrolled | None) -> ApplyOutcome | None:
    """The school's own list again changes nothing; another school hears of its rival only inside the areas of this list."""
    if there is None:
        return None
    if there.organisation == filed.organisation:
        return ApplyOutcome(RowState.ALREADY_THERE, there.made)
    return ApplyOutcome(RowState.REFUSED, reasons=(_OTHER_SCHOOL if filed.accepts(there.area) else ASK_OFFICE,))


async def _file(tx: Transaction, items: Items, filed: FiledList, values: Values) -> ApplyOutcome:
    form = student_form(values, filed)
    filer = _filer(filed, form.area or filed.area)
    try:
        application = await submit_application(tx, items, form, filer, list_id=filed.list_id, accepted_on=filed.filed_on)
    except ApplicationHasFaults as faults:
        return ApplyOutcome(RowState.REFUSED, reasons=tuple(_reasons(faults)))
    return ApplyOutcome(RowState.APPLIED, application.application_id)


def _filer(filed: FiledList, area: str) -> Filer:
    """The school. R-031: a subsidised student's place may lie outside the school's areas; its office decides there."""
    school = Filer(filed.filed_by, frozenset({"school"}), areas=filed.filer_areas)
    return school if is_at_school(area, filed) else replace(school, areas=(*school.areas, area))


def _reasons(faults: ApplicationHasFaults) -> Sequence[Reason]:
    missing = [reason(ReasonCode.OTHER, field=one.field, rule=one.rule, msg=f"缺少{one.label}") for one in faults.missing]
    return [*faults.reasons, *missing]
