"""An office decides what another region has asked for: it does it, or says why it does not (R-128, R-132)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dedup.domain.received_notices import (
    BECAUSE_OF_ANOTHER_REGION,
    Candidate,
    ReceivedNotice,
    acknowledged,
    matter_to_resume,
    meant,
    proposed,
    refused,
    request_of,
)
from dedup.domain.suspend_requests import OwnParticipation
from dedup.errors import EmployeeSchemeElsewhere, NothingToResume, NoticeDecided, NoticeNotKnown, ParticipationNotMeant
from dedup.repository.identities import numbers_of
from dedup.repository.locks import lock_keys, lock_people
from dedup.repository.participation_spells import own_participations, states_of
from dedup.repository.received_notices import ACTOR, REASON, keep_received, received_notice_in, seal_word
from dedup.repository.suspend_requests import requests_of
from dedup.use_cases.ask_suspensions import tell_differences
from dedup.use_cases.look_at_people import look_at
from dedup.use_cases.receive_notices import tell_received
from enrolment_events.duplicates import NoticeState, SuspendAction
from enrolment_terms.scheme import Scheme
from service_runtime import ReadConnection, Transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """What an office says of one version of a request. `reason` None: it does what is asked, with this participation or the only one."""

    version: int
    participation_id: UUID | None
    reason: str | None
    actor: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A request and the participations that it can mean, inside the caller's areas."""

    notice: ReceivedNotice
    participations: tuple[Candidate, ...]


async def read_received(read: ReadConnection, notice_id: UUID, areas: Sequence[str]) -> Meaning:
    """One request. Raises NoticeNotKnown."""
    notice = await received_notice_in(read.driver, notice_id, areas)
    if notice is None:
        raise NoticeNotKnown()
    numbers = await numbers_of(read.driver, set(notice.nodes))
    return Meaning(notice, await _meant(read, notice, set(numbers.values()), areas))


async def decide_received(tx: Transaction, notice_id: UUID, said: Decision, areas: Sequence[str]) -> Meaning:
    """Once for each version. Raises NoticeNotKnown, NoticeDecided, EmployeeSchemeElsewhere, ParticipationNotMeant, NothingToResume.

    Whom the request is about is known by his documents, whatever number and person they belong to now (V-31).
    """
    await lock_keys(tx.driver, [notice_id])
    notice = await received_notice_in(tx.driver, notice_id, areas)
    if notice is None:
        raise NoticeNotKnown()
    if notice.state is not NoticeState.OPEN or notice.version != said.version:
        raise NoticeDecided()
    numbers = set((await lock_people(tx.driver, set(notice.nodes))).values())
    found = await _meant(tx, notice, numbers, areas)
    actor, real_now = seal_word(tx.safe, ACTOR, said.actor, notice_id), datetime.now(UTC)
    if said.reason is not None:
        decided = refused(notice, seal_word(tx.safe, REASON, said.reason, notice_id), actor, tx.now, real_now)
    else:
        own = _chosen(notice, found, said.participation_id)
        decided = acknowledged(notice, own, actor, tx.now, real_now)
        await _ask(tx, decided, own)
    await keep_received(tx.driver, decided, is_new=False)
    tell_received(tx, decided)
    await look_at(tx, numbers)
    return Meaning(decided, found)


async def _ask(tx: Transaction, decided: ReceivedNotice, own: OwnParticipation) -> None:
    asked = await requests_of(tx.driver, [own.participation_id], BECAUSE_OF_ANOTHER_REGION)
    matter = matter_to_resume(decided, asked) if decided.action is SuspendAction.RESUME else decided.notice_id
    if matter is None:
        raise NothingToResume()
    wanted = request_of(decided, own, matter, tx.now)
    assert wanted is not None
    await tell_differences(tx, [wanted], [one for one in asked if one.request_id == wanted.request_id], {})


async def _meant(read: ReadConnection, notice: ReceivedNotice, numbers: set[int], areas: Sequence[str]) -> tuple[Candidate, ...]:
    own = [one for _, one in await own_participations(read.driver, numbers)]
    states = await states_of(read.driver, [one.participation_id for one in own])
    found = meant(notice, (Candidate(one, states[one.participation_id]) for one in own))
    return tuple(one for one in found if any(one.own.area.startswith(pattern.removesuffix("%")) for pattern in areas))


def _chosen(notice: ReceivedNotice, found: Sequence[Candidate], participation_id: UUID | None) -> OwnParticipation:
    if notice.scheme is not Scheme.RESIDENT:
        raise EmployeeSchemeElsewhere()
    named = [one for one in found if participation_id in (None, one.own.participation_id)]
    one = proposed(named)
    if one is None:
        raise ParticipationNotMeant()
    return one.own
