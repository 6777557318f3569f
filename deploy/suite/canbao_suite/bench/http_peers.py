"""The limit and the peer of the POST: two rows in one transaction and nothing else (no token, no sealing, no key, no audit, no checks).

`starlette_app`: bare Starlette, msgspec, asyncpg, BEGIN, two INSERTs, COMMIT.
`orm_app`: FastAPI, pydantic, SQLAlchemy ORM, one session a request.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, ClassVar
from uuid import UUID, uuid4

import asyncpg
import msgspec
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TABLES = """
CREATE TABLE application (id uuid PRIMARY KEY, submitted_at timestamptz NOT NULL, state text NOT NULL, form jsonb NOT NULL);
CREATE TABLE bench_outbox (id uuid PRIMARY KEY, event_type text NOT NULL, event jsonb NOT NULL, created_at timestamptz NOT NULL);
"""
POOL = 16
_STATE, _TYPE = "CHECK_PENDING", "registration.application.submitted.v1"


class Answer(msgspec.Struct):
    """What the limit answers."""

    application_id: UUID
    state: str


def starlette_app() -> Starlette:
    """The limit."""
    read, write = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode, msgspec.json.Encoder().encode

    async def submit(request: Request) -> Response:
        form = await request.body()
        read(form)
        application_id, now = uuid4(), datetime.now(UTC)
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO application VALUES ($1, $2, $3, $4)", application_id, now, _STATE, form.decode())
            event = write({"application_id": application_id, "state": _STATE, "form": msgspec.Raw(form)}).decode()
            await connection.execute("INSERT INTO bench_outbox VALUES ($1, $2, $3, $4)", uuid4(), _TYPE, event, now)
        return Response(write(Answer(application_id, _STATE)), 202, media_type="application/json")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(os.environ["CANBAO_DATABASE_URL"], min_size=POOL, max_size=POOL) as pool:
            app.state.pool = pool
            yield

    return Starlette(routes=[Route("/submit", submit, methods=["POST"])], lifespan=lifespan)


class Base(DeclarativeBase):
    """Mapped classes of the peer."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text}


class Application(Base):
    """The first row."""

    __tablename__ = "application"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column()
    state: Mapped[str] = mapped_column()
    form: Mapped[dict[str, object]] = mapped_column(JSONB)


class OutboxRow(Base):
    """The second row."""

    __tablename__ = "bench_outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_type: Mapped[str] = mapped_column()
    event: Mapped[dict[str, object]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column()


class Form(BaseModel):
    """The twelve fields, unchecked but for their types."""

    name: str
    sex: str
    document_type: str
    document_number: str
    household_area: str
    household_address: str
    area: str
    account_holder: str
    bank: str
    account_number: str
    phone: str
    confirmed: bool


class Accepted(BaseModel):
    """What the peer answers."""

    application_id: UUID
    state: str


def orm_app() -> FastAPI:
    """The peer."""
    url = os.environ["CANBAO_DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    async def a_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    @app.post("/submit", status_code=202)
    async def submit(form: Form, session: Annotated[AsyncSession, Depends(a_session)]) -> Accepted:
        now, application_id = datetime.now(UTC), uuid4()
        content = form.model_dump()
        session.add(Application(id=application_id, submitted_at=now, state=_STATE, form=content))
        event = {"application_id": str(application_id), "state": _STATE, "form": content}
        session.add(OutboxRow(id=uuid4(), event_type=_TYPE, event=event, created_at=now))
        await session.commit()
        return Accepted(application_id=application_id, state=_STATE)

    return app
