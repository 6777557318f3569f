"""Read a list and check it row by row: shape, content and identity of each row in one go. One transaction: killed, it begins anew."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from enrolment_terms.documents import Document
from enrolment_terms.reasons import Reason
from enrolment_terms.sealed import IdentityToken
from registration.domain.list_columns import Column, text_of
from registration.domain.list_header import LOOKED_AT, find_header, is_person
from registration.domain.list_kinds import DECLARATIONS
from registration.domain.listed_people import ToldPerson, Values, document_in, person_in, read_person
from registration.domain.lists import FiledList, ListState, RowState
from registration.domain.person import ToldIdentity
from registration.gateways.sheets.reading import rows_of
from registration.gateways.sheets.rows import Row, SheetRefused
from registration.repository.list_rows import ListRow, keep_rows_of, mark_twins
from registration.repository.lists import note_checked, refuse_list, take_list
from registration.repository.person_keys import holders_of
from registration.repository.person_writes import read_identities
from registration.use_cases.import_insured import tell_differences
from service_runtime import Runtime, Transaction, in_turns
from service_runtime.uploads import UploadMissing, Uploads

_ROWS_AT_ONCE = 100
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read: rows wait until the header among them is found."""

    columns: Sequence[Column]
    waiting: list[Row] = field(default_factory=list)
    places: Mapping[str, int] | None = None
    titles: list[str] = field(default_factory=list)

    def people_in(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that are people. Raises SheetRefused if there is no header among the first rows."""
        if self.places is None:
            self.waiting += rows
            if len(self.waiting) < LOOKED_AT:
                return []
            rows = self.begin()
        places = self.places or {}
        return [row for row in rows if is_person(self.columns, places, row.cells)]

    def begin(self) -> list[Row]:
        """What stands below the header."""
        found = find_header(self.columns, [row.cells for row in self.waiting])
        if isinstance(found, list):
            raise SheetRefused(f"未找到表头，或表头缺少：{'、'.join(found)}")
        place, self.places = found
        self.titles = [text_of(cell) for cell in self.waiting[place].cells]
        rest, self.waiting = self.waiting[place + 1 :], []
        return rest

    def end(self) -> list[Row]:
        """Of a sheet that is shorter than what is looked at for a header."""
        return [row for row in self.begin() if is_person(self.columns, self.places or {}, row.cells)] if self.places is None else []


@dataclass(frozen=True, slots=True)
class _Read:
    """One row with its faults; `told` are tokens and identity, where it says who it is."""

    row: Row
    key: str | None
    faults: list[Reason]
    told: tuple[tuple[IdentityToken, ...], ToldIdentity] | None


async def check_list(runtime: Runtime, store: Uploads, list_id: UUID) -> int:
    """Rows checked; 0 if the file is not there yet, or another replica is at it."""
    try:
        content = b"".join([part async for part in store.get(list_id)])
    except UploadMissing:
        return 0
    try:
        async with aclosing(rows_of(content)) as parts:
            return await _check(runtime, list_id, parts)
    except SheetRefused as refused:
        async with runtime.database.transaction() as tx:
            return int(await refuse_list(tx.driver, list_id, refused.msg, ListState.UPLOADED))


async def _check(runtime: Runtime, list_id: UUID, parts: AsyncGenerator[list[Row], None]) -> int:
    """The first rows are waited for before the transaction begins: a large file takes its time until then."""
    first: list[Row] = await anext(parts, [])
    async with runtime.database.transaction() as tx:
        filed = await take_list(tx.driver, list_id, ListState.UPLOADED)
        if filed is None:
            return 0
        sheet = _Sheet(DECLARATIONS[filed.kind].columns)
        found = await _keep(tx, filed, sheet, sheet.people_in(first))
        async for rows in parts:
            found += await _keep(tx, filed, sheet, sheet.people_in(rows))
        found += await _keep(tx, filed, sheet, sheet.end())
        if not found:
            raise SheetRefused("名单中没有人员")
        await mark_twins(tx.driver, list_id)
        await note_checked(tx.driver, list_id, tx.safe.seal(_encode(sheet.titles).decode(), "list.titles", list_id), tx.now)
        tx.audit("list.checked", subject=str(list_id), actor=filed.filed_by, detail={"rows": found})
    return found


async def _keep(tx: Transaction, filed: FiledList, sheet: _Sheet, rows: Sequence[Row]) -> int:
    read: list[_Read] = []
    async for part in in_turns(rows, _ROWS_AT_ONCE):
        read += [_read(tx, filed, sheet, row) for row in part]
    for number, more in (await _known_by_other_names(tx, filed, read)).items():
        read[number].faults.extend(more)
    kept: list[ListRow] = []
    async for rest in in_turns(read, _ROWS_AT_ONCE):
        kept += [_row(tx, filed, one) for one in rest]
    await keep_rows_of(tx.driver, filed.list_id, kept)
    return len(rows)


def _read(tx: Transaction, filed: FiledList, sheet: _Sheet, row: Row) -> _Read:
    reading = read_person(sheet.columns, sheet.places or {}, row.cells)
    faults = [*reading.reasons, *DECLARATIONS[filed.kind].reasons(reading.values, filed, tx.now.date(), tx.policy)]
    return _Read(row, _key(tx, filed, reading.values), faults, _told(tx, person_in(reading.values)))


def _key(tx: Transaction, filed: FiledList, values: Values) -> str | None:
    """Whose row it is: one person, or one person and what else tells rows of this kind apart."""
    document = document_in(values)
    return digest_of(tx, document, *(str(values[name]) for name in DECLARATIONS[filed.kind].told_apart_by)) if document else None


def _told(tx: Transaction, person: ToldPerson | None) -> tuple[tuple[IdentityToken, ...], ToldIdentity] | None:
    if person is None:
        return None
    identity = ToldIdentity(tx.vault.blind_indexes(person.name, "name", person.birth_date), person.sex, person.birth_date)
    return tx.vault.identity_tokens(person.document), identity


def _row(tx: Transaction, filed: FiledList, one: _Read) -> ListRow:
    return ListRow(
        row_no=one.row.number,
        state=RowState.FAULTY if one.faults else RowState.GOOD,
        cells=tx.safe.seal(_encode(one.row.cells).decode(), "list.cells", filed.list_id),
        faults=tx.safe.seal(_encode(one.faults).decode(), "list.faults", filed.list_id) if one.faults else None,
        person=one.key,
    )


def digest_of(tx: Transaction, document: Document, *more: str) -> str:
    """By which one person is found again within lists."""
    return tx.safe.digest(":".join((document.number_space, document.lifelong_number, *more)), "list.person")


async def _known_by_other_names(tx: Transaction, filed: FiledList, rows: Sequence[_Read]) -> dict[int, tuple[Reason, ...]]:
    """R-010: rows whose document is somebody's of another name, sex or birth date."""
    told = {number: row.told for number, row in enumerate(rows) if row.told}
    holders = await holders_of(tx.driver, [token for tokens, _ in told.values() for token in tokens])
    people = {number: holders[token] for number, (tokens, _) in told.items() for token in tokens if token in holders}
    known = await read_identities(tx.driver, list(people.values())) if people else {}
    apart = {number: one for number, one in people.items() if one in known and told[number][1].differs_from(known[one])}
    return await tell_differences(tx, apart, filed.filed_by, filed.accepts) if apart else {}
