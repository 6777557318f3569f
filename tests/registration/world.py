"""The running service with a movable clock, and a hand on both ends of its event path."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import randrange
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from canbao_suite.issuer import Issuer
from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import EmbeddedBus
from registration.app import create_app
from registration.consumers import HANDLERS
from registration.settings import Settings
from registration.use_cases.timed_jobs import TIMED
from service_runtime import Database, MovableClock, Runtime, generate_storage_keys, generate_vault_keys
from service_runtime.timed_jobs import do_portion, plan
from tests.pictures import picture
from tests.registers.platforms import SECRET as REGISTERS_SECRET
from tests.registration.builders import AUTUMN, check_completed, form
from tests.registration.callers import Callers
from tests.running_service import started

_TIMED = [job.within("44") for job in TIMED]


class World:
    """Speaks REST, tells events, reads what was published. Nothing is relayed: the outbox keeps all events for the tests to read.

    A citizen or agent who files is bound to the document of the form, as after a real sign-on, unless the test says `documents=…` in `as_`
    (see tests/registration/callers.py). `apply`, `post` and `get` see to it; whoever uses `client` is bound to what the token says.
    """

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, clock: MovableClock, issuer: Issuer) -> None:
        self.app, self.client, self.clock = app, client, clock
        self._callers = Callers(issuer, self.runtime.vault)

    @property
    def runtime(self) -> Runtime:
        """What the service itself received."""
        runtime: Runtime = self.app.state.runtime
        return runtime

    @property
    def database(self) -> Database:
        """The service's database."""
        return self.runtime.database

    def as_(
        self,
        role: str,
        subject: str | None = None,
        areas: Sequence[str] | None = None,
        *,
        documents: Sequence[str] | None = None,
        credential: bool = True,
        organisation: str = "",
    ) -> dict[str, str]:
        """Headers of a caller ("citizen+auditor" is both); offices have Kaiping unless told otherwise.

        `documents`: resident IDs or identity tokens, and no others; `credential`: whether the sign-on says that the e-credential is active.
        """
        mine = areas if areas is not None else ([] if role in {"citizen", "agent"} else ["440783"])
        return self._callers.headers(role, subject or f"{role}:1", mine, documents, credential, organisation)

    async def post(self, path: str, body: Any, caller: dict[str, str], **headers: str) -> httpx.Response:
        """POST with a fresh Idempotency-Key."""
        if path == "/applications" or path.endswith("/corrections"):
            self._callers.verify(caller, body)
        told = {"Idempotency-Key": uuid4().hex, **self._callers.by_now(caller), **headers}
        return await self.client.post(f"/registration/v1{path}", json=body, headers=told)

    async def imports(self, body: Any, areas: Sequence[str] | None = None) -> httpx.Response:
        """What the second of two operators is answered, or the first one where it does not come to that."""
        first = await self.post("/imports", body, self.as_("operator", "operator:0", areas))
        return first if first.status_code != 202 else await self.post("/imports", body, self.as_("operator", areas=areas))

    async def get(self, path: str, caller: dict[str, str], **query: Any) -> httpx.Response:
        """GET."""
        return await self.client.get(f"/registration/v1{path}", params=query, headers=self._callers.by_now(caller))

    async def hear(self, *events: Event[Any]) -> None:
        """Each event in its own transaction, handed to its handler as the bus does."""
        for event in events:
            async with self.database.transaction() as tx:
                await HANDLERS[type(event.data)](tx, [event])

    async def hear_together(self, *events: Event[Any]) -> None:
        """All events in one transaction, grouped by type in order of arrival."""
        async with self.database.transaction() as tx:
            for kind in dict.fromkeys(type(event.data) for event in events):
                await HANDLERS[kind](tx, [event for event in events if type(event.data) is kind])

    async def published(self, aggregate: UUID | str | None = None) -> list[Event[Any]]:
        """Events in the outbox, of one aggregate or all, oldest first."""
        rows = await self.rows("SELECT event FROM outbox ORDER BY id")
        events = [decode(row["event"]) for row in rows]
        return [event for event in events if aggregate is None or event.subject == str(aggregate)]

    async def do_what_is_due(self) -> None:
        """The calendar, as the service does it by itself when it is not tested."""
        async with self.database.transaction() as tx:
            await plan(tx, _TIMED)
        while any([await do_portion(self.runtime, job) for job in _TIMED]):
            pass

    async def asked(self, application_id: str) -> list[Event[Any]]:
        """The checks that dedup was asked for, the first one first."""
        return [event for event in await self.published(application_id) if isinstance(event.data, ApplicationSubmittedV1)]

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What a statement finds."""
        async with self.database.transaction() as tx:
            return [dict(row) for row in await tx.driver.fetch(sql, *values)]

    async def paper(self, kind: str, caller: dict[str, str]) -> dict[str, Any]:
        """A material of a form: a copy that this caller has uploaded."""
        file, told = {"file": ("paper.png", picture("PNG", colour=f"#{randrange(1 << 24):06x}"))}, {"material_kind": kind}
        answer = await self.client.post("/registration/v1/materials", headers=caller, files=file, data=told)
        assert answer.status_code == 201, answer.text
        return {"kind": kind, "satisfied_by": "COPY", "reference": answer.json()["material_id"]}

    async def mandate(self, body: dict[str, Any], caller: dict[str, str]) -> httpx.Response:
        """A mandate asked for or recorded on a paper that this caller has uploaded, unless the body names one."""
        uploaded = {} if "reference" in body else {"reference": (await self.paper(body["paper"], caller))["reference"]}
        return await self.post("/mandates", body | uploaded, caller)

    async def by_permit(self) -> dict[str, Any]:
        """What wx:1 adds for somebody who has no household registration: a residence permit that he has uploaded (H-R-007)."""
        paper = await self.paper("RESIDENCE_PERMIT", self.as_("citizen", "wx:1"))
        return {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2025-12-31", "materials": [paper]}

    async def apply(self, caller: dict[str, str] | None = None, **changes: Any) -> str:
        """An accepted application."""
        answer = await self.post("/applications", form(**changes), caller or self.as_("citizen", "wx:1"))
        assert answer.status_code == 202, answer.text
        application_id: str = answer.json()["application_id"]
        return application_id

    async def register(self, **changes: Any) -> tuple[str, str]:
        """(application, participation) of somebody approved."""
        application_id = await self.apply(**changes)
        await self.hear(check_completed(application_id, at=self.clock.now()))
        answer = await self.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, self.as_("clerk"))
        assert answer.status_code == 200, answer.text
        return application_id, answer.json()["participation_id"]

    def opened(self, sealed: str, purpose: str, owner: UUID | str) -> str:
        """What the vault sealed for this row."""
        return self.runtime.vault.open(sealed, purpose, owner)

    def read(self, sealed: str | None, purpose: str, owner: UUID | str) -> str | None:
        """What the safe sealed for this row."""
        safe = self.database.surroundings.safe
        assert safe is not None
        return safe.open(sealed, purpose, owner) if sealed else None

    async def participation(self, participation_id: str) -> dict[str, Any]:
        """The row."""
        [row] = await self.rows("SELECT * FROM participations WHERE participation_id = $1", UUID(participation_id))
        return row

    async def history(self, application_id: str) -> list[dict[str, Any]]:
        """All lines of an application."""
        columns = "at, from_state, to_state, event, actor, note"
        lines = await self.rows(f"SELECT {columns} FROM application_history WHERE application_id = $1 ORDER BY id", UUID(application_id))
        return [{**line, "note": self.read(line["note"], "note", application_id)} for line in lines]

    async def steps(self, participation_id: str) -> list[dict[str, Any]]:
        """All lines of a participation."""
        columns = "effective_on, recorded_at, from_state, to_state, event, reason, actor"
        query = f"SELECT {columns} FROM participation_history WHERE participation_id = $1 ORDER BY id"
        return await self.rows(query, UUID(participation_id))


@asynccontextmanager
async def running_world(
    database_url: str,
    folder: Path,
    start: datetime = AUTUMN,
    *,
    vault_keys: str | None = None,
    storage_keys: SecretStr | None = None,
    peer_transport: httpx.AsyncBaseTransport | None = None,
    registers: httpx.AsyncBaseTransport | None = None,
    **more: Any,
) -> AsyncIterator[World]:
    """The service between start and drain; with fresh keys unless told otherwise. `more` are settings.

    Without `registers` it asks no other department.
    """
    issuer, clock = Issuer(folder), MovableClock(start)
    settings = Settings(
        database_url=database_url,
        vault_keys=SecretStr(vault_keys or generate_vault_keys()),
        storage_keys=storage_keys or SecretStr(generate_storage_keys()),
        jwks_file=issuer.jwks_file,
        clock="movable",
        timed_jobs=False,
        uploads_folder=folder / "uploads",
        registers_url="https://registers" if registers else None,
        registers_secret=SecretStr(REGISTERS_SECRET),
        registers_seconds=20.0,
        **({"installation_area": "4407"} | more),
    )
    bus = EmbeddedBus(expects=["somebody who never comes"])
    app = create_app(settings, bus, clock, peer_transport=peer_transport, register_transport=registers)
    async with started(app, "registration") as client:
        yield World(app, client, clock, issuer)
