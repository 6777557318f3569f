"""Facts about a few people in any order: what registration tells, what other regions tell, and what is left of it in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from dedup.domain.nodes import node_of
from enrolment_terms.benefit_year import first_day
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState
from tests.dedup.builders import (
    GUANGZHOU,
    HUNAN,
    KAIPING,
    decided,
    employed,
    gone,
    hours_later,
    identity_updated,
    merged,
    participation,
    reported,
    submitted,
    token,
)
from tests.dedup.conftest import DedupFacts

TAISHAN = "440781001"
PEOPLE, DOCUMENTS, PARTICIPATIONS = range(2), range(4), range(4)
PLACES = ((0, KAIPING, 2024), (0, TAISHAN, 2023), (1, KAIPING, 2024), (1, TAISHAN, 2024))
"""Of each participation, and of the application that it comes of: the person, the town and the year. All are one region, so that up to
three are of one year: of one person, or of two who turn out to be one (R-001)."""
SOURCES = ("HN-430100", "tests")
_OF_OURS = (ParticipationState.REGISTERED, ParticipationState.ACTIVE, ParticipationState.ACTIVE, ParticipationState.CANCELLED)
_OF_OTHERS = (ParticipationState.ACTIVE, ParticipationState.ACTIVE, ParticipationState.CANCELLED)


@dataclass(frozen=True)
class Submit:
    """The application that a participation comes of is handed in."""

    participation: int
    documents: frozenset[int]
    hour: int
    consent: bool


@dataclass(frozen=True)
class Decision:
    """The application is decided on."""

    participation: int


@dataclass(frozen=True)
class Version:
    """A version of a participation; one participation is always one person's, in one place and year."""

    participation: int
    version: int
    documents: frozenset[int]
    state: ParticipationState


@dataclass(frozen=True)
class Told:
    """A version of a spell of another region; several references may be of one relation. `state` None: taken back."""

    source: str
    reference: int
    version: int
    documents: tuple[int, ...]
    area: str
    year: int
    job: bool
    paid: bool
    state: ParticipationState | None


@dataclass(frozen=True)
class Documents:
    """All documents that a person has from an hour on."""

    person: int
    documents: frozenset[int]
    hour: int


@dataclass(frozen=True)
class Merge:
    """Registration finds that a person is the other one."""

    gone: int


Fact = Submit | Decision | Version | Told | Documents | Merge
documents = st.frozensets(st.sampled_from(DOCUMENTS), min_size=1, max_size=2)
years = st.sampled_from([2023, 2024])
submits = st.builds(
    Submit,
    participation=st.sampled_from(PARTICIPATIONS),
    documents=documents,
    hour=st.integers(0, 9),
    consent=st.booleans(),
)
versions = st.builds(
    Version,
    participation=st.sampled_from(PARTICIPATIONS),
    version=st.integers(1, 3),
    documents=documents,
    state=st.sampled_from(_OF_OURS),
)
tellings = st.builds(
    Told,
    source=st.sampled_from(SOURCES),
    reference=st.integers(0, 1),
    version=st.integers(1, 3),
    documents=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=2, unique=True).map(tuple),
    area=st.sampled_from([GUANGZHOU, GUANGZHOU, HUNAN, "440700"]),
    year=years,
    job=st.booleans(),
    paid=st.sampled_from([True, True, False]),
    state=st.sampled_from([*_OF_OTHERS, None]),
)
corrections = st.one_of(
    st.builds(Documents, person=st.sampled_from(PEOPLE), documents=documents, hour=st.integers(0, 9)),
    st.builds(Merge, gone=st.sampled_from(PEOPLE)),
)


def _once(fact: Any) -> object:
    return (fact.participation, fact.version) if isinstance(fact, Version) else (fact.source, fact.reference, fact.version)


@st.composite
def streams(draw: st.DrawFn) -> list[Fact]:
    """At least one version and one telling."""
    handed_in = draw(st.lists(submits, max_size=2, unique_by=lambda one: one.participation))
    decisions = [Decision(one.participation) for one in handed_in if draw(st.booleans())]
    own = draw(st.lists(versions, min_size=1, max_size=4, unique_by=_once))
    others = draw(st.lists(tellings, min_size=1, max_size=5, unique_by=_once))
    corrected = draw(st.lists(corrections, max_size=2, unique_by=lambda one: (type(one), getattr(one, "hour", 0))))
    return [*handed_in, *decisions, *own, *others, *corrected]


