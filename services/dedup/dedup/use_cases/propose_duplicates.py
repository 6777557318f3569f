"""Look for people with different documents who may be one (R-010, R-026): they are proposed to offices, never made one."""

import asyncio

from dedup.domain.probable_duplicates import propose
from dedup.repository.probable_duplicates import ProbableDuplicate, nodes_for, people_with_tokens, save_proposals, weak_rows
from service_runtime import Portion, Run, TimedJob, Transaction, every_day, get_logger, the_installation

_MOST_PEOPLE = 2_000_000
"""More than that are not looked through in one process: some 2 GB."""
_log = get_logger("dedup")


async def _step(tx: Transaction, _: Run) -> Portion:
    many = await people_with_tokens(tx.driver)
    if many > _MOST_PEOPLE:
        _log.warning("duplicates.too_many_people", people=many, most=_MOST_PEOPLE)
        return Portion(0)
    found = await asyncio.to_thread(propose, await weak_rows(tx.driver))
    numbers = sorted({*map(int, found.first), *map(int, found.second)})
    nodes = await nodes_for(tx.driver, numbers)
    pairs = [
        ProbableDuplicate(nodes[int(one)], nodes[int(other)], float(score), tuple(map(int, levels)), tx.now.date())
        for one, other, score, levels in zip(found.first, found.second, found.score, found.levels, strict=True)
    ]
    return Portion(await save_proposals(tx.driver, pairs))


PROPOSALS = TimedJob("propose_duplicates", "疑似同一人排查", the_installation, every_day, _step, catches_up=True)
"""Each night, over everybody."""
