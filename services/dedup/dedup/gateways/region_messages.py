"""What other regions tell us, by docs/contracts/other-regions.yaml. Spells are read one by one: a bad one holds up no other."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from dedup.domain.spell import Spell
from dedup.domain.told_by_regions import (
    FreshnessTold,
    GoneSpell,
    NoticeAnswer,
    NoticeAsked,
    RefusedSpell,
    RegionMessage,
    SpellsTold,
    ToldSpell,
    WeakToken,
)
from dedup.gateways import message_words as words
from dedup.gateways.notice_messages import STATES
from dedup.gateways.strict_reading import NotInContract, fault, read_object
from enrolment_terms.sealed import IdentityToken


class WeakEntry(words.Strict, frozen=True, kw_only=True):
    """One weak token."""

    kind: words.WeakKind
    token: words.Token


class SpellRow(words.Strict, frozen=True, kw_only=True):
    """A spell as it is told."""

    spell_ref: words.Reference
    version: words.Version
    deleted: words.YesNo = False
    token: words.Token
    more_tokens: words.MoreTokens = ()
    weak: Annotated[tuple[WeakEntry, ...], Meta(max_length=20, description="至多20个{kind, token}的列表")] = ()
    scheme: words.InScheme
    identity: words.AsEmployee | None = None
    area: words.Area
    benefit_year: words.Year | None = None
    starts_on: words.Day
    ends_on: words.Day | None = None
    paid: words.YesNo
    first_paid_on: words.Day | None = None
    state: words.SpellState
    employer: words.Employer | None = None
    left_on: words.Day | None = None
    months_paid: words.Months | None = None
    benefits_from: words.Day | None = None
    student: words.YesNo = False
    subsidised: words.YesNo = False
    government_until: words.Day | None = None


class GoneRow(Struct, frozen=True, kw_only=True):
    """A spell that is taken back; what else its row tells is not read."""

    spell_ref: words.Reference
    version: words.Version


class Batch(words.Strict, frozen=True, kw_only=True):
    """Spells of one source as of one moment."""

    source: words.Source
    as_of: words.Moment
    spells: Annotated[list[Raw], Meta(min_length=1, max_length=words.MOST_SPELLS, description=f"1至{words.MOST_SPELLS}条的列表")]


class Freshness(words.Strict, frozen=True, kw_only=True):
    """Up to when a source has told everything."""

    source: words.Source
    areas: words.Areas
    complete_until: words.Moment


class Answered(words.Strict, frozen=True, kw_only=True):
    """What became of a notice of ours, called back."""

    notice_id: Annotated[UUID, Meta(description="通知编号（UUID）")]
    version: words.Version
    state: Annotated[Literal["ACKNOWLEDGED", "REFUSED"], Meta(description="ACKNOWLEDGED或REFUSED")]
    reason: words.Sentence | None = None
    answered_on: words.Day | None = None


class Asked(words.Strict, frozen=True, kw_only=True):
    """A request about a relation of ours."""

    source: words.Source
    notice_ref: words.Reference
    version: words.Version
    withdrawn: words.YesNo = False
    kind: words.Request
    tokens: words.Tokens
    area: words.Area
    scheme: words.InScheme
    benefit_year: words.Year | None = None
    effective_on: words.Day
    asked_by_area: words.Area
    due_on: words.Day
    reason: words.Sentence | None = None


class Envelope(words.Strict, frozen=True, kw_only=True):
    """What every message is."""

    type: Annotated[
        Literal["spells", "freshness", "notice.answered", "notice"], Meta(description="spells、freshness、notice.answered、notice之一")
    ]
    data: Annotated[Raw, Meta(description="JSON对象")]


class _Named(Struct, frozen=True):
    """What a row tells of itself, whether it can be read or not."""

    deleted: Any = None
    spell_ref: Any = None


Data = TypeVar("Data", bound=words.Strict)
_SPELL = [name for name in SpellRow.__struct_fields__ if name in Spell.__slots__]
_named = msgspec.json.Decoder(_Named)
_YEARS = range(1900, 2101)


def read_message(body: bytes) -> RegionMessage:
    """What a signed message tells. Raises NotInContract: all reasons at once; of spells, only if the batch as such cannot be read."""
    envelope = read_object(Envelope, body)
    return _READERS[envelope.type](envelope.data)


def _spells(data: Raw) -> SpellsTold:
    batch = _sensible(Batch, data, "data.")
    spells: list[ToldSpell] = []
    gone: list[GoneSpell] = []
    refused: list[RefusedSpell] = []
    places: list[int] = []
    for place, row in enumerate(batch.spells):
        at, named = f"data.spells[{place}].", _named_of(row)
        try:
            if named.deleted is True:
                one = read_object(GoneRow, row, at)
                gone.append(GoneSpell(batch.source, one.spell_ref, one.version))
            else:
                spells.append(_spell(_sensible(SpellRow, row, at), batch.source))
                places.append(place)
        except NotInContract as error:
            refused.append(RefusedSpell(place, _reference(named.spell_ref), error.reasons))
    return SpellsTold(batch.source, batch.as_of, tuple(spells), tuple(gone), tuple(refused), tuple(places))


def _named_of(row: Raw) -> _Named:
    try:
        return _named.decode(row)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Named()


def _reference(told: Any) -> str | None:  # noqa: ANN401 -- any JSON
    try:
        return msgspec.convert(told, words.Reference)
    except msgspec.MsgspecError:
        return None


def _spell(row: SpellRow, source: str) -> ToldSpell:
    return ToldSpell(
        source=source,
        version=row.version,
        spell=Spell(**{name: getattr(row, name) for name in _SPELL}),
        tokens=tuple(IdentityToken(token) for token in dict.fromkeys((row.token, *row.more_tokens))),
        weak_tokens=tuple(WeakToken(one.kind, one.token) for one in row.weak),
    )


def _freshness(data: Raw) -> FreshnessTold:
    told = _sensible(Freshness, data, "data.")
    return FreshnessTold(told.source, told.areas, told.complete_until)


def _answered(data: Raw) -> NoticeAnswer:
    told = _sensible(Answered, data, "data.")
    return NoticeAnswer(told.notice_id, told.version, STATES[told.state], words.told_line(told.reason), told.answered_on)


def _asked(data: Raw) -> NoticeAsked:
    told = _sensible(Asked, data, "data.")
    same = {name: getattr(told, name) for name in NoticeAsked.__slots__}
    return NoticeAsked(**{**same, "reason": words.told_line(told.reason)})


def _sensible(kind: type[Data], text: Raw, at: str) -> Data:
    """As `read_object`, and every day within 1900 to 2100: beyond it is a slip of the hand, or a way to write "without end"."""
    told = read_object(kind, text, at)
    days = ((name, getattr(told, name)) for name in told.__struct_fields__)
    far = [name for name, day in days if isinstance(day, date | datetime) and day.year not in _YEARS]
    if far:
        raise NotInContract(tuple(fault(at + name, "须在1900年至2100年之间；长期有效的不填") for name in far))
    return told


_READERS: dict[str, Callable[[Raw], RegionMessage]] = {
    "spells": _spells,
    "freshness": _freshness,
    "notice.answered": _answered,
    "notice": _asked,
}
