"""Any permutation and any duplication of the event stream ends in the same spells, checks and notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_events.envelope import Event
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from tests.dedup.builders import GUANGZHOU, HUNAN, KAIPING, MORNING, decided, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts

APPLICATIONS = ("one", "two")
STATES = (ParticipationState.REGISTERED, ParticipationState.ACTIVE, ParticipationState.SUSPENDED, ParticipationState.CANCELLED)


@dataclass(frozen=True)
class Submit:
    """A submit of an application of one of two people, who may share a document."""

    application: str
    submit_no: int
    person: int
    documents: frozenset[int]
    hour: int
    consent: bool
    year: int


@dataclass(frozen=True)
class Version:
    """A version of a participation; its hour of record grows with it."""

    participation: int
    version: int
    person: int
    documents: frozenset[int]
    hour: int
    state: ParticipationState
    area: str
    application: str | None


@dataclass(frozen=True)
class Decision:
    """A submit is decided on."""

    application: str
    submit_no: int
    hour: int


@dataclass(frozen=True)
class Done:
    """The other region tells that the old relation is suspended: it does so when everything else has happened, whatever was heard of it."""

    hour: int = 12


Fact = Submit | Version | Decision | Done
documents = st.frozensets(st.integers(0, 2), min_size=1, max_size=2)
submits = st.builds(
    Submit,
    application=st.sampled_from(APPLICATIONS),
    submit_no=st.integers(1, 2),
    person=st.integers(0, 1),
    documents=documents,
    hour=st.integers(0, 9),
    consent=st.booleans(),
    year=st.sampled_from([2023, 2024]),
)
versions = st.builds(
    Version,
    participation=st.integers(0, 1),
    version=st.integers(1, 3),
    person=st.integers(0, 1),
    documents=documents,
    hour=st.integers(0, 9),
    state=st.sampled_from(STATES),
    area=st.sampled_from([KAIPING, GUANGZHOU, HUNAN]),
    application=st.sampled_from([None, *APPLICATIONS]),
)
decisions = st.builds(Decision, application=st.sampled_from(APPLICATIONS), submit_no=st.integers(1, 2), hour=st.integers(0, 9))
streams = st.tuples(
    st.lists(submits, min_size=1, max_size=3, unique_by=lambda submit: (submit.application, submit.submit_no)),
    st.lists(versions, max_size=5, unique_by=lambda version: (version.participation, version.version)),
    st.lists(decisions, max_size=2, unique_by=lambda decision: (decision.application, decision.submit_no)),
    st.lists(st.just(Done()), max_size=1),
)


class World:
    """One run: the same stream under ids of its own."""

    def __init__(self) -> None:
        self.salt = new_id()
        self.participations = [UUID(int=self.salt.int & ~0xFF | number) for number in range(2)]
        """In the order of their numbers: which of two bears the name of the year is the same in each run (R-001)."""

    def id(self, name: object) -> UUID:
        return uuid5(self.salt, str(name))

    def tokens(self, documents: frozenset[int]) -> list[Any]:
        return [token(f"{self.salt}-{document}") for document in sorted(documents)]

    def event(self, spec: Submit | Version | Decision) -> Event[Any]:
        if isinstance(spec, Decision):
            person = self.id("person-0")
            return decided(self.id(spec.application), person, at=hours_later(spec.hour), submit_no=spec.submit_no)
        tokens, person, at = self.tokens(spec.documents), self.id(f"person-{spec.person}"), hours_later(spec.hour)
        if isinstance(spec, Submit):
            consent = at.date() if spec.consent else None
            return submitted(
                self.id(spec.application),
                person,
                *tokens,
                at=at,
                submit_no=spec.submit_no,
                benefit_year=spec.year,
                consent_signed_on=consent,
            )
        application = self.id(spec.application) if spec.application else None
        return participation(
            self.participations[spec.participation],
            person,
            *tokens,
            at=at,
            version=spec.version,
            state=spec.state,
            area=spec.area,
            application_id=application,
        )

    async def live(self, facts: DedupFacts, batches: Sequence[Sequence[Fact]]) -> Any:
        """Hear the stream in these batches; answer what is in the tables in the end, without ids and instants of writing."""
        certificate, card = self.tokens(frozenset({0, 2}))
        await facts.report(reported(f"{self.salt}-a", certificate, area=HUNAN, year=2023), reported(f"{self.salt}-b", card))
        events: dict[Fact, Event[Any]] = {}
        for batch in batches:
            await facts.hear(*(events.setdefault(spec, self.event(spec)) for spec in batch if not isinstance(spec, Done)))
            for done in (spec for spec in batch if isinstance(spec, Done)):
                await self.suspend(facts, done)
        applications = {self.id(name): name for name in APPLICATIONS}
        checks = await facts.rows(
            "SELECT application_id, submit_no, clear, hits::text AS hits FROM checks WHERE application_id = ANY(:ids)",
            ids=list(applications),
        )
        spells = await facts.rows(
            "SELECT participation_id, version, state, paid, starts_on, ends_on FROM participation_spells"
            " WHERE participation_id = ANY(:ids)",
            ids=self.participations,
        )
        notices = await facts.rows(
            "SELECT application_id, kind, to_area FROM notices WHERE application_id = ANY(:ids) AND state = 'OPEN'", ids=list(applications)
        )
        return (
            sorted(
                (applications[row[0]], *row[1:-1], row[-1] and row[-1].replace(str(self.participations[1]), "second")) for row in checks
            ),
            sorted((row[0] == self.participations[1], *map(str, row[1:])) for row in spells),
            sorted((applications[row[0]], *row[1:]) for row in notices),
        )

    async def suspend(self, facts: DedupFacts, done: Done) -> None:
        """At its hour. What was asked for because of a registration stands: the region has done it, nothing is taken back."""
        before = await self.asked(facts)
        facts.clock.move_to(hours_later(done.hour))
        [certificate] = self.tokens(frozenset({0}))
        state, ends_on = ParticipationState.SUSPENDED, hours_later(done.hour).date()
        await facts.report(reported(f"{self.salt}-a", certificate, area=HUNAN, year=2023, state=state, ends_on=ends_on))
        facts.clock.move_to(MORNING)
        assert await self.asked(facts) == before

    async def asked(self, facts: DedupFacts) -> list[tuple[object, ...]]:
        """Notices of registrations that followed the newest submit, whether or not its decision is heard of."""
        rows = await facts.rows(
            """
            SELECT n.notice_id, n.version, n.state FROM notices AS n WHERE n.application_id = ANY(:ids) AND EXISTS (
                SELECT FROM participation_spells AS s WHERE s.application_id = n.application_id AND s.recorded_at >= (
                    SELECT max(known_at) FROM checks AS c WHERE c.application_id = n.application_id
                )
            ) ORDER BY n.notice_id
            """,
            ids=[self.id(name) for name in APPLICATIONS],
        )
        return [tuple(row) for row in rows]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=streams, data=st.data())
async def test_order_and_repetition_change_nothing(
    facts: DedupFacts, stream: tuple[list[Submit], list[Version], list[Decision], list[Done]], data: st.DataObject
) -> None:
    """R-087, R-132: the word of another region that it has suspended the relation is heard before or after the decision."""
    specs: list[Fact] = [*stream[0], *stream[1], *stream[2], *stream[3]]
    specs.sort(key=lambda spec: spec.hour)
    again = data.draw(st.lists(st.sampled_from(specs), max_size=4), label="repeated")
    mixed = data.draw(st.permutations([*specs, *again]), label="order")
    cut = data.draw(st.integers(0, len(mixed)), label="cut")
    in_order = await World().live(facts, [[spec] for spec in specs])
    out_of_order = await World().live(facts, [batch for batch in (mixed[:cut], mixed[cut:]) if batch])
    assert out_of_order == in_order
