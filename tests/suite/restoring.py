"""A suite whose databases are dumped and restored, and whose broker is emptied, as an operator would."""

import asyncio
import subprocess
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import aio_pika
import asyncpg

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.audit import audit
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.plan import Story
from canbao_suite.season.population import Person
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI

YEAR = 2024


class Drill:
    """What is done to the suite and its people, step by step; `ledger` is what was acknowledged."""

    def __init__(self, suite: Suite) -> None:
        self.suite, self.client, self.ledger = suite, SuiteClient(suite), SeasonLedger()

    async def open_the_levy(self) -> None:
        """The unified check is passed and the first levy date has come."""
        await self.at(datetime(2023, 10, 9, 9, tzinfo=SHANGHAI))
        await self.client.post_by_two("payment-bridge", "/levy-checks", {"region": "440700", "benefit_year": YEAR, "note": "核定"})
        await self.at(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))

    async def at(self, moment: datetime) -> None:
        """The business clock of everybody."""
        await self.client.move_clock(moment)

    async def submit(self, people: Iterable[Person]) -> None:
        """They apply, and dedup answers."""
        for person in people:
            key = f"drill-{person.number[-12:]}"
            answer = await self.client.post(
                "registration", "/applications", person.as_application(YEAR, "COUNTER"), self._as("clerk"), key=key
            )
            self.ledger.applications[key] = answer["application_id"]
            self.ledger.stories[answer["application_id"]] = Story.PLAIN
        await self.quiet()

    async def approve(self) -> set[str]:
        """All that wait; answers the applications."""
        page = await self.client.get("registration", "/applications", self._as("clerk"), state="UNDER_REVIEW", benefit_year=YEAR, limit=100)
        decisions = [{"application_id": item["application_id"], "decision": "APPROVE"} for item in page["items"]]
        answer = await self.client.post("registration", "/decisions", {"decisions": decisions}, self._as("reviewer"))
        approved = {result["application_id"] for result in answer["results"] if result["state"] == "APPROVED"}
        self.ledger.approved.update(approved)
        return approved

    async def collect(self) -> None:
        """The tax office collects."""
        await self.at(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))
        await self.client.tax("/rounds", {"round_no": 1, "business_date": date(2023, 10, 20).isoformat()})
        await self.quiet()

    async def quiet(self) -> None:
        """Nothing is under way any more."""
        await until_quiet(self.suite, self.client, lambda _: None, 60.0)

    async def sent(self, package: str) -> None:
        """The broker has what this service published: a dump of its database does not bring it again."""
        connection = await asyncpg.connect(self.suite.database_url(package))
        async with asyncio.timeout(60):
            while await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)"):  # noqa: ASYNC110 -- nobody tells us
                await asyncio.sleep(0.02)
        await connection.close()

    async def audit(self) -> AuditReport:
        """The services' books held against one another."""
        return await audit(self.suite, self.ledger, YEAR)

    def dump(self, package: str, to: Path) -> None:
        """One database, at one moment."""
        self._run("pg_dump", "-Fc", "-f", str(to / f"{package}.dump"), self.suite.database_url(package))

    def restore(self, packages: Iterable[str], folder: Path) -> None:
        """With the services ended."""
        for package in packages:
            self._run("dropdb", "--force", "--maintenance-db", self.suite.postgres.url(), package)
            self._run("createdb", "--maintenance-db", self.suite.postgres.url(), package)
            self._run("pg_restore", "--exit-on-error", "-d", self.suite.database_url(package), str(folder / f"{package}.dump"))

    def end(self, services: Iterable[str]) -> None:
        """Their processes, at once."""
        for service in services:
            self.suite.processes[service].kill()

    def start(self, services: Iterable[str]) -> None:
        """Their processes, until they answer."""
        services = list(services)
        for service in services:
            self.suite.processes[service].start()
        for service in services:
            self.suite.wait_ready(service)

    async def empty_the_broker(self) -> int:
        """As if it were a new one; answers how many messages were lost."""
        assert self.suite.rabbitmq is not None
        async with await aio_pika.connect(self.suite.rabbitmq.url) as connection:
            channel = await connection.channel()
            queues = [await channel.declare_queue(f"canbao.{service}", passive=True) for service in SERVICES]
            return sum([(await queue.purge()).message_count or 0 for queue in queues])

    def _as(self, role: str) -> str:
        return self.client.token(role)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.suite.postgres.home.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True)
