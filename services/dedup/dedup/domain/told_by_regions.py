"""What other regions and the national platform tell us, and what we tell them, once it has been read."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from dedup.domain.spell import Spell
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.reasons import Reason
from enrolment_terms.regions import area_prefix
from enrolment_terms.scheme import Scheme
from enrolment_terms.sealed import IdentityToken

_OF_ITS_OWN, _OF_OTHERS = 1, 2
_REGION_OF_SOURCE = re.compile(r"(?:.*[^0-9])?([0-9]{6})")


def authority_of(source: str, area: str) -> int:
    """How far a source is believed of a place: 1 of its own (GX-450100 of 450102), 2 of any other; see `Spell.authority`."""
    region = _REGION_OF_SOURCE.fullmatch(source)
    return _OF_ITS_OWN if region and area.startswith(area_prefix(region[1])) else _OF_OTHERS


class WeakToken(NamedTuple):
    """A keyed digest of something that is not a document. `kind` says of what; a kind that is not known here matches nobody."""

    kind: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSpell:
    """One spell in one version: of a source's reference the higher version stands. `tokens`: documents of its person, one or more.

    `version` None: later is newer. `spell.spell_ref` is the source's reference, `spell.employer` its code in clear.
    """

    source: str
    version: int | None
    spell: Spell
    tokens: tuple[IdentityToken, ...]
    weak_tokens: tuple[WeakToken, ...] = ()


@dataclass(frozen=True, slots=True)
class GoneSpell:
    """The source takes the spell back: it never was. Its version is higher than that of the spell; None: later is newer."""

    source: str
    spell_ref: str
    version: int | None


@dataclass(frozen=True, slots=True)
class RefusedSpell:
    """A row that cannot be read. `place` counts from 0; `spell_ref` is None where that is what cannot be read."""

    place: int
    spell_ref: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SpellsTold:
    """A batch as of one moment. A row that cannot be read keeps no other from being taken. `places` are those of `spells`."""

    source: str
    as_of: datetime
    spells: tuple[ToldSpell, ...]
    gone: tuple[GoneSpell, ...]
    refused: tuple[RefusedSpell, ...]
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FreshnessTold:
    """Whatever was recorded in these areas up to this moment has been told."""

    source: str
    areas: tuple[str, ...]
    complete_until: datetime


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """What has become of a notice of ours: SENT (received, not answered), ACKNOWLEDGED or REFUSED. `version`: which one that is said of."""

    notice_id: UUID
    version: int
    state: NoticeState
    reason: str | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAsked:
    """Another region asks for something about a relation of ours. The higher version of a source's reference stands.

    `area` is where the relation is, `asked_by_area` who asks; `benefit_year` is None for the employee scheme.
    `effective_on`: as in `OutgoingNotice`.
    """

    source: str
    notice_ref: str
    version: int
    withdrawn: bool
    kind: NoticeKind
    tokens: tuple[IdentityToken, ...]
    area: str
    scheme: Scheme
    benefit_year: int | None
    effective_on: date
    asked_by_area: str
    due_on: date
    reason: str | None


RegionMessage = SpellsTold | FreshnessTold | NoticeAnswer | NoticeAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingNotice:
    """A notice of ours as it stands: `area` is where the relation since `starts_on` is, `from_area` who asks (R-085, R-087, R-088, R-128).

    `effective_on`: first day without cover of what is suspended or ended, first day with cover of what is resumed.
    `due_on`: until when an answer is waited for (R-132). `rule`: id of the rule that it follows from.
    """

    notice_id: UUID
    version: int
    withdrawn: bool
    kind: NoticeKind
    tokens: tuple[IdentityToken, ...]
    area: str
    scheme: Scheme
    benefit_year: int | None
    starts_on: date
    from_area: str
    effective_on: date
    due_on: date
    rule: str
    consent_signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswer:
    """Our answer to what another region asked for (`NoticeAsked`): ACKNOWLEDGED or REFUSED.

    `notice_id`: what we call the request; `version`: which one of it.
    """

    notice_id: UUID
    source: str
    notice_ref: str
    version: int
    state: NoticeState
    answered_on: date
    reason: str | None = None
