"""Our notices to other regions with what is answered of them, and our answers to theirs (docs/contracts/other-regions.yaml)."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from dedup.domain.told_by_regions import NoticeAnswer, OutgoingNotice, RequestAnswer
from dedup.gateways.message_words import Day, Sentence, Version, told_line
from dedup.gateways.strict_reading import read_object
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import Scheme
from enrolment_terms.sealed import IdentityToken

STATES = {"RECEIVED": NoticeState.SENT, "ACKNOWLEDGED": NoticeState.ACKNOWLEDGED, "REFUSED": NoticeState.REFUSED}
"""The contract's words for what a notice of ours then is."""


class NoticeTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice as it goes out; it names the person by tokens and nothing else."""

    notice_id: UUID
    version: int
    withdrawn: bool
    kind: NoticeKind
    tokens: tuple[IdentityToken, ...]
    area: str
    scheme: Scheme
    benefit_year: int | None = None
    starts_on: date
    from_area: str
    effective_on: date
    due_on: date
    reason_rule: str
    consent_signed_on: date | None = None


class NoticeStands(Struct, frozen=True, kw_only=True):
    """What the other side says of a notice: a field that we do not know refuses nothing."""

    notice_id: UUID
    version: Version
    state: Literal["RECEIVED", "ACKNOWLEDGED", "REFUSED"]
    reason: Sentence | None = None
    answered_on: Day | None = None


class RequestAnswered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Our answer to a request as it goes out."""

    source: str
    notice_ref: str
    version: int
    state: NoticeState
    answered_on: date
    reason: str | None = None


class Receipt(Struct, frozen=True):
    """That an answer of ours is stored."""

    received: bool


class OtherNotice(Exception):
    """An answer about another notice, or about an older version of it."""


def write_notice(notice: OutgoingNotice) -> bytes:
    """The notice as it goes out: the same bytes for the same notice."""
    same = {name: getattr(notice, name) for name in OutgoingNotice.__slots__ if name != "rule"}
    return msgspec.json.encode(NoticeTold(**same, reason_rule=notice.rule))


def read_notice_answer(body: bytes, notice_id: UUID, version: int) -> NoticeAnswer:
    """What is answered of this notice, in this version or a higher one. Raises NotInContract, OtherNotice."""
    told = read_object(NoticeStands, body)
    if told.notice_id != notice_id or told.version < version:
        raise OtherNotice()
    return NoticeAnswer(told.notice_id, told.version, STATES[told.state], told_line(told.reason), told.answered_on)


def write_request_answer(answer: RequestAnswer) -> bytes:
    """Our answer as it goes out: the same bytes for the same answer."""
    return msgspec.json.encode(RequestAnswered(**{name: getattr(answer, name) for name in RequestAnswered.__struct_fields__}))


def read_receipt(body: bytes) -> None:
    """Returns if the other side says that it has stored our answer. Raises NotInContract, OtherNotice."""
    if not read_object(Receipt, body).received:
        raise OtherNotice()
