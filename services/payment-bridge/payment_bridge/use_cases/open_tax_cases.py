"""Opens cases; what is opened again is the same case."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_cases import ASIDE, CaseKind, CaseState, TaxCase, case_id_of
from payment_bridge.domain.tax_rows import RowAside
from payment_bridge.gateways.tax_messages import READS
from payment_bridge.repository.tax_cases import judge_anew, keep_cases
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


async def keep_reversals(tx: Transaction, cases: Sequence[TaxCase]) -> None:
    """D4: what a person must decide of reversals: of money that is not known, again, in part, or of money that is given back already.

    `cases`: all that take back the money of some serials, as they are now; what was decided of them without a person is decided anew.
    """
    await open_tax_cases(tx, cases)
    if changed := Counter(await judge_anew(tx.driver, cases)):
        tx.audit("tax_cases.judged_anew", subject="tax-cases", actor="tax-office", detail=dict(changed))
