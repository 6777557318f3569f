"""Lists in the background: what was uploaded is checked, what was confirmed is applied. Replicas take turns; each step may be killed."""

import asyncio
from uuid import UUID

from registration.domain.lists import ListState
from registration.repository.lists import lists_at_work, note_file_gone
from registration.use_cases.apply_list import apply_list
from registration.use_cases.check_list import check_list
from service_runtime import Job, Runtime
from service_runtime.uploads import Uploads

_POLL_SECONDS = 1.0
_STEP_SECONDS = 600.0
"""Half a million rows are checked in one step."""


def lists_job(store: Uploads | None) -> Job:
    """Looks for lists that are filed or confirmed."""

    async def step(runtime: Runtime) -> int:
        return await work_at_lists(runtime, store)

    async def idle() -> None:
        await asyncio.sleep(_POLL_SECONDS)

    return Job("work_at_lists", step, idle, limit=_STEP_SECONDS)


async def work_at_lists(runtime: Runtime, store: Uploads | None) -> int:
    """One step of the oldest list at which anything can be done; 0 if there is none. A list that fails hinders no other."""
    async with runtime.database.read() as read:
        waiting = await lists_at_work(read.driver)
    failed: Exception | None = None
    for list_id, state in waiting:
        try:
            if done := await _step(runtime, store, list_id, state):
                return done
        except Exception as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return 0


async def _step(runtime: Runtime, store: Uploads | None, list_id: UUID, state: ListState) -> int:
    if state in (ListState.CONFIRMED, ListState.APPLYING):
        return await apply_list(runtime, list_id)
    if store is None:
        return 0
    if state is ListState.UPLOADED:
        return await check_list(runtime, store, list_id)
    await store.delete(list_id)
    async with runtime.database.transaction() as tx:
        await note_file_gone(tx.driver, list_id)
    return 1
