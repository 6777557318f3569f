"""Figures for operators: how much is known that a check can hit."""

from collections.abc import Sequence

from prometheus_client.core import Metric
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.repository.spell_counts import count_spells
from service_runtime import Runtime, gauges


async def spell_figures(connection: AsyncConnection, _: Runtime) -> Sequence[Metric]:
    """Own participations with every version, and what others report."""
    own, reported = await count_spells(connection)
    return [gauges("spells", "Spells known, by source", "source", {"participation": own, "reported": reported})]
