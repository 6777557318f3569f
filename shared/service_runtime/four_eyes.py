"""Acts that need two persons: the first one's request waits, and a second person's request for the same act carries it out.

What the act is, is a keyed digest of what the endpoint names (kind and content): nothing of it is stored. Once confirmed, either of the two
may do the same again on that business day, for what is repeated until nothing remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from pydantic import Field
from starlette.responses import Response

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.labels import labelled
from enrolment_terms.regions import area_prefix
from row_sets import Statement, names_of, reader, row, value
from service_runtime.identity import Principal
from service_runtime.refusals import Refusal, refusals
from service_runtime.rest import Answer, Id, Moment
from service_runtime.runtime_tables import confirmations
from service_runtime.transaction import Transaction


class ActKind(StrEnum):
    """What needs two persons."""

    IMPORT = "IMPORT"
    MERGE_PERSONS = "MERGE_PERSONS"
    SUBSIDY_LIST = "SUBSIDY_LIST"
    LEVY_CHECK = "LEVY_CHECK"
    PERIOD_END = "PERIOD_END"
    REPLAY_DEAD_LETTERS = "REPLAY_DEAD_LETTERS"
    DISCARD_DEAD_LETTERS = "DISCARD_DEAD_LETTERS"
    REPLAY_CALLBACK = "REPLAY_CALLBACK"
    DISCARD_CALLBACKS = "DISCARD_CALLBACKS"
    REPUBLISH = "REPUBLISH"
    REFUND_PAYOUT = "REFUND_PAYOUT"
    ENABLE_TAX_ENDPOINT = "ENABLE_TAX_ENDPOINT"
    SETTLE_CLAIM = "SETTLE_CLAIM"


class ConfirmationState(StrEnum):
    """How far an act is."""

    WAITING_FOR_SECOND = "WAITING_FOR_SECOND"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


labelled(
    ActKind,
    "须双人办理的事项",
    {
        ActKind.IMPORT: "导入上年度参保人员",
        ActKind.MERGE_PERSONS: "合并人员档案",
        ActKind.SUBSIDY_LIST: "报送困难居民名单",
        ActKind.LEVY_CHECK: "统一核定",
        ActKind.PERIOD_END: "集中参保期结束处理",
        ActKind.REPLAY_DEAD_LETTERS: "重新处理死信",
        ActKind.DISCARD_DEAD_LETTERS: "作废死信",
        ActKind.REPLAY_CALLBACK: "重新处理税务回执",
        ActKind.DISCARD_CALLBACKS: "作废税务回执",
        ActKind.REPUBLISH: "重新发布对象现状",
        ActKind.REFUND_PAYOUT: "重新拨付或撤销已批准的退费",
        ActKind.ENABLE_TAX_ENDPOINT: "恢复税务接口",
        ActKind.SETTLE_CLAIM: "处理待收回款项",
    },
)
labelled(
    ConfirmationState,
    "双人办理状态",
    {
        ConfirmationState.WAITING_FOR_SECOND: "待第二人确认",
        ConfirmationState.CONFIRMED: "已确认",
        ConfirmationState.CANCELLED: "已撤销",
        ConfirmationState.EXPIRED: "已过期",
    },
)


class WaitingAnswer(Answer):
    """已登记，待另一名工作人员提交相同内容后办理。"""

    state: ConfirmationState
    confirmation_id: Annotated[Id, Field(title="双人办理编号", examples=["17"])]
    asked_by: str
    expires_at: Moment
    who_may: Annotated[str, Field(title="谁可以确认", examples=["另一名角色和区域相同的工作人员"])] = "另一名角色和区域相同的工作人员"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One act of two persons, as it is stored."""

    id: int
    kind: ActKind
    state: ConfirmationState
    summary: str
    asked_by: str
    areas: tuple[str, ...]
    asked_at: datetime
    expires_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None

    def is_of(self, subject: str, today: date) -> bool:
        """True if it was confirmed today and the caller is one of the two."""
        confirmed = self.confirmed_at is not None and self.confirmed_at.astimezone(SHANGHAI).date() == today
        return confirmed and subject in (self.asked_by, self.confirmed_by)


@dataclass(frozen=True, slots=True)
class TwoPersons:
    """Who does it. What lies in an area is done only if it lies in the areas of both."""

    areas: tuple[tuple[str, ...], ...]

    def cover(self, area: str) -> bool:
        """True if both may."""
        return all(bool(mine) and area_prefix(area).startswith(mine) for mine in self.areas)


