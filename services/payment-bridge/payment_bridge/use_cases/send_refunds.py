"""What the tax office is told of refunds: requests for its review (R-072), and orders to pay back (R-073, R-076)."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import named_id
from enrolment_terms.money import yuan
from payment_bridge.domain.refunds import Refund
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.domain.tax_rows import Contradiction
from payment_bridge.gateways.refund_messages import (
    Payee,
    PayoutAnswer,
    RefundPayout,
    RefundRequest,
    RequestAnswer,
    answer_to_payout,
    answer_to_request,
    read_order,
    read_request,
)
from payment_bridge.gateways.tax_answers import OtherAnswer
from payment_bridge.gateways.tax_messages import UnreadableMessage
from payment_bridge.repository.refunds import lock_refund, money_of_refunds
from payment_bridge.use_cases.kept_texts import PAYEE, text_of
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from payment_bridge.use_cases.send_messages import MessageKind, Told, keep_message
from payment_bridge.use_cases.step_refund import fail_payout
from service_runtime import Transaction

Answer = TypeVar("Answer")
_REQUESTS = UUID("5bd1a9f3-8c3d-5f0e-9b5a-43616e62616f")


async def ask_for_review(tx: Transaction, refund: Refund) -> None:
    """Hand it to the tax office; once for each time that it is handed in."""
    request = RefundRequest(
        refund_id=refund.refund_id,
        submission=refund.version,
        bill_id=refund.bill_id,
        ground=refund.ground,
        amount=yuan(refund.amount),
        applied_on=refund.applied_on,
        serials=await _serials(tx, refund),
        papers=[paper.paper for paper in refund.papers],
    )
    message_id = named_id(_REQUESTS, f"{refund.refund_id}/{refund.version}")
    await keep_message(tx, REFUND_REQUESTS, message_id, msgspec.json.encode(request))


async def order_payout(tx: Transaction, refund: Refund) -> None:
    """The newest payout of a granted refund. Its id follows from refund and number: however often it is sent, it is one."""
    payee = None
    if refund.payee_sealed:
        payee = msgspec.json.decode(text_of(tx, refund.payee_sealed, PAYEE, refund.refund_id), type=Payee)
    order = RefundPayout(
        payout_id=refund.payout_id,
        refund_id=refund.refund_id,
        bill_id=refund.bill_id,
        amount=yuan(refund.amount),
        serials=await _serials(tx, refund),
        ordered_on=tx.now.date(),
        payee=payee,
    )
    await keep_message(tx, REFUND_PAYOUTS, refund.payout_id, msgspec.json.encode(order))


async def _serials(tx: Transaction, refund: Refund) -> list[str]:
    return sorted(one.tax_serial for one in await money_of_refunds(tx.driver, [refund.refund_id]))


def _reading(read: Callable[[bytes, bytes], Answer]) -> Callable[[bytes, UUID, bytes], Answer]:
    def answer(told: bytes, _: UUID, body: bytes) -> Answer:
        try:
            return read(told, body)
        except Contradiction as error:
            raise OtherAnswer(error.rule) from None
        except msgspec.MsgspecError as error:
            raise UnreadableMessage(error) from None

    return answer


async def _nothing_more(tx: Transaction, message: Told, answer: RequestAnswer | PayoutAnswer) -> None:
    """It is there; what is decided and done with it is told by callbacks."""


async def _request_refused(tx: Transaction, message: Told, code: str) -> None:
    """The tax office does not read the request: a person looks at it; the refund waits for its review."""
    kind, request = CaseKind.REFUND_NOT_READ, read_request(message.body)
    await open_tax_cases(tx, [TaxCase(case_id_of(kind, message.message_id), kind, bill_id=request.bill_id, code=code)])


async def _payout_refused(tx: Transaction, message: Told, code: str) -> None:
    """A definite no: nothing was paid. A person orders another payout, or calls the refund off."""
    order = read_order(message.body)
    refund = await lock_refund(tx.driver, order.refund_id, None)
    if refund is not None and refund.payout_id == order.payout_id:
        await fail_payout(tx, refund)
    kind = CaseKind.PAYOUT_FAILED
    await open_tax_cases(tx, [TaxCase(case_id_of(kind, order.payout_id, code), kind, bill_id=order.bill_id, code=code)])


REFUND_REQUESTS = MessageKind(
    endpoint=TaxEndpoint.REFUND_REQUESTS,
    path="/tax-office/v1/refund-requests",
    prefix="refund",
    read=_reading(answer_to_request),
    take=_nothing_more,
    refuse=_request_refused,
)
REFUND_PAYOUTS = MessageKind(
    endpoint=TaxEndpoint.REFUND_PAYOUTS,
    path="/tax-office/v1/refund-payouts",
    prefix="payout",
    read=_reading(answer_to_payout),
    take=_nothing_more,
    refuse=_payout_refused,
    ends_refused=True,
)