class World:
    """One run: the same facts under ids of its own."""

    def __init__(self) -> None:
        self.salt = new_id()
        self.participations = [UUID(int=self.salt.int & ~0xFF | number) for number in PARTICIPATIONS]
        """In the order of their numbers: which of two bears the name of the year is the same in each run."""
        self.ids = {one: number for number, one in enumerate(self.participations)}

    def id(self, name: object) -> UUID:
        """An id by its name."""
        return uuid5(self.salt, str(name))

    def person(self, number: int) -> UUID:
        """One of our people."""
        return self.id(f"person-{number}")

    def application(self, participation_no: int) -> UUID:
        """The application that a participation comes of."""
        return self.id(f"application-{participation_no}")

    def tokens(self, numbers: Sequence[int] | frozenset[int]) -> list[Any]:
        """Documents."""
        return [token(f"{self.salt}-{number}") for number in (sorted(numbers) if isinstance(numbers, frozenset) else numbers)]

    def event(self, fact: Fact) -> Any:
        """What registration tells."""
        match fact:
            case Submit():
                at, consent = hours_later(fact.hour), hours_later(fact.hour).date() if fact.consent else None
                person, area, year = PLACES[fact.participation]
                given: dict[str, Any] = {"at": at, "area": area, "benefit_year": year, "consent_signed_on": consent}
                return submitted(self.application(fact.participation), self.person(person), *self.tokens(fact.documents), **given)
            case Decision():
                return decided(self.application(fact.participation), self.person(PLACES[fact.participation][0]), at=hours_later(10))
            case Version():
                return self._participation(fact)
            case Documents():
                return identity_updated(self.person(fact.person), *self.tokens(fact.documents), at=hours_later(fact.hour))
            case Merge():
                return merged(self.person(1 - fact.gone), self.person(fact.gone), at=hours_later(fact.gone))
        raise AssertionError(fact)

    def _participation(self, fact: Version) -> Any:
        person, area, year = PLACES[fact.participation]
        return participation(
            self.participations[fact.participation],
            self.person(person),
            *self.tokens(fact.documents),
            at=hours_later(fact.version),
            version=fact.version,
            state=fact.state,
            area=area,
            benefit_year=year,
            application_id=self.application(fact.participation),
        )

    def telling(self, fact: Told) -> Any:
        """What another region tells."""
        ref = f"{self.salt}-{fact.reference}"
        if fact.state is None:
            return gone(ref, source=fact.source, version=fact.version)
        first, *more = self.tokens(fact.documents)
        given: dict[str, Any] = {"source": fact.source, "version": fact.version, "more": more, "area": fact.area, "paid": fact.paid}
        if fact.job:
            since = first_day(fact.year)
            return employed(ref, first, EmployeeIdentity.WORKER, starts_on=since, state=fact.state, **given)
        return reported(ref, first, year=fact.year, state=fact.state, **given)

    async def live(self, facts: DedupFacts, batches: Sequence[Sequence[Fact]]) -> str:
        """Hear the facts in these batches; answer what is in the tables in the end, without ids and instants of writing."""
        events: dict[Fact, Any] = {}
        for batch in batches:
            heard = [fact for fact in batch if not isinstance(fact, Told)]
            await facts.hear(*(events.setdefault(fact, self.event(fact)) for fact in heard))
            await facts.report(*(self.telling(fact) for fact in batch if isinstance(fact, Told)))
        return await self.left(facts)

    async def left(self, facts: DedupFacts) -> str:
        """Who is one, the open case of each, standing requests and notices, as text. No look at anybody has failed."""
        assert not await facts.rows("SELECT FROM looks_due")
        named = {self.person(number): f"person-{number}" for number in PEOPLE}
        named |= {node_of(one): f"document-{number}" for number, one in zip(DOCUMENTS, self.tokens(list(DOCUMENTS)), strict=True)}
        people: dict[int, list[str]] = {}
        for row in await facts.rows("SELECT node, number FROM identities WHERE node = ANY(:nodes)", nodes=list(named)):
            people.setdefault(row["number"], []).append(named[row["node"]])
        left = (
            sorted(sorted(one) for one in people.values() if len(one) > 1),
            sorted([(sorted(people[number]), *case) for number, *case in await self._cases(facts, list(people))], key=str),
            sorted(await self._requests(facts), key=str),
            sorted(await self._notices(facts, list(named)), key=str),
        )
        text = "\n".join(map(str, left))
        for one, number in self.ids.items():
            text = text.replace(str(one), f"participation-{number}")
        return text

    async def _cases(self, facts: DedupFacts, numbers: list[int]) -> Sequence[Any]:
        return await facts.rows(
            "SELECT number, state, told::jsonb - 'case_id' - 'opened_on' #- '{records}' AS told, look_on, areas,"
            " (SELECT array_agg((record - 'participation_id')::text ORDER BY record->>'relation')"
            " FROM jsonb_array_elements(told->'records') AS record) AS records FROM cases"
            " WHERE number = ANY(:numbers) AND state NOT IN ('CLOSED', 'FALSE_POSITIVE')",
            numbers=numbers,
        )

    async def _requests(self, facts: DedupFacts) -> list[Any]:
        rows = await facts.rows(
            "SELECT participation_id, relation, reason, action, effective_on FROM suspend_requests"
            " WHERE participation_id = ANY(:ids) AND NOT withdrawn",
            ids=list(self.ids),
        )
        return [(self.ids[row[0]], *row[1:]) for row in rows]

    async def _notices(self, facts: DedupFacts, nodes: list[UUID]) -> list[Any]:
        return [
            tuple(row)
            for row in await facts.rows(
                "SELECT case_id IS NOT NULL, kind, rule, relation, to_area, from_area, effective_on, state FROM notices"
                " WHERE person_id = ANY(:nodes) AND state <> 'WITHDRAWN'",
                nodes=nodes,
            )
        ]
