"""How far the tax office's ledger was read; operators have it read once more (R-057, R-096)."""

from collections.abc import Callable

from fastapi import APIRouter

from payment_bridge.repository.ledger import ledger_state
from payment_bridge.schemas.outgoing import TaxLedgerItem
from payment_bridge.use_cases.read_ledger import reread_ledger
from row_sets import Record
from service_runtime import ALL_OF_IT, Caller, Read, Tx, allow, service_router


def tax_ledger(asked: Callable[[], None]) -> APIRouter:
    """`asked` is called after the commit of each wish for a rereading."""
    router = service_router("/payment-bridge/v1/tax-ledger", tags=["税务部门"])

    @router.get("", operation_id="readTaxLedgerState", dependencies=[allow("operator", "auditor"), ALL_OF_IT])
    async def read_state(read: Read) -> TaxLedgerItem:
        """查询税务台账读取情况

        新的部分随到随读；最近两日的部分每小时重读一次。
        """
        return _item(await ledger_state(read.driver))

    @router.post("/rereads", status_code=202, operation_id="rereadTaxLedger", dependencies=[allow("operator"), ALL_OF_IT])
    async def reread(tx: Tx, caller: Caller) -> TaxLedgerItem:
        """从头重新读取税务台账

        税务部门补记或更正台账后使用，在后台逐页进行；已入账的不会重复入账，遗漏的补记入账，台账仍没有的列为待核事项。
        """
        tx.after_commit(asked)
        return _item(await reread_ledger(tx, caller.subject))

    return router


def _item(state: Record) -> TaxLedgerItem:
    return TaxLedgerItem(
        after=state["after"],
        read_at=state["read_at"],
        is_rereading=state["reread_after"] is not None,
        reread_after=state["reread_after"] or None,
        reread_at=state["reread_at"],
    )
