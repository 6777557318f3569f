"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from dedup.tables import feeds, reported_spells, told_references
from service_runtime.resealing import SealedColumns

SEALED = (
    SealedColumns(reported_spells, "spell_key", "spell_key", safe={"reference": "spell"}),
    SealedColumns(told_references, "spell_key", "spell_key", safe={"reference": "spell"}),
    SealedColumns(feeds, "feed_key", "feed_key", safe={"source": "feed"}),
)
