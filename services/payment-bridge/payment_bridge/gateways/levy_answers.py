"""What the tax office answers to levies and recalls, and whether the answer fits what was sent."""

import re
from collections.abc import Collection
from uuid import UUID

import msgspec
from msgspec import Struct

from payment_bridge.gateways.tax_answers import OtherAnswer
from payment_bridge.gateways.tax_messages import UnreadableMessage

_CODE = re.compile(r"[A-Z][A-Z_]{0,59}")


class Refused(Struct, frozen=True):
    """A bill that the tax office did not take."""

    bill_id: UUID
    code: str
    msg: str


class LevyAnswer(Struct, frozen=True):
    """Answer to a levy batch."""

    batch_id: UUID
    accepted: int
    refused: list[Refused]

    @property
    def codes(self) -> dict[UUID, str]:
        """Why each refused bill was refused; what is no code is not quoted."""
        return {refusal.bill_id: refusal.code if _CODE.fullmatch(refusal.code) else "OTHER" for refusal in self.refused}


class RecallAnswer(Struct, frozen=True):
    """Answer to a recall."""

    recalled: int
    already_paid: list[UUID]


_answers, _recalls = msgspec.json.Decoder(LevyAnswer), msgspec.json.Decoder(RecallAnswer)


def read_levy_answer(body: bytes) -> LevyAnswer:
    """The answer to a levy batch. Raises UnreadableMessage."""
    try:
        return _answers.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableMessage(error) from None


def answer_to_batch(body: bytes, batch_id: UUID, bill_ids: Collection[UUID]) -> LevyAnswer:
    """The answer if it is to this batch: its id, and accepted + refused = sent. Raises UnreadableMessage, OtherAnswer."""
    answer = read_levy_answer(body)
    if answer.batch_id != batch_id:
        raise OtherAnswer("it names another batch")
    if not answer.codes.keys() <= set(bill_ids):
        raise OtherAnswer("it refuses bills that were not sent")
    if answer.accepted + len(answer.refused) != len(bill_ids) or len(answer.codes) != len(answer.refused):
        raise OtherAnswer(f"{answer.accepted} accepted and {len(answer.refused)} refused of {len(bill_ids)} sent")
    return answer


def answer_to_recall(body: bytes, bill_ids: Collection[UUID]) -> RecallAnswer:
    """The answer if it is to this recall. Raises UnreadableMessage, OtherAnswer."""
    try:
        answer = _recalls.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableMessage(error) from None
    if answer.recalled + len(answer.already_paid) != len(bill_ids) or not set(answer.already_paid) <= set(bill_ids):
        raise OtherAnswer(f"{answer.recalled} recalled and {len(answer.already_paid)} paid of {len(bill_ids)} sent")
    return answer
