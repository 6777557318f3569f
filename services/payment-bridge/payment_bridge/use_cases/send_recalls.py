"""Recalls: bills that the tax office must not collect any more, up to 2,000 of one reason in a message."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.gateways.levy_answers import RecallAnswer, answer_to_recall
from payment_bridge.repository.recalls import put_into_message, recalls_sent, waiting_recalls
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from payment_bridge.use_cases.send_messages import MessageKind, Told, keep_message
from service_runtime import Runtime, Transaction

_MOST = 2000


class _Recall(msgspec.Struct, frozen=True):
    bill_ids: list[UUID]
    reason: str


_recall = msgspec.json.Decoder(_Recall)


async def _make(runtime: Runtime) -> bool:
    async with runtime.database.transaction() as tx:
        waiting = await waiting_recalls(tx.driver, _MOST)
        if waiting is None:
            return False
        reason, bill_ids = waiting
        await _keep(tx, bill_ids, reason)
    return True


async def _keep(tx: Transaction, bill_ids: Sequence[UUID], reason: str) -> None:
    message_id = new_id()
    await keep_message(tx, RECALLS, message_id, msgspec.json.encode(_Recall(list(bill_ids), reason)), size=len(bill_ids))
    await put_into_message(tx.driver, message_id, bill_ids)


def _read(answer: bytes, message_id: UUID, body: bytes) -> RecallAnswer:
    return answer_to_recall(answer, _recall.decode(body).bill_ids)


async def _take(tx: Transaction, message: Told, answer: RecallAnswer) -> None:
    await recalls_sent(tx.driver, _recall.decode(message.body).bill_ids)


async def _refuse(tx: Transaction, message: Told, code: str) -> None:
    """In halves, until one that the office refuses stands alone: it becomes a case, the others are recalled."""
    recall = _recall.decode(message.body)
    middle = len(recall.bill_ids) // 2
    if middle:
        await _keep(tx, recall.bill_ids[:middle], recall.reason)
        await _keep(tx, recall.bill_ids[middle:], recall.reason)
        return
    await recalls_sent(tx.driver, recall.bill_ids)
    kind = CaseKind.RECALL_REFUSED
    await open_tax_cases(tx, [TaxCase(case_id_of(kind, bill_id), kind, bill_id=bill_id, code=code) for bill_id in recall.bill_ids])


RECALLS = MessageKind(
    endpoint=TaxEndpoint.RECALLS, path="/tax-office/v1/recalls", prefix="recall", read=_read, take=_take, refuse=_refuse, make=_make
)
"""Bills taken back (R-065)."""