class WaitingForSecond(Exception):
    """Ends a request that waits for a second person; what it has noted is committed."""

    def __init__(self, found: Confirmation) -> None:
        told = WaitingAnswer(state=found.state, confirmation_id=str(found.id), asked_by=found.asked_by, expires_at=found.expires_at)
        self.response = Response(told.model_dump_json(), 202, media_type="application/json")
        super().__init__("waits for a second person")


_encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode
_t = confirmations.c
shown_columns = tuple(sa.cast(_t.summary, sa.Text).label("summary") if name == "summary" else _t[name] for name in names_of(Confirmation))
_this = _t.id == value("id", _t.id)
_ONE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(:act)")
_OF_ACT = Statement(
    sa.select(*shown_columns)
    .where(_t.act == value("act", _t.act), _t.state.in_([ConfirmationState.WAITING_FOR_SECOND.value, ConfirmationState.CONFIRMED.value]))
    .order_by(_t.id.desc())
)
_asked = row(confirmations, "act", "kind", "state", "summary", "asked_by", "areas", "asked_at", "expires_at")
_ASK = Statement(sa.insert(confirmations).values(_asked).returning(*shown_columns))
_EXPIRE = Statement(sa.update(confirmations).values(state=ConfirmationState.EXPIRED.value).where(_this))
_confirmed = row(confirmations, "confirmed_by", "confirmed_at", state=ConfirmationState.CONFIRMED.value)
_CONFIRM = Statement(sa.update(confirmations).values(_confirmed).where(_this))
read_confirmation = reader(Confirmation)


def by_two(*refused: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """What a route of such an act may answer beside its own: `responses=by_two(NotThisArea)`."""
    return {202: {"model": WaitingAnswer}, **refusals(*refused)}


async def need_second(tx: Transaction, caller: Principal, kind: ActKind, content: object, summary: Mapping[str, Any]) -> TwoPersons:
    """Returns if this is the second person (or one of the two, again today); who it is stands in the audit. Raises WaitingForSecond.

    Called when the caller has been found to be entitled, before the act. `content` is what both must name alike; `summary` is listed.
    """
    if tx.second_within is None:
        return TwoPersons((caller.areas,))
    act = tx.safe.digest_bytes(_encode([kind.value, content]), "act")
    await _ONE_AT_A_TIME.row(tx.driver, act=int.from_bytes(act[:8], signed=True))
    found = [read_confirmation(record) for record in await _OF_ACT.rows(tx.driver, act=act)]
    today = tx.now.astimezone(SHANGHAI).date()
    if before := next((one for one in found if one.is_of(caller.subject, today)), None):
        return _both(before, caller)
    waiting = await _still_waiting(tx, found)
    if waiting is None:
        raise WaitingForSecond(await _ask(tx, caller, act, kind, summary))
    if waiting.asked_by == caller.subject:
        raise WaitingForSecond(waiting)
    await _CONFIRM.run(tx.driver, id=waiting.id, confirmed_by=caller.subject, confirmed_at=tx.now)
    detail = {"kind": kind.value, "asked_by": waiting.asked_by, "confirmed_by": caller.subject}
    tx.audit("act.confirmed", subject=f"confirmation/{waiting.id}", actor=caller.subject, detail=detail)
    return _both(waiting, caller)


def _both(asked: Confirmation, caller: Principal) -> TwoPersons:
    return TwoPersons((tuple(asked.areas), caller.areas))


async def _still_waiting(tx: Transaction, found: list[Confirmation]) -> Confirmation | None:
    for one in found:
        if one.state is ConfirmationState.WAITING_FOR_SECOND:
            if one.expires_at > tx.now:
                return one
            await _EXPIRE.run(tx.driver, id=one.id)
    return None


async def _ask(tx: Transaction, caller: Principal, act: bytes, kind: ActKind, summary: Mapping[str, Any]) -> Confirmation:
    assert tx.second_within is not None
    asked = await _ASK.row(
        tx.driver,
        act=act,
        kind=kind.value,
        state=ConfirmationState.WAITING_FOR_SECOND.value,
        summary=_encode(summary).decode(),
        asked_by=caller.subject,
        areas=list(caller.areas),
        asked_at=tx.now,
        expires_at=tx.now + tx.second_within,
    )
    assert asked is not None
    found = read_confirmation(asked)
    tx.audit("act.asked", subject=f"confirmation/{found.id}", actor=caller.subject, detail={"kind": kind.value})
    return found
