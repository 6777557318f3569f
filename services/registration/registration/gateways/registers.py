"""Asks registers of other departments, by one address: signed calls, short time-outs, one repetition, and a rest for who does not answer.

Whatever goes wrong is "not answered": a question to a register never holds up an application for longer than `seconds`.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client import Counter

from enrolment_terms.identifiers import new_id
from process_runtime.webhook_signatures import signed_headers
from registration.domain.registers import DEPARTMENTS, KEEPER, Question, RegisterAnswer, Source
from registration.gateways.register_messages import NotAnAnswer, OfAnotherPerson, asked, read_answer
from registration.settings import Settings
from service_runtime import get_logger

MOST_BYTES = 64 * 1024
"""Of an answer."""
_TRIES = 2
_FAILURES_TO_REST, _REST_SECONDS = 5, 30.0
_log = get_logger("registers")
CALLS = Counter(
    "canbao_register_calls", "Questions to registers of other departments, by how they ended", ["department", "outcome"], registry=None
)
for _keeper in DEPARTMENTS:  # every one is there from the start, as zero
    for _outcome in ("held", "not_held", "other_person", "not_understood", "away", "rested"):
        CALLS.labels(_keeper, _outcome)


@dataclass(slots=True)
class _Circuit:
    """Whether a department is asked at all. After five failures in a row it rests; then a question tries whether it is back."""

    now: Callable[[], float]
    failures: int = 0
    rests_until: float = 0.0

    @property
    def rests(self) -> bool:
        """True while nobody asks."""
        return self.now() < self.rests_until

    def note(self, *, answered: bool) -> None:
        """The end of a call."""
        self.failures = 0 if answered else self.failures + 1
        if self.failures >= _FAILURES_TO_REST:
            self.rests_until = self.now() + _REST_SECONDS


class Registers:
    """The departments' registers at one address."""

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        seconds: float = 3.0,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` bound a question with its repetition, `now` is the clock of rests.

        `ca_file` holds the authorities of https://, None: those of the system.
        """
        self._secret, self._seconds = secret, seconds
        self._circuits: Mapping[Source, _Circuit] = {department: _Circuit(now) for department in DEPARTMENTS}
        trust, limits = ssl.create_default_context(cafile=ca_file), httpx.Timeout(seconds, connect=min(seconds, 2.0))
        self._client = httpx.AsyncClient(base_url=url, timeout=limits, transport=transport, trust_env=False, verify=trust)

    async def ask(self, question: Question) -> RegisterAnswer | None:
        """What the register says, None if it does not answer. Never raises for what the other side does."""
        department = KEEPER[question.register]
        circuit = self._circuits[department]
        if circuit.rests:
            CALLS.labels(department, "rested").inc()
            return None
        answer, outcome = await self._answer(question)
        circuit.note(answered=outcome in ("held", "not_held"))
        CALLS.labels(department, outcome).inc()
        if answer is None:
            _log.warning("register.not_answered", department=department, register=question.register, outcome=outcome)
        return answer

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _answer(self, question: Question) -> tuple[RegisterAnswer | None, str]:
        question_id = new_id()
        body = asked(question, question_id)
        try:
            async with asyncio.timeout(self._seconds):
                content = await self._call(
                    f"/registers/v1/{KEEPER[question.register]}/{question.register}", f"register_{question_id}", body
                )
                answer = read_answer(content, question, question_id)
        except OfAnotherPerson:
            return None, "other_person"
        except NotAnAnswer:
            return None, "not_understood"
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError):
            return None, "away"
        return answer, "held" if answer.held else "not_held"

    async def _call(self, path: str, webhook_id: str, body: bytes) -> bytes:
        """The body of a 200 answer in JSON; what did not reach the register, or met a fault of its own, is sent once more."""
        for left in reversed(range(_TRIES)):
            headers = {**signed_headers(body, webhook_id, self._secret), "content-type": "application/json"}
            try:
                async with self._client.stream("POST", path, content=body, headers=headers) as answer:
                    return await _read(answer)
            except (httpx.TransportError, httpx.HTTPStatusError):
                if not left:
                    raise
        raise AssertionError


def registers_of(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Registers | None:
    """Those that the settings name, None without an address."""
    if settings.registers_url is None or settings.registers_secret is None:
        return None
    secret, seconds = settings.registers_secret.get_secret_value(), settings.registers_seconds
    return Registers(settings.registers_url, secret, seconds=seconds, transport=transport, ca_file=settings.ca_file)


async def _read(answer: httpx.Response) -> bytes:
    """Raises httpx.HTTPStatusError, NotAnAnswer."""
    if answer.status_code != httpx.codes.OK:
        raise httpx.HTTPStatusError(f"HTTP {answer.status_code}", request=answer.request, response=answer)
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotAnAnswer("no JSON")
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise NotAnAnswer("too large")
    return bytes(content)
