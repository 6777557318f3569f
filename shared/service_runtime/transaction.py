"""One request or one batch = one transaction: state, outbox, audit and idempotency rows commit together or not at all."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from pydantic import BaseModel

from enrolment_events.envelope import Event
from event_bus import publish_events
from event_bus.outbox import outbox_columns
from policy_parameters import PolicyBook
from row_sets import Driver
from row_sets.tally import counted
from service_runtime.clock import Clock
from service_runtime.kept_rows import AuditRow, StoredAnswer, keep_rows
from service_runtime.refusals import Refusal
from service_runtime.safe import Safe
from service_runtime.turns import in_turns
from service_runtime.vault import Vault

_EVENTS_AT_ONCE = 500
"""Encoded without a pause."""
_PURPOSE = re.compile(r"[A-Z][A-Z_]{1,31}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a transaction gets from its service: the business clock, the policy book, the vault, the safe."""

    clock: Clock
    policy: PolicyBook | None = None
    vault: Vault | None = None
    safe: Safe | None = None
    second_within: timedelta | None = None
    """How long an act waits for its second person; None: one person does it alone."""
    on_miss: Callable[[str], None] = lambda _: None


LaterAnswer: TypeAlias = "Callable[[ReadConnection], Awaitable[BaseModel | None]]"


class ReadConnection:
    """A connection to read with, and what a use case needs beside it. Each statement sees what is committed when it starts."""

    driver: Driver
    """The driver's connection, there from `Database.read()` or `begin()` on."""

    def __init__(self, surroundings: Surroundings, *, request_id: str | None = None, purpose: str | None = None) -> None:
        self._surroundings = surroundings
        self.request_id = request_id
        self.purpose = purpose if purpose and _PURPOSE.fullmatch(purpose) else None
        """What the caller says it is for (header X-Purpose: CARE, COUNTER, COMPLAINT …); it stands in the audit row."""
        self.now: datetime = surroundings.clock.now()
        """Business time, the same for the whole transaction."""
        self.audited: list[AuditRow] = []
        self.missed: list[AuditRow] = []
        self.later_answer: LaterAnswer | None = None

    @property
    def policy(self) -> PolicyBook:
        """The policy book."""
        assert self._surroundings.policy is not None
        return self._surroundings.policy

    @property
    def vault(self) -> Vault:
        """Raises RuntimeError in a service that holds no keys."""
        if self._surroundings.vault is None:
            raise RuntimeError("this service holds no vault keys: set CANBAO_VAULT_KEYS, or do not open personal data here")
        return self._surroundings.vault

    @property
    def safe(self) -> Safe:
        """What this service keeps for itself alone is sealed with it."""
        assert self._surroundings.safe is not None
        return self._surroundings.safe

    def audit(self, action: str, *, subject: str, actor: str, purpose: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        """Collected; written before the answer leaves, with the commit where there is one. `detail` holds ids and masked values only."""
        self.audited.append(AuditRow(self.now, actor, action, subject, self.purpose or purpose, self.request_id, detail))

    def audit_miss(
        self, action: str, *, subject: str, actor: str, purpose: str | None = None, detail: Mapping[str, Any] | None = None
    ) -> None:
        """A look-up that found nobody: written although the request is refused. Never names what was looked for."""
        self._surroundings.on_miss(actor)
        self.missed.append(AuditRow(self.now, actor, action, subject, self.purpose or purpose, self.request_id, detail))

    def answer_later(self, ask: LaterAnswer) -> None:
        """If the request says `Prefer: wait=N`, ask again once it is done (at most N seconds, N at most 10) until an answer comes.

        `ask` reads this service's database and returns the better answer, or None for "not yet"; without one the endpoint's answer stands.
        """
        self.later_answer = ask

    async def keep_audited(self) -> None:
        """Writes what was audited while reading; called by whoever opened the connection."""
        if self.audited or self.missed:
            rows, self.audited, self.missed = [*self.audited, *self.missed], [], []
            await keep_rows(self.driver, outbox_columns([]), rows, None)


class Transaction(ReadConnection):
    """A transaction. Opened and committed by Database.transaction() and by the routes, never by the code in between."""

    def __init__(self, surroundings: Surroundings, *, request_id: str | None = None, purpose: str | None = None) -> None:
        super().__init__(surroundings, request_id=request_id, purpose=purpose)
        self.acts: list[Callable[[], None]] = []
        """What is done after the commit."""
        self.events: list[Event[Any]] = []
        """What was published so far."""
        self.held: set[str] = set()
        """Locks that it holds until its end, each by the statement that takes it; those that are here before it is open go with BEGIN."""
        self.may_ask_outside = False
        """True where a use case may raise `outside.AskOutside`: in a request that has not asked yet, of a service that can ask."""

    @property
    def second_within(self) -> timedelta | None:
        """How long an act waits for its second person; None: one person does it alone."""
        return self._surroundings.second_within

    def publish(self, *events: Event[Any]) -> None:
        """Collected; written to the outbox with the commit."""
        self.events.extend(events)

    @asynccontextmanager
    async def part(self, undone_by: type[Exception] = Refusal) -> AsyncIterator[None]:
        """A part that may be refused while the rest goes on: of a part that raises a Refusal no row, event, audit row or later act stays.

        `undone_by` widens that to other faults; what the part raises goes on in any case.
        """
        events, audited, acts, held = len(self.events), len(self.audited), len(self.acts), set(self.held)
        await self.driver.execute("SAVEPOINT part")
        try:
            yield
        except undone_by:
            del self.events[events:], self.audited[audited:], self.acts[acts:]
            self.held = held
            await self.driver.execute("ROLLBACK TO SAVEPOINT part")
            raise
        await self.driver.execute("RELEASE SAVEPOINT part")

    def after_commit(self, act: Callable[[], None]) -> None:
        """Called once all of it is committed, never if it is rolled back: for counters, and for nothing that must not be lost."""
        self.acts.append(act)

    async def commit(self, answer: StoredAnswer | None = None) -> str:
        """Write what was collected, mostly in one statement, and COMMIT. Called by the committing edge only."""
        rest = self.events
        if len(rest) > _EVENTS_AT_ONCE:
            async for rest in in_turns(self.events, _EVENTS_AT_ONCE):
                await publish_events(self.driver, rest)
            rest = []
        if self.audited or self.missed or answer:
            await keep_rows(self.driver, outbox_columns(rest), [*self.audited, *self.missed], answer)
        elif rest:
            await publish_events(self.driver, rest)
        return await counted(self.driver.execute("COMMIT"))
