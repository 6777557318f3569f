"""A service as small as can be, to try the runtime with."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from uuid import UUID

import httpx
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, Field

from canbao_suite.issuer import Issuer
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Missing, ReasonCode, reason
from event_bus import BrokerHealth, BusHealth, BusMember, EventBus, Handlers
from row_sets import Statement, row, value
from service_runtime import (
    Caller,
    Clock,
    Conflict,
    CurrentRuntime,
    NotFound,
    Read,
    ReadConnection,
    Runtime,
    ServiceSettings,
    SystemClock,
    Tx,
    Unprocessable,
    allow,
    build_app,
    can_wait,
    generate_storage_keys,
    generate_vault_keys,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.rest import Body, Day, PointInTime
from tests.event_keys import key_of
from tests.running_service import started
from tests.service_runtime.sample_events import note_taken
from tests.service_runtime.sample_tables import notes


class Place(Body):
    """Where a note is."""

    area: Annotated[str, Field(pattern=r"^\d{6}$", title="行政区划", examples=["440783"])]


class NoteForm(Body):
    """A note to take."""

    text: Annotated[str, Field(min_length=1, max_length=100, title="内容")]
    place: Annotated[Place, Field(title="地点")]
    kind: Annotated[str, Field(title="种类", examples=["plain"])] = "plain"
    loud: Annotated[bool, Field(title="大声")] = False
    times: Annotated[int, Field(title="次数")] = 1
    on: Annotated[Day | None, Field(title="日期", examples=["2024-10-15"])] = None
    at: Annotated[PointInTime | None, Field(title="时间", examples=["2024-10-15T09:30:00+08:00"])] = None


class NoteTaken(BaseModel):
    """A note."""

    id: UUID
    text: str
    checked: bool


class NoteRefused(Unprocessable):
    """It may not be taken."""

    code, msg = "NOTE_REFUSED", "不能记录"


class NoteChecked(Conflict):
    """It is checked already."""

    code, msg = "NOTE_CHECKED", "已核对"


@dataclass
class Gates:
    """Lets a test hold an endpoint in the middle of its transaction."""

    inside: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)


_this = notes.c.id == value("id", notes.c.id)
_TAKE = Statement(sa.insert(notes).values(row(notes, "id", "owner", "area", "text")))
_READ = Statement(sa.select(notes).where(_this))
_CHECK = Statement(sa.update(notes).where(_this, ~notes.c.checked).values(checked=True))
router = service_router("/sample/v1/notes", tags=["notes"])


@router.post(
    "",
    status_code=201,
    operation_id="takeNote",
    dependencies=[allow("citizen", "clerk"), limited("filing"), idempotent, can_wait],
    responses=refusals(NoteRefused),
)
async def take_note(form: NoteForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> NoteTaken:
    """Kinds: plain; refused; broken (fails after writing); gated (waits for the test)."""
    note_id = new_id()
    await _TAKE.run(tx.driver, id=note_id, owner=caller.subject, area=form.place.area, text=form.text)
    tx.publish(note_taken(note_id, tx.now))
    tx.audit("note.taken", subject=str(note_id), actor=caller.subject, detail={"length": len(form.text)})
    tx.answer_later(lambda read: checked_note(read, note_id))
    if form.kind == "refused":
        raise NoteRefused(reasons=[reason(ReasonCode.OTHER)], missing=[Missing("photo", "照片")])
    if form.kind == "broken":
        raise RuntimeError(f"cannot store {form.text}")
    if form.kind == "gated":
        gates: Gates = runtime.settings.gates
        gates.inside.set()
        await gates.go_on.wait()
    return NoteTaken(id=note_id, text=form.text, checked=False)


async def checked_note(read: ReadConnection, note_id: UUID) -> NoteTaken | None:
    """The note once it is checked."""
    found = await _READ.row(read.driver, id=note_id)
    return NoteTaken(id=found["id"], text=found["text"], checked=True) if found and found["checked"] else None


@router.get("/{note_id}", operation_id="getNote", responses=refusals(NotFound))
async def get_note(note_id: UUID, read: Read, caller: Caller) -> NoteTaken:
    """Own notes; a clerk sees those of the own areas."""
    found = await _READ.row(read.driver, id=note_id)
    if found is None or not (found["owner"] == caller.subject or (caller.has_role("clerk") and caller.covers(found["area"]))):
        raise NotFound()
    return NoteTaken(id=found["id"], text=found["text"], checked=found["checked"])


@router.get(
    "/{note_id}/looked-up", operation_id="lookUpNote", dependencies=[allow("clerk"), limited("look_up")], responses=refusals(NotFound)
)
async def look_up_note(note_id: UUID, read: Read, caller: Caller) -> NoteTaken:
    """Somebody may try ids out."""
    found = await _READ.row(read.driver, id=note_id)
    if found is None:
        read.audit_miss("note.missed", subject="note", actor=caller.subject)
        raise NotFound()
    return NoteTaken(id=found["id"], text=found["text"], checked=found["checked"])


@router.get("/{note_id}/unmasked", operation_id="readNote", dependencies=[allow("clerk")], responses=refusals(NotFound))
async def read_note(note_id: UUID, tx: Tx, caller: Caller) -> NoteTaken:
    """An audited reading."""
    found = await _READ.row(tx.driver, id=note_id)
    if found is None:
        raise NotFound()
    tx.audit("note.read", subject=str(note_id), actor=caller.subject, purpose="核对")
    return NoteTaken(id=found["id"], text=found["text"], checked=found["checked"])


@router.post("/{note_id}/checks", status_code=204, operation_id="checkNote", dependencies=[allow("clerk")], responses=refusals(NoteChecked))
async def check_note(note_id: UUID, tx: Tx) -> None:
    """Mark a note as checked, once."""
    if not await _CHECK.run(tx.driver, id=note_id):
        raise NoteChecked()


class SampleSettings(ServiceSettings):
    """With gates."""

    gates: Gates = Field(default_factory=Gates)


@dataclass
class Sample:
    """The running sample service and what talks to it."""

    app: FastAPI
    client: httpx.AsyncClient
    issuer: Issuer
    settings: SampleSettings

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.runtime
        return runtime

    def as_citizen(self, subject: str = "wx:1", key: str | None = None) -> dict[str, str]:
        """Headers of a citizen."""
        return self.headers(self.issuer.mint(subject, ["citizen"]), key)

    def as_clerk(self, *areas: str, key: str | None = None) -> dict[str, str]:
        """Headers of a clerk."""
        return self.headers(self.issuer.mint("clerk-1", ["clerk"], areas or ("4407",)), key)

    def headers(self, token: str, key: str | None = None) -> dict[str, str]:
        """A bearer token, and a key if there is one."""
        return {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}

    async def take(self, text: str, key: str, *, kind: str = "plain", subject: str = "wx:1", **headers: str) -> httpx.Response:
        """POST a note."""
        form = {"text": text, "place": {"area": "440783"}, "kind": kind}
        return await self.client.post("/sample/v1/notes", json=form, headers={**self.as_citizen(subject, key), **headers})

    async def count(self, table: str) -> int:
        """Rows of a table."""
        async with self.runtime.database.read() as read:
            return int(await read.driver.fetchval(f"SELECT count(*) FROM {table}"))


class QuietMembership:
    """A place on a bus that carries nothing."""

    health = BusHealth(relay_alive=True, relay_leads=True, consumer_alive=True, broker=BrokerHealth(is_embedded=True))

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1

    async def replay_some(self) -> bool:
        """There is nothing to replay."""
        return False

    async def leave(self) -> None:
        """Nothing in hand."""


class QuietBus:
    """Leaves every event in the outbox, where a test can count it."""

    def __init__(self) -> None:
        self.membership = QuietMembership()

    async def join(self, member: BusMember) -> QuietMembership:
        """The one place there is."""
        return self.membership

    async def close(self) -> None:
        """Nothing to close."""


NO_HANDLERS: Handlers = {}
"""The sample service hears nothing."""


def create_app(
    settings: SampleSettings,
    bus: EventBus,
    clock: Clock,
    handlers: Handlers = NO_HANDLERS,
    routers: Sequence[APIRouter] = (),
    **build: object,
) -> FastAPI:
    """The sample service."""
    return build_app(
        name="sample",
        title="样例",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[router, *routers],
        handlers=handlers,
        migrations="tests.service_runtime.sample_migrations",
        **build,  # type: ignore[arg-type]
    )


def create_from_environment() -> FastAPI:
    """As a process of its own."""
    return create_app(SampleSettings(), QuietBus(), SystemClock())


@asynccontextmanager
async def running_sample(
    database_url: str,
    folder: Path,
    *,
    bus: EventBus | None = None,
    clock: Clock | None = None,
    handlers: Handlers = NO_HANDLERS,
    otlp_endpoint: str | None = None,
    rate_limit_factor: float = 1.0,
    audit_seal_seconds: float = 5.0,
    migration_url: str | None = None,
    publishers_file: Path | None = None,
    four_eyes: bool = True,
    limits: Mapping[str, float] | None = None,
    routers: Sequence[APIRouter] = (),
    **build: object,
) -> AsyncIterator[Sample]:
    """The sample service, started and reachable in process. RabbitMQ needs a `publishers_file`; `limits` are settings in seconds."""
    issuer = Issuer(folder)
    settings = SampleSettings(
        database_url=database_url,
        event_key=key_of("sample").jwk,
        publishers_file=publishers_file,
        jwks_file=issuer.jwks_file,
        vault_keys=generate_vault_keys(),
        storage_keys=generate_storage_keys(),
        database_wait_seconds=1,
        otlp_endpoint=otlp_endpoint,
        rate_limit_factor=rate_limit_factor,
        audit_seal_seconds=audit_seal_seconds,
        migration_url=migration_url,
        four_eyes=four_eyes,
        **(limits or {}),  # type: ignore[arg-type]
    )
    app = create_app(settings, bus or QuietBus(), clock or SystemClock(), handlers, routers, **build)
    async with started(app, "sample") as client:
        yield Sample(app, client, issuer, settings)
