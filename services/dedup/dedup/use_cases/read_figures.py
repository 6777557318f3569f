"""Figures for operators: how much is known that a check can hit."""

from collections.abc import Sequence

from prometheus_client.core import Metric

from dedup.repository.spell_index import count_spells
from service_runtime import ReadConnection, gauges


async def spell_figures(read: ReadConnection) -> Sequence[Metric]:
    """Own participations with every version, and what others report."""
    own, reported = await count_spells(read.driver)
    return [gauges("spells", "Spells known, by source", "source", {"participation": own, "reported": reported})]
