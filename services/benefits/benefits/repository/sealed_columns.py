"""What is sealed in which column, for which purpose, and whose it is. Whatever seals one more column adds it here."""

from benefits.tables import claims, filings
from service_runtime.resealing import SealedColumns

SEALED = (
    SealedColumns(claims, "claim_id", "claim_id", safe={"reference": "claim"}),
    SealedColumns(filings, "filing_id", "filing_id", safe={"form": "filing.form", "history": "filing.history"}),
)
