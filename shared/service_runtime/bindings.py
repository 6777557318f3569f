"""Whom a caller may act for: the persons of his verified documents, and those of his mandates.

Registration owns mandates and tells of them (`registration.mandate.changed`); the other services keep what they heard in `remote_mandates`.
An id is no secret: whoever knows a person's id and is not bound to the person is answered as if there were no such person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_events.envelope import Event
from enrolment_events.registration import MandateChangedV1, MandateKind
from row_sets import Driver, Statement, columns_of, names_of, upsert_newest, value
from service_runtime.identity import PERSONAL_ROLES, Principal
from service_runtime.transaction import ReadConnection


@dataclass(frozen=True, slots=True)
class RemoteMandate:
    """A mandate as registration told it last."""

    mandate_id: UUID
    person_id: UUID
    subject: str
    kind: str
    from_on: date
    until_on: date | None
    version: int


def add_mandates(metadata: sa.MetaData) -> sa.Table:
    """The table of mandates that a service hears of."""
    return sa.Table(
        "remote_mandates",
        metadata,
        sa.Column("mandate_id", postgresql.UUID, primary_key=True),
        sa.Column("person_id", postgresql.UUID, nullable=False),
        sa.Column("subject", sa.Text, nullable=False, comment="the login that may act"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("remote_mandates_of_subject", "subject"),
        comment="Who may act for whom, as registration told it",
    )


class Bindings:
    """Whom a caller is bound to. `tokens` has person_id and token; `mandates` subject, person_id, from_on, until_on."""

    def __init__(self, tokens: sa.Table, mandates: sa.Table) -> None:
        verified = sa.select(tokens.c.person_id).where(tokens.c.token == sa.any_(value("documents", postgresql.ARRAY(sa.Text))))
        self._persons = Statement(sa.union(verified, _mandated(mandates)))

    async def persons_of(self, read: ReadConnection, caller: Principal) -> list[UUID]:
        """The persons a citizen or agent may act for today; nobody for an office, which acts in its areas."""
        if not caller.has_role(*PERSONAL_ROLES):
            return []
        given = {"documents": list(caller.own_documents), "subject": caller.subject, "day": read.now.date()}
        return await self._persons.values(read.driver, **given)


def _mandated(mandates: sa.Table) -> sa.Select[tuple[UUID]]:
    """Of the mandates of this subject that hold on this day the persons."""
    day = value("day", sa.Date())
    return sa.select(mandates.c.person_id).where(
        mandates.c.subject == value("subject", mandates.c.subject),
        mandates.c.person_id.is_not(None),
        mandates.c.from_on <= day,
        sa.or_(mandates.c.until_on.is_(None), mandates.c.until_on >= day),
    )


_MANDATE = names_of(RemoteMandate)


class RemoteMandates:
    """Keeps the mandates that are heard, and tells of whom a login has one."""

    def __init__(self, table: sa.Table) -> None:
        self._persons = Statement(_mandated(table).where(table.c.kind == value("kind", table.c.kind)))
        self._keep = Statement(upsert_newest(table, *_MANDATE, recorded_at=value("now", table.c.recorded_at)))

    async def keep(self, driver: Driver, events: Sequence[Event[MandateChangedV1]], now: datetime) -> None:
        """The newest state of each mandate, in any order and however often it is told."""
        rows = [
            RemoteMandate(
                mandate_id=event.data.mandate_id,
                person_id=event.personid,
                subject=event.data.subject,
                kind=event.data.kind,
                from_on=event.data.from_on,
                until_on=event.data.until_on,
                version=event.aggregateversion,
            )
            for event in events
        ]
        await self._keep.run(driver, **columns_of(rows, _MANDATE), now=now)

    async def persons_of(self, read: ReadConnection, caller: Principal, kind: MandateKind) -> list[UUID]:
        """The persons of whom a citizen or agent has a mandate of this kind today; nobody for an office."""
        if not caller.has_role(*PERSONAL_ROLES):
            return []
        given = {"subject": caller.subject, "day": read.now.date(), "kind": kind.value}
        return await self._persons.values(read.driver, **given)
