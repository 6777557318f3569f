"""Opens cases; what is opened again is the same case."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial

from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_cases import ASIDE, CaseKind, CaseState, TaxCase, case_id_of, reversal_case
from payment_bridge.domain.tax_rows import RowAside, TaxReport
from payment_bridge.gateways.tax_messages import READS
from payment_bridge.repository.refunds import given_back
from payment_bridge.repository.serials import told_under
from payment_bridge.repository.tax_cases import keep_cases, resolve_reversals, reversed_before
from payment_bridge.use_cases.callback_counters import SET_ASIDE
from service_runtime import Transaction, get_logger

_PURPOSE = "tax-row"
_log = get_logger("payment-bridge.tax-cases")


async def open_tax_cases(tx: Transaction, cases: Sequence[TaxCase]) -> None:
    """Those that are new stand in the audit by their number and kind."""
    if not cases:
        return
    new = await keep_cases(tx.driver, cases, READS)
    kinds = Counter(str(one.kind) for one in {one.case_id: one for one in cases}.values() if one.case_id in new)
    if kinds:
        tx.audit("tax_cases.opened", subject="tax-cases", actor="tax-office", detail=dict(kinds))
        tx.after_commit(partial(SET_ASIDE.inc, sum(kinds[kind] for kind in ASIDE)))
        _log.warning("tax_cases.opened", **{kind.lower(): number for kind, number in kinds.items()})


async def set_rows_aside(tx: Transaction, rows: Sequence[RowAside], kind: CaseKind, told_by: TaxSource) -> None:
    """Each row once, sealed, with why; what is taken and only kept is resolved from the first."""
    state = CaseState.OPEN if kind in ASIDE else CaseState.RESOLVED
    await open_tax_cases(tx, [_aside(tx, one, kind, told_by, state) for one in rows])


def _aside(tx: Transaction, one: RowAside, kind: CaseKind, told_by: TaxSource, state: CaseState) -> TaxCase:
    case_id = case_id_of("row", tx.safe.digest_bytes(one.raw, _PURPOSE).hex())
    sealed = tx.safe.seal_bytes(one.raw, _PURPOSE, str(case_id))
    return TaxCase(
        case_id, kind, told_by, one.bill_id, one.serial, error=one.error, field=one.field, rule=one.rule, raw_sealed=sealed, state=state
    )


def raw_of(tx: Transaction, case_id: object, sealed: bytes) -> bytes:
    """The row as it was told. Raises CannotOpen."""
    return tx.safe.open_bytes(sealed, _PURPOSE, str(case_id))


async def open_reversals(tx: Transaction, report: TaxReport, taken_back: Collection[str], told_by: TaxSource) -> None:
    """D4: what a person must decide of reversals: of money that is not known, again, in part, or of money that is given back already.

    `taken_back`: the serials of money that is taken back in whole; where it came after its reversal nothing is left to decide. The serials
    that are taken back are claimed.
    """
    serials = sorted({one.takes_back for one in report.reversals})
    if came_after := sorted({row.serial for row in report.told} & set(taken_back)):
        await resolve_reversals(tx.driver, came_after)
    if not serials:
        return
    known, before = await told_under(tx.driver, serials), await reversed_before(tx.driver, serials)
    going_back = await given_back(tx.driver, serials)
    cases = []
    for one in report.reversals:
        others = before.setdefault(one.takes_back, set())
        money = next(iter(known.get(one.takes_back, ())), None)
        again, refunded = bool(others - {one.serial}), one.takes_back in going_back
        cases.append(reversal_case(one, money, reversed_before=again, refunded=refunded, told_by=told_by))
        others.add(one.serial)
    await open_tax_cases(tx, cases)
