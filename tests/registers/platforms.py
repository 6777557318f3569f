"""The simulated registers in this process, and a hand on their strings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx

from canbao_suite.suite_keys import webhook_secret
from enrolment_terms.documents import Document, DocumentType
from registers_platform.app import create_app
from registers_platform.platform import Platform

SECRET = webhook_secret()


class Strings:
    """What a story does with the registers. `transport` leads a service to them."""

    def __init__(self, http: httpx.AsyncClient, transport: httpx.ASGITransport, platform: Platform) -> None:
        self.http, self.transport, self.platform = http, transport, platform

    async def control(self, path: str, body: Any) -> None:
        """One of the strings."""
        answer = await self.http.post(f"/simulator/v1{path}", json=body)
        assert answer.is_success, answer.text

    async def hold(self, register: str, number: str, *, name: str = "陈大文", kind: str = "RESIDENT_ID", **more: Any) -> None:
        """A record from now on."""
        subject = {"document_type": kind, "document_number": Document.read(DocumentType(kind), number).number, "name": name}
        record = {"register": register, "subject": subject, "reference": "R-1", **more}
        await self.control("/records", [record])

    async def are_kin(self, number: str, parent: str, *, names: tuple[str, str] = ("陈大文", "陈父"), register: str = "KINSHIP") -> None:
        """The second is a parent of the first."""
        told = {"document_type": "RESIDENT_ID", "document_number": parent, "name": names[1]}
        await self.hold(register, number, name=names[0], parent=told)

    async def misbehave(self, **how: Any) -> None:
        """From now on."""
        await self.control("/behaviour", how)

    async def at(self, today: date) -> None:
        """The day that the data are of."""
        await self.control("/clock", {"today": today.isoformat()})


@asynccontextmanager
async def registers() -> AsyncIterator[Strings]:
    """Fresh ones, which hold nothing and do everything right."""
    app = create_app(SECRET)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://registers") as http:
        yield Strings(http, transport, app.state.platform)
