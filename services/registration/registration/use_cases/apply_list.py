"""Apply a confirmed list: so many good rows in one transaction with what they publish; killed, it goes on with the next."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from registration.domain.items import Items
from registration.domain.list_columns import Cell
from registration.domain.list_header import places_in
from registration.domain.list_kinds import DECLARATIONS, import_row_of
from registration.domain.listed_people import Values, read_person
from registration.domain.lists import ApplyOutcome, FiledList, ListKind, ListState, RowState
from registration.items import declared_items
from registration.repository.list_rows import RowResult, next_good_rows, record_results
from registration.repository.lists import set_progress, take_list
from registration.use_cases.change_people import change_people
from registration.use_cases.file_students import file_students
from registration.use_cases.import_insured import import_insured
from registration.use_cases.mark_listed import mark_listed
from registration.use_cases.note_residents import note_residents
from registration.use_cases.renew_people import renew_people
from registration.use_cases.stop_people import stop_people
from service_runtime import Runtime, Transaction, in_turns

Apply = Callable[[Transaction, Items, FiledList, Sequence[Values]], Awaitable[list[ApplyOutcome]]]
_OPENED_AT_ONCE = 250
_encode = msgspec.json.Encoder().encode
_cells = msgspec.json.Decoder(list[str | bool | int | float | None]).decode
_titles = msgspec.json.Decoder(list[str]).decode


async def apply_list(runtime: Runtime, list_id: UUID, rows_at_once: int | None = None) -> int:
    """Rows applied, and one for the end; 0 if another replica is at it."""
    async with runtime.database.transaction() as tx:
        filed = await take_list(tx.driver, list_id, ListState.CONFIRMED, ListState.APPLYING)
        if filed is None:
            return 0
        rows = await next_good_rows(tx.driver, list_id, rows_at_once or DECLARATIONS[filed.kind].rows_at_once)
        if not rows:
            await set_progress(tx.driver, list_id, ListState.APPLIED, tx.now)
            tx.audit("list.applied", subject=str(list_id), actor=filed.confirmed_by or filed.filed_by)
            return 1
        told = [values async for part in in_turns(rows, _OPENED_AT_ONCE) for values in _read(tx, filed, [sealed for _, sealed in part])]
        outcomes = await _APPLY[filed.kind](tx, declared_items(runtime.settings.items_folder), filed, told)
        results = [_result(tx, list_id, number, outcome) for (number, _), outcome in zip(rows, outcomes, strict=True)]
        await record_results(tx.driver, list_id, results)
        if filed.state is ListState.CONFIRMED:
            await set_progress(tx.driver, list_id, ListState.APPLYING, tx.now)
    return len(rows)


def _read(tx: Transaction, filed: FiledList, sealed: Sequence[str]) -> list[Values]:
    columns = DECLARATIONS[filed.kind].columns
    assert filed.titles is not None
    places = places_in(columns, _titles(tx.safe.open(filed.titles, "list.titles", filed.list_id)))
    rows: list[Sequence[Cell]] = [_cells(tx.safe.open(one, "list.cells", filed.list_id)) for one in sealed]
    return [read_person(columns, places, cells).values for cells in rows]


def _result(tx: Transaction, list_id: UUID, number: int, outcome: ApplyOutcome) -> RowResult:
    why = tx.safe.seal(_encode(outcome.reasons).decode(), "list.faults", list_id) if outcome.reasons else None
    return RowResult(number, outcome.state, why, outcome.made)


async def _apply_last_year(tx: Transaction, _: Items, filed: FiledList, rows: Sequence[Values]) -> list[ApplyOutcome]:
    people = [row for values in rows if (row := import_row_of(values))]
    assert len(people) == len(rows), "a good row says all that it needs"
    done = await import_insured(tx, filed.benefit_year, people, filed.confirmed_by or filed.filed_by, filed.accepts)

    def outcome(number: int) -> ApplyOutcome:
        if reasons := done.refused.get(number):
            return ApplyOutcome(RowState.REFUSED, reasons=reasons)
        made = done.made.get(number)
        return ApplyOutcome(RowState.APPLIED if made else RowState.ALREADY_THERE, made)

    return [outcome(number) for number in range(len(rows))]


_APPLY: Mapping[ListKind, Apply] = {
    ListKind.LAST_YEAR: _apply_last_year,
    ListKind.STOPS: lambda tx, _, filed, rows: stop_people(tx, filed, rows),
    ListKind.RENEWALS: lambda tx, _, filed, rows: renew_people(tx, filed, rows),
    ListKind.CHANGES: lambda tx, _, filed, rows: change_people(tx, filed, rows),
    ListKind.STUDENTS: file_students,
    ListKind.ROSTER: lambda tx, _, filed, rows: note_residents(tx, filed, rows),
    ListKind.SUBSIDY: lambda tx, _, filed, rows: mark_listed(tx, filed, rows),
}
