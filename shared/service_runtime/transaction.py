"""One request or one batch = one transaction: state, outbox, audit and idempotency rows commit together or not at all."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_events.envelope import Event, encode
from policy_parameters import PolicyBook
from service_runtime.audit import AuditRow
from service_runtime.clock import Clock
from service_runtime.pool import Driver, Held
from service_runtime.short_statements import keep_and_commit, prepare
from service_runtime.stored_answer import StoredAnswer
from service_runtime.vault import Vault

_FLUSH = """
WITH published AS (
    INSERT INTO outbox (event_id, event_type, event)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
), audited AS (
    INSERT INTO audit_rows (at, actor, action, subject, purpose, request_id, detail)
    SELECT at, actor, action, subject, purpose, request_id, detail::jsonb
    FROM unnest($4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
        AS given (at, actor, action, subject, purpose, request_id, detail)
)
INSERT INTO idempotency_keys (scope, request_hash, status, headers, body)
SELECT * FROM unnest($11::bytea[], $12::bytea[], $13::smallint[], $14::text[], $15::bytea[])
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a transaction gets from its service: the business clock, the policy book, the vault."""

    clock: Clock
    policy: PolicyBook | None = None
    vault: Vault | None = None


class ReadConnection:
    """A connection to read with, and what a use case needs beside it. Each statement sees what is committed when it starts."""

    connection: AsyncConnection
    """SQLAlchemy's view of it."""
    driver: Driver
    """The driver's connection, for the statements of the repository."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self.held: Held | None = None
        """The pool's connection while it is taken."""
        self.now: datetime = surroundings.clock.now()
        """Business time, the same for the whole transaction."""

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


LaterAnswer = Callable[[ReadConnection], Awaitable[BaseModel | None]]


class Transaction(ReadConnection):
    """A transaction. Opened and committed by Database.transaction() and by the routes, never by the code in between."""

    def __init__(self, surroundings: Surroundings, *, request_id: str | None = None) -> None:
        super().__init__(surroundings)
        self.request_id = request_id
        self.later_answer: LaterAnswer | None = None
        self.acts: list[Callable[[], None]] = []
        """What is done after the commit."""
        self._events: list[Event[Any]] = []
        self._audit: list[AuditRow] = []

    def publish(self, *events: Event[Any]) -> None:
        """Collected; written to the outbox with the commit."""
        self._events.extend(events)

    def audit(self, action: str, *, subject: str, actor: str, purpose: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        """Collected; written with the commit. `detail` holds ids and masked values, never personal data."""
        self._audit.append(AuditRow(self.now, actor, action, subject, purpose, self.request_id, detail))

    def answer_after_commit(self, ask: LaterAnswer) -> None:
        """If the request says `Prefer: wait=N`, ask again after the commit (at most N seconds, N at most 10) until an answer comes.

        `ask` reads this service's database and returns the better answer, or None for "not yet"; without one the endpoint's answer stands.
        """
        self.later_answer = ask

    def after_commit(self, act: Callable[[], None]) -> None:
        """Called once all of it is committed, never if it is rolled back: for counters, and for nothing that must not be lost."""
        self.acts.append(act)

    @property
    def has_events(self) -> bool:
        """True if something waits for the relay once this commits."""
        return bool(self._events)

    async def commit(self, answer: StoredAnswer | None = None) -> str:
        """Write what was collected and COMMIT, in one message if it is one row of each kind. Called by the committing edge only."""
        assert self.held is not None
        if not (self._events or self._audit or answer):
            return await self.driver.execute("COMMIT")
        if len(self._events) > 1 or len(self._audit) > 1:
            await self.flush(answer)
            return await self.driver.execute("COMMIT")
        await prepare(self.held)
        event, audit = next(iter(self._events), None), next(iter(self._audit), None)
        return await self.driver.execute(keep_and_commit(event, audit, answer))

    async def flush(self, answer: StoredAnswer | None = None) -> None:
        """Write outbox, audit and idempotency rows in one statement."""
        events, audit = self._events, self._audit
        await self.driver.execute(
            _FLUSH,
            [event.id for event in events],
            [event.type for event in events],
            [encode(event).decode() for event in events],
            [row.at for row in audit],
            [row.actor for row in audit],
            [row.action for row in audit],
            [row.subject for row in audit],
            [row.purpose for row in audit],
            [row.request_id for row in audit],
            [row.detail_json for row in audit],
            [answer.scope] if answer else [],
            [answer.request_hash] if answer else [],
            [answer.status] if answer else [],
            [answer.headers] if answer else [],
            [answer.body] if answer else [],
        )


UnitOfWork = Transaction
