"""Which columns each kind of file has, and what is wrong with a profile: what nobody could write, or read back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import BillKind, EmployeeChangeKind, EmployeeIdentity, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.file_profiles import Field, FileKind, Profile
from payment_bridge.domain.refunds import Decision, PayoutResult


class Columns(NamedTuple):
    """Columns by name: those that a kind of file cannot do without, and those that it may have."""

    needed: Sequence[str]
    more: Sequence[str] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.needed, *self.more)


def _columns(needed: str, more: str = "") -> Columns:
    return Columns(needed.split(), more.split())


HEADER, TRAILER = _columns("kind issuer day"), _columns("rows total")
COLUMNS: Mapping[FileKind, Columns] = {
    FileKind.LEVIES: _columns(
        "bill_id resend_no doc_type doc_number name area benefit_year kind amount payer",
        "person_id bank account account_holder agreement household_no",
    ),
    FileKind.RESULTS: _columns(
        "serial kind bill_id amount arrival_date", "channel cause round_no resend_no reverses doc_type doc_number benefit_year"
    ),
    FileKind.LEVY_RECEIPTS: _columns("bill_id resend_no result", "code round_no"),
    FileKind.REFUND_REVIEWS: _columns("refund_id submission decision reviewer reviewed_on", "reasons missing"),
    FileKind.REFUND_PAYOUTS: _columns("serial payout_id result amount arrival_date", "cause"),
    FileKind.EMPLOYEES: _columns(
        "relation_no revision doc_type doc_number identity area registered_on first_payment_on benefits_from benefits_until",
        "ended_notice_on employer land_expropriated changes",
    ),
    FileKind.TAX_STATEMENT: _columns("serial kind bill_id amount booked_on benefit_year reference"),
    FileKind.BANK_STATEMENT: _columns("line_no booked_on direction amount reference"),
}
_CHANGE = _columns("kind changed_on", "former_employer")
_LISTS = ("reasons", "missing", "changes")
_RECORDS = ("SUCCESS", "FAILURE", "REVERSAL", "REFUND")
_WORDS: dict[str, Sequence[str]] = {
    "HEADER.kind": list(FileKind),
    "LEVIES.kind": list(BillKind),
    "LEVIES.payer": list(Payer),
    "RESULTS.kind": _RECORDS,
    "RESULTS.channel": list(PaymentChannel),
    "RESULTS.cause": list(FailureCause),
    "LEVY_RECEIPTS.result": ("ACCEPTED", "REFUSED"),
    "REFUND_REVIEWS.decision": list(Decision),
    "REFUND_PAYOUTS.result": list(PayoutResult),
    "EMPLOYEES.identity": list(EmployeeIdentity),
    "EMPLOYEES.land_expropriated": ("true", "false"),
    "EMPLOYEES.changes.kind": list(EmployeeChangeKind),
    "TAX_STATEMENT.kind": _RECORDS,
    "BANK_STATEMENT.direction": ("IN", "OUT"),
    **{name: list(DocumentType) for name in ("LEVIES.doc_type", "RESULTS.doc_type", "EMPLOYEES.doc_type")},
}
"""Our words of a column, by kind and name; a table of codes has no others."""


def has_amounts(kind: FileKind) -> bool:
    """True of files that tell of money: their last line has the sum."""
    return "amount" in COLUMNS[kind].needed


def profile_faults(profile: Profile) -> list[str]:
    """All that is wrong, each with its place; none of a profile whose files are written and read back."""
    records = {"HEADER": (profile.header, HEADER), "TRAILER": (profile.trailer, TRAILER)}
    records |= {str(kind): (fields, COLUMNS[kind]) for kind, fields in profile.rows.items()}
    found = [f"{kind} has a name and no columns" for kind in profile.kinds if kind not in profile.rows]
    found += [f"{kind} has columns and no name" for kind in profile.rows if kind not in profile.kinds]
    for place, (fields, columns) in records.items():
        found += _record_faults(place, fields, columns)
        for field in fields:
            found += _field_faults(profile, place, field)
    tables = {**profile.codes, "kinds": {str(kind): told for kind, told in profile.kinds.items()}}
    found += [f"two codes of {name} are written alike" for name, table in tables.items() if len(set(table.values())) != len(table)]
    return [f"{profile.name}: {fault}" for fault in found]


def _record_faults(place: str, fields: Sequence[Field], columns: Columns) -> Iterator[str]:
    told = Counter(field.name for field in fields if field.is_told)
    yield from (f"{name} of {place} is missing" for name in columns.needed if name not in told)
    yield from (f"{place}.{name} stands there twice" for name, number in told.items() if number > 1)
    yield from (
        f"{place}.{name} is no column of it: name one of {', '.join(columns.names)}, or skip it" for name in _unknown(told, columns)
    )


def _unknown(told: Mapping[str, int], columns: Columns) -> list[str]:
    return [name for name in told if name not in columns.names]


def _field_faults(profile: Profile, place: str, field: Field) -> Iterator[str]:
    name = f"{place}.{field.name}"
    if (field.width is None) != (profile.delimiter is not None):
        yield f"{name} has a width and a delimiter, or neither"
    if (field.type == "list") != (field.name in _LISTS) and field.is_told:
        yield f"{name} is a list, or should be one"
    yield from _code_faults(profile, name, field)
    if field.type == "list":
        signs = [field.between, field.within, profile.delimiter or "\n"]
        if len(set(signs)) != len(signs):
            yield f"{name} has one sign for two things"
        if (field.name == "changes") != bool(field.parts):
            yield f"{name} has parts, or should have some"
        if field.parts:
            yield from _record_faults(name, field.parts, _CHANGE)
    for part in field.parts:
        yield from _code_faults(profile, f"{name}.{part.name}", part)
        if part.type in ("list", "skip") or part.width is not None:
            yield f"{name}.{part.name} is a part: it has no width, no list and is not skipped"


def _code_faults(profile: Profile, name: str, field: Field) -> Iterator[str]:
    if field.type == "code" and field.codes is None:
        yield f"{name} has no table of codes"
    if field.codes is None or field.codes == "kinds":
        return
    if field.codes not in profile.codes:
        yield f"{name} has no table of codes"
    elif strange := sorted(set(profile.codes[field.codes]) - set(_WORDS.get(name, profile.codes[field.codes]))):
        yield f"{name}: {', '.join(strange)} of the table {field.codes} is no word of ours"
