"""The season's caller: public REST with tokens; says again what was not answered, under the same key."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from enrolment_terms.documents import Document
from service_runtime import Vault

_PATIENCE = 90.0
_LOOK_SECONDS = 0.1
_FAILURES = 50
"""A suite under fire loses its database now and then; what has failed more often is a fault."""
_AGAIN = {httpx.codes.INTERNAL_SERVER_ERROR, httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}


class Refused(RuntimeError):
    """The suite answered with a problem; `status` and `problem` say which."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('msg')}")
        self.status = status
        self.problem = problem


class SuiteClient:
    """Calls the four services and the tax office's controls as clerks, citizens and operators do."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._http = httpx.AsyncClient(timeout=30.0, limits=httpx.Limits(max_connections=40, max_keepalive_connections=40))
        self._tokens: dict[str, str] = {}
        self.acts = 0
        """How often something was asked that may move something: all but what is read."""
        self._vault = Vault.from_json(suite.keys.vault_keys)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def token(self, role: str, subject: str | None = None, *documents: Document, organisation: str = "") -> str:
        """A token with one role; offices have Guangdong, or Jiangmen where a person is looked at; citizens the documents named here.

        "kiosk" is who stands at one, a citizen.
        """
        subject = subject or f"season:{role}"
        if role in ("citizen", "kiosk"):
            seen = [self.identity_token(document) for document in documents]
            return self._suite.issuer.mint(subject=subject, roles=sorted({role, "citizen"}), documents=seen)
        if subject not in self._tokens:
            roles = ["clerk", "reviewer"] if role == "clerk" else [role]
            areas = ["44"] if role in ("operator", "auditor") else ["4407"]
            self._tokens[subject] = self._suite.issuer.mint(
                subject=subject, roles=roles, areas=areas, ttl_seconds=86_400, organisation=organisation
            )
        return self._tokens[subject]

    def identity_token(self, document: Document) -> str:
        """By what the services find a document."""
        return self._vault.identity_token(document)

    async def post(
        self, service: str, path: str, body: object, token: str, *, key: str | None = None, wait: int | None = None
    ) -> dict[str, Any]:
        """POST to a service. Raises Refused for a 4xx answer; repeats on a lost connection or a 5xx, with the same Idempotency-Key."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or f"call-{uuid4()}"}
        if wait:
            headers["Prefer"] = f"wait={wait}"
        return await self._call("POST", f"{self._suite.url(service)}/{service}/v1{path}", headers, body)

    async def post_by_two(self, service: str, path: str, body: object, tokens: Sequence[str] = ()) -> dict[str, Any]:
        """An act that needs two persons, operators where no others are named: both ask for the same. What the second one is answered."""
        one, other = tokens or (self.token("operator", "season:first operator"), self.token("operator"))
        first = await self.post(service, path, body, one)
        if first.get("state") != "WAITING_FOR_SECOND":
            return first  # confirmed today: either of the two goes on
        return await self.post(service, path, body, other)

    async def upload(self, service: str, path: str, fields: Mapping[str, str], file: bytes, token: str) -> dict[str, Any]:
        """POST of a form with one file."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"call-{uuid4()}"}
        form: dict[str, Any] = {"data": fields, "files": {"file": file}}
        return await self._call("POST", f"{self._suite.url(service)}/{service}/v1{path}", headers, form=form)

    async def send_file(self, service: str, path: str, content: bytes, token: str, **query: Any) -> dict[str, Any]:
        """POST of bytes as they are; sent again, they are the same file."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        return await self._call("POST", f"{self._suite.url(service)}/{service}/v1{path}", headers, query=query, form={"content": content})

    async def tax_file(self, path: str, **query: Any) -> bytes:
        """A file that the simulated tax office writes."""
        answer = await self._http.get(f"{self._suite.tax_url}/simulator/v1{path}", params=query)
        return answer.raise_for_status().content

    async def get(self, service: str, path: str, token: str, **query: Any) -> dict[str, Any]:
        """GET from a service."""
        headers = {"Authorization": f"Bearer {token}"}
        return await self._call("GET", f"{self._suite.url(service)}/{service}/v1{path}", headers, None, query)

    async def tax(self, path: str, body: object = None) -> dict[str, Any]:
        """The controls of the simulated tax office: POST with a body, GET without."""
        return await self._call("GET" if body is None else "POST", f"{self._suite.tax_url}/simulator/v1{path}", {}, body)

    async def registers(self, path: str, body: object) -> dict[str, Any]:
        """The controls of the simulated registers of other departments."""
        return await self._call("POST", f"{self._suite.registers_url}/simulator/v1{path}", {}, body)

    async def regions(self, path: str, body: object = None) -> dict[str, Any]:
        """The controls of the simulated platform of other regions: POST with a body, GET without."""
        return await self._call("GET" if body is None else "POST", f"{self._suite.other_regions_url}/simulator/v1{path}", {}, body)

    async def told_by_regions(self, path: str) -> list[dict[str, Any]]:
        """A list that the simulated platform shows."""
        shown: Any = await self.regions(path)
        return list(shown)

    async def run_job(self, service: str, job: str, day: date) -> None:
        """Work by the calendar, that of a day once more; returns when it is done."""
        token = self.token("operator")
        await self.post(service, "/job-runs", {"job": job, "day": day.isoformat()}, token)
        while await self._is_busy(token):  # noqa: ASYNC110 -- nobody tells us
            await asyncio.sleep(_LOOK_SECONDS)

    async def move_clock(self, moment: datetime, *, done: bool = True) -> None:
        """Sets the business clock of every service, of the tax office, of the registers and of the other regions, which tell what is new.

        `done`: what is due by then is done when this returns.
        """
        token = self.token("operator")
        for service in SERVICES:
            await self.post(service, "/clock", {"now": moment.isoformat()}, token)
        await self.tax("/clock", {"now": moment.isoformat()})
        await self.registers("/clock", {"today": moment.date().isoformat()})
        await self.regions("/clock", {"now": moment.isoformat()})
        while done and await self._is_busy(token):  # noqa: ASYNC110 -- nobody tells us
            await asyncio.sleep(_LOOK_SECONDS)

    async def _is_busy(self, token: str) -> bool:
        """True while work by the calendar is open anywhere. Raises RuntimeError if it fails."""
        jobs = [job for service in SERVICES for job in (await self.get(service, "/jobs", token))["jobs"] if job["open_runs"]]
        if failing := [f"{job['name']}: {job['error']}" for job in jobs if job["error"] and job["failures"] > _FAILURES]:
            raise RuntimeError(f"work by the calendar fails: {failing}")
        return bool(jobs)

    async def _call(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: object = None,
        query: dict[str, Any] | None = None,
        form: Mapping[str, Any] = MappingProxyType({}),
    ) -> dict[str, Any]:
        self.acts += method != "GET"
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        pause = 0.05
        while True:
            try:
                answer = await self._http.request(method, url, headers=headers, json=body, params=query, **form)
                if answer.status_code not in _AGAIN and not _in_progress(answer):
                    return _read(answer)
            except httpx.TransportError:
                answer = None
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(
                    f"{method} {httpx.URL(url).path}: no answer in {_PATIENCE:.0f} s{f', last {answer.status_code}' if answer else ''}"
                )
            await asyncio.sleep(pause)
            pause = min(1.0, pause * 2)


def _in_progress(answer: httpx.Response) -> bool:
    return answer.status_code == httpx.codes.CONFLICT and answer.json().get("code") == "IDEMPOTENCY_IN_PROGRESS"


def _read(answer: httpx.Response) -> dict[str, Any]:
    document: dict[str, Any] = answer.json() if answer.content else {}
    if answer.is_error:
        raise Refused(answer.status_code, document)
    return document
