"""What became of each row: told page by page, and as the same sheet with a column 处理结果."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import msgspec

from enrolment_terms.reasons import Reason, ReasonCode, reason
from registration.domain.application_states import APPLICATION_STATES, ApplicationState
from registration.domain.filer import neutral_reasons
from registration.domain.list_columns import text_of
from registration.domain.lists import ROW_LABELS
from registration.repository.list_rows import ShownRow, list_page
from registration.repository.lists import titles_of
from service_runtime import ReadConnection
from service_runtime.sheet_writing import sheet_of

RESULT = "处理结果"
_ROWS_AT_ONCE = 250
_titles = msgspec.json.Decoder(list[str]).decode
_cells = msgspec.json.Decoder(list[str | bool | int | float | None]).decode
_faults = msgspec.json.Decoder(list[Reason]).decode


async def answer_list(read: ReadConnection, list_id: UUID) -> bytes | None:
    """XLSX, texts only; None before the list is checked."""
    sealed = await titles_of(read.driver, list_id)
    if sealed is None:
        return None
    titles = _titles(read.safe.open(sealed, "list.titles", list_id))
    return await sheet_of(_lines(read, list_id, titles))


def reasons_in(read: ReadConnection, list_id: UUID, row: ShownRow) -> list[Reason]:
    """All that is wrong with a row: the row of the same person, and what its application was refused for, as a mere filer reads it."""
    reasons = _faults(read.safe.open(row.faults, "list.faults", list_id)) if row.faults else []
    if row.twin_no is not None:
        reasons.append(reason(ReasonCode.TWICE_IN_LIST, field="document_number", msg=f"与第{row.twin_no}行为同一人"))
    if row.made is not None and row.application_reasons is not None:
        reasons += neutral_reasons(_faults(read.safe.open(row.application_reasons, "reasons", row.made)))
    return reasons


async def _lines(read: ReadConnection, list_id: UUID, titles: Sequence[str]) -> AsyncIterator[list[list[str]]]:
    yield [[*titles, RESULT]]
    after = 0
    while rows := await list_page(read.driver, list_id, after, _ROWS_AT_ONCE):
        yield [_line(read, list_id, row, len(titles)) for row in rows]
        after = rows[-1].row_no


def _line(read: ReadConnection, list_id: UUID, row: ShownRow, width: int) -> list[str]:
    cells = [text_of(cell) for cell in _cells(read.safe.open(row.cells, "list.cells", list_id))][:width]
    told = "；".join(one.msg for one in reasons_in(read, list_id, row))
    result = _said_of(row) + (f"：{told}" if told else "")
    return [*cells, *[""] * (width - len(cells)), result]


def _said_of(row: ShownRow) -> str:
    """A row that became an application is done when that is approved."""
    if row.application_state in (None, ApplicationState.APPROVED):
        return ROW_LABELS[row.state]
    return APPLICATION_STATES[row.application_state]
