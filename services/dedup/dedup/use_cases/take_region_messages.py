"""Messages of other regions: each is taken once, in one transaction with all that follows from it."""

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum, auto

from prometheus_client import Counter

from dedup.domain.told_by_regions import FreshnessTold, NoticeAnswer, NoticeAsked, RefusedSpell, RegionMessage, SpellsTold
from dedup.errors import MessageNotInContract, OtherBody
from dedup.repository.region_messages import digest_of, forget_messages, keep_message, message_of
from dedup.use_cases.follow_feeds import hear
from dedup.use_cases.receive_notices import receive_notice
from dedup.use_cases.report_spells import report_spells
from dedup.use_cases.settle_notices import hear_answer
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import area_prefix
from service_runtime import Portion, Run, TimedJob, Transaction, every_day, the_installation

KINDS: dict[type[RegionMessage], str] = {
    SpellsTold: "spells",
    FreshnessTold: "freshness",
    NoticeAnswer: "notice.answered",
    NoticeAsked: "notice",
}
"""The contract's names."""
_WHO = "other-regions"
_KEPT_DAYS, _FORGOTTEN_AT_ONCE = 180, 2_000


class Arrival(Enum):
    """What became of a message: taken or refused; or it had been taken before."""

    TAKEN = auto()
    REPEATED = auto()
    NOT_SIGNED = auto()
    NOT_JSON = auto()
    NOT_IN_CONTRACT = auto()
    OTHER_BODY = auto()


MESSAGES = Counter("canbao_region_messages", "Messages of other regions, by what became of them", ["outcome"], registry=None)
for _arrival in Arrival:
    MESSAGES.labels(_arrival.name.lower())


async def take_message(tx: Transaction, webhook_id: str, body: bytes, told: RegionMessage, ours: str) -> list[RefusedSpell] | None:
    """Take it with all that it tells; the rows that were not taken, each with all its reasons. None: it was taken before.

    `ours`: the area that the installation serves. Raises OtherBody, MessageNotInContract.
    """
    message = message_of(tx.safe, webhook_id, body, KINDS[type(told)], tx.now)
    if not await keep_message(tx.driver, message):
        if await digest_of(tx.driver, message.message_key) != message.digest:
            raise OtherBody()
        return None
    refused = await _take(tx, told, ours)
    rows = len(told.spells) + len(told.gone) + len(told.refused) if isinstance(told, SpellsTold) else 1
    detail = {"kind": message.kind, "rows": rows, "refused": len(refused)}
    tx.audit("region_message.taken", subject=str(message.message_key), actor=_WHO, detail=detail)
    return refused


async def _forget(tx: Transaction, _: Run) -> Portion:
    gone = await forget_messages(tx.driver, tx.now - timedelta(days=_KEPT_DAYS), _FORGOTTEN_AT_ONCE)
    return Portion(gone, more=gone == _FORGOTTEN_AT_ONCE)


async def _take(tx: Transaction, told: RegionMessage, ours: str) -> list[RefusedSpell]:
    match told:
        case SpellsTold():
            return await _take_spells(tx, told)
        case FreshnessTold():
            await hear(tx, told.source, told.areas, told.complete_until)
        case NoticeAnswer():
            if not await hear_answer(tx, told):
                return [RefusedSpell(0, None, _one("notice_id", "没有此编号的通知"))]
        case NoticeAsked():
            if not told.area.startswith(area_prefix(ours)):
                raise MessageNotInContract(reasons=_one("area", "不属于本系统管辖的区划"))
            await receive_notice(tx, told)
    return []


async def _take_spells(tx: Transaction, told: SpellsTold) -> list[RefusedSpell]:
    receipt = await report_spells(tx, told.spells, told.gone)
    senseless = [
        RefusedSpell(told.places[one.place], one.spell_ref, _placed(told.places[one.place], one.reasons)) for one in receipt.refused
    ]
    return sorted([*told.refused, *senseless], key=lambda one: one.place)


def _placed(place: int, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(reason(one.code, field=f"data.spells[{place}].{one.field}", msg=one.msg) for one in reasons)


def _one(field: str, msg: str) -> tuple[Reason, ...]:
    return (reason(ReasonCode.OTHER, field=f"data.{field}", msg=msg),)


FORGETTING = TimedJob("forget_region_messages", "清理外地报文的接收记录", the_installation, every_day, _forget, catches_up=True)
"""Each day, what is so old that nobody repeats it: a repetition would change nothing, for its versions are known."""
