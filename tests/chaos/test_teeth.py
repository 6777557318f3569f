"""A harness that never turns red proves nothing: seven broken builds must fail the audit that the sound build passes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from canbao_suite.chaos.suite_under_fire import under_fire
from canbao_suite.rabbitmq_node import RabbitNode
from tests.chaos.harness import Build, Servers, TestedSuite
from tests.chaos.short_story import PATIENCE, ShortStory, nothing_happens
from tests.servers import MigratedPostgres, scratch_folder

NO_REST = 20.0
"""Seconds after which a broken build is asked what it has lost: some never come to rest."""
pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.timeout(300), pytest.mark.xdist_group("chaos")]


@pytest.fixture(scope="module")
async def servers() -> AsyncIterator[Servers]:
    """The servers that all builds share."""
    with scratch_folder() as folder:
        (folder / "rabbitmq").mkdir()
        both = Servers(MigratedPostgres(folder / "postgres"), RabbitNode(folder / "rabbitmq"))
        await asyncio.to_thread(both.start)
        try:
            yield both
        finally:
            await asyncio.to_thread(both.stop)


async def tell(
    servers: Servers, folder: Path, builds: dict[str, Build], fault: str, patience: float = PATIENCE
) -> tuple[TestedSuite, list[str]]:
    """The short story on these builds, with one fault from outside; the suite and the audit's differences."""
    await servers.empty_queues()
    suite = TestedSuite(folder, builds, servers)
    async with under_fire(suite):
        faults = FAULTS[fault](suite)
        story = ShortStory(
            suite,
            before_import=faults.before_import,
            after_import=faults.after_import,
            after_first_answer=faults.after_first_answer,
            patience=patience,
        )
        report = await story.tell()
    return suite, report.differences


class _NoFault:
    """Nothing strikes from outside."""

    def __init__(self, suite: TestedSuite) -> None:
        self._suite = suite

    async def before_import(self) -> None:
        await nothing_happens()

    async def after_import(self) -> None:
        await nothing_happens()

    async def after_first_answer(self) -> None:
        await nothing_happens()


class _Freeze(_NoFault):
    """The broker stops reading before the import and is killed once the relay believes it has handed over, or will not."""

    async def before_import(self) -> None:
        self._suite.freeze_broker()

    async def after_import(self) -> None:
        for _ in range(30):
            if await self._suite.outbox_depth("registration") == 0:
                break
            await asyncio.sleep(0.1)
        await self._suite.kill_broker()


class _Kill(_NoFault):
    """Registration is killed the moment the first application is acknowledged."""

    async def after_first_answer(self) -> None:
        self._suite.processes["registration"].kill()


class _FreezeAndKill(_Freeze, _Kill):
    """Both."""


FAULTS = {"": _NoFault, "broker dies unread": _Freeze, "killed on the answer": _Kill, "both": _FreezeAndKill}
BROKEN = {
    "no-outbox": ("registration", ("after-commit",), "", "participations unknown to dedup"),
    "ack-before-commit": ("dedup", ("before-consumer-commit",), "", "participations unknown to dedup"),
    "no-inbox": ("dedup", (), "", "consumers that keep no inbox"),
    "no-idempotency-row": ("registration", ("after-filing-commit",), "", "nobody was told of"),
    "commit-after-response": ("registration", (), "killed on the answer", "applications acknowledged, not in registration"),
    "no-sweep": ("registration", ("after-commit",), "", "events left in an outbox"),
    "no-confirms": ("registration", (), "broker dies unread", "participations unknown to dedup"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_the_audit_turns_red_on(name: str, servers: Servers, tmp_path: Path) -> None:
    service, crashes, fault, expected = BROKEN[name]
    suite, differences = await tell(servers, tmp_path, {service: Build(name, crashes)}, fault, NO_REST)
    assert suite.crashes(service).happened == set(crashes), "a planted crash did not happen"
    assert any(expected in difference for difference in differences), differences


async def test_the_sound_build_survives_all_of_it(servers: Servers, tmp_path: Path) -> None:
    crashes = ("after-commit", "after-filing-commit", "before-consumer-commit")
    builds = {"registration": Build(crashes=crashes), "dedup": Build(crashes=("before-consumer-commit",))}
    suite, differences = await tell(servers, tmp_path, builds, "both")
    assert suite.crashes("registration").happened == set(crashes)
    assert suite.crashes("dedup").happened == {"before-consumer-commit"}
    assert differences == []
